/**
 * One step and phase of a cell, forward: U·source for all columns, W·x beside it (a gather for tokens), and every equation of
 * the phase in one draw.
 */
import type { GradNode, NodeId } from "../../lib/expr-grad.ts";
import { actFunctions, printValues, readsOf } from "../../model/print/glsl.ts";
import type { PhaseGeometry } from "./geometry.ts";
import { beginsInPadding, beginsText, firstText, orPadding, withinText } from "./scan-padding.ts";
import {
  accumulator,
  belowOf,
  directionRows,
  isRead,
  isTwo,
  maskText,
  mirrored,
  modelText,
  overUnits,
  type PhaseProgram,
  phaseAt,
  readText,
  rowAt,
  scanSizes,
  stepPlace,
  units,
  weightPlace,
  weightTexels,
  zeros,
} from "./scan-text.ts";
import { component, indices, ProgramBuilder } from "./text.ts";

/** The columns' gates of one block of weights, `undefined` where a column has none there. */
type Gates = readonly (string | undefined)[];

/** Texels of a row that hold a wanted column. */
const texelsOf = (phase: PhaseGeometry, gates: Gates, wanted: ReadonlySet<number>): number[] => [
  ...new Set(
    gates.flatMap((gate, c) =>
      gate === undefined || !wanted.has(c) ? [] : units(phase).map((j) => weightPlace(phase, c, j).texel),
    ),
  ),
];

/** acc += source · weights, for every wanted column and unit of the fragment. */
function accumulate(
  phase: PhaseGeometry,
  gates: Gates,
  wanted: ReadonlySet<number>,
  product: (texel: number, at: string) => string,
): string {
  return gates
    .flatMap((gate, c) =>
      gate === undefined || !wanted.has(c)
        ? []
        : units(phase).map((j) => {
            const { texel, at } = weightPlace(phase, c, j);
            return `${accumulator(c, j)} += ${product(texel, component(at))};`;
          }),
    )
    .join(" ");
}

export const forwardProgram: PhaseProgram = (g, s, phase, draw) => {
  const program = new ProgramBuilder();
  const { lowered } = phase;
  const { cell } = s;
  const roots = draw.map((i) => (lowered.saved[i] as { node: NodeId }).node);
  const own = new Set(lowered.saved.map(({ node }) => node));
  const nameOf = new Map(lowered.equations.map(({ name, node }) => [name, node]));

  /** The equation of this phase that a same-step reference means. */
  const local = (node: GradNode): NodeId | undefined =>
    node.op === "ref" && node.lag === 0
      ? (nameOf.get(node.name) ?? (node.name.endsWith("'") ? nameOf.get(node.name.slice(0, -1)) : undefined))
      : undefined;
  /** The state whose plane it is, if any. */
  const stateAt = (saved: number) =>
    cell.states.find((state) => {
      const { phase, plane } = cell.savedByName(state);
      return phase === lowered.phase && plane === saved;
    });
  // What this draw computes itself: everything of its phase, across references within the step.
  const isGiven = (id: NodeId, node: GradNode) =>
    local(node) === undefined && isRead(s, id, node) && (node.op === "param" || !own.has(id));
  const needed = new Set<number>();
  const visited = new Set<NodeId>();
  const gather = (all: readonly NodeId[]) => {
    const { given, columns } = readsOf(cell, all, (id, node) => {
      const target = local(node);
      if (target !== undefined && !visited.has(target)) {
        visited.add(target);
        gather([target]);
      }
      return target !== undefined || isGiven(id, node);
    });
    for (const index of columns) needed.add(index);
    return given;
  };
  gather(roots);
  const first = lowered.columns[0]?.index ?? 0;
  const wanted = new Set([...needed].map((index) => index - first));

  const toDirection = directionRows(s, lowered.phase);
  const lines: string[] = [stepPlace(s, phase, phase.texels), withinText(program, s), beginsText(program, s)];
  lines.push(zeros([...wanted].flatMap((c) => units(phase).map((j) => accumulator(c, j)))));

  // Biases.
  for (const [flags, row] of [
    [lowered.biased, 0],
    [lowered.recurrentBiased, 1],
  ] as const) {
    const gates = flags.map((has) => (has ? "bias" : undefined));
    const texels = texelsOf(phase, gates, wanted);
    if (texels.length === 0) continue;
    lines.push(
      `{ ${weightTexels(program, texels, `z_O${lowered.phase} + ${row}${toDirection}`)} ${accumulate(phase, gates, wanted, (texel, at) => `vec4(w${texel}.${at})`)} }`,
    );
  }

  // W·x.
  const inputTexels = texelsOf(phase, lowered.inputGates, wanted);
  if (inputTexels.length > 0) {
    const row = `z_I${lowered.phase}${toDirection}`;
    const time = isTwo(s) ? "time" : "step";
    if (s.scan.from !== "x") {
      const below = belowOf(g, s);
      const { phase: from, scan } = below;
      const plane = scan.output.plane * from.perFragment;
      /** The product with direction `e` of the layer below, which comes to this step of the sequence now or mirrored. */
      const product = (e: number, isMirrored: boolean) => {
        const use = { of: "below", phase: scan.output.phase, isMirrored } as const;
        const column = isTwo(scan) ? `(${modelText(s)} * 2 + ${e}) * z_BG` : `${modelText(s)} * z_BG`;
        const weights = e === 0 ? row : `${row} + z_BR`;
        const loop = overUnits(from, column, "z_BQ", weights, (x, layer, at, unit) => {
          const source = program.fetch(use, x, "row", plane + layer);
          const mask = maskText(program, scan, "maskBelow", `${e}`, "i", `${time} * z_LANES + b`, unit);
          return `{ vec4 v = ${source}${mask}; ${weightTexels(program, inputTexels, at)} ${accumulate(phase, lowered.inputGates, wanted, (texel, at) => `v * w${texel}.${at}`)} }`;
        });
        const step = isMirrored ? mirrored("step") : "step";
        return `{ int row = ((${step} + ${scan.cell.maxLag}) / ${scan.ring}) * z_LANES + b;\n${loop} }`;
      };
      scan.directions.forEach((_, e) => {
        lines.push(
          isTwo(s) ? `if (d == ${e}) ${product(e, false)} else ${product(e, true)}` : product(e, e > 0),
        );
      });
    } else if (g.plan.input.kind === "tokens") {
      const tokens = program.fetch({ of: "data" }, "0", `${time} * z_LANES + b`);
      const lanes = indices(4).map((lane) =>
        weightTexels(program, inputTexels, `${row} + int(v.${component(lane)})`, `l${lane}_`),
      );
      const product = (texel: number, at: string) =>
        `vec4(${indices(4)
          .map((lane) => `l${lane}_${texel}.${at}`)
          .join(", ")})`;
      lines.push(
        `{ vec4 v = ${tokens};\n${lanes.join("\n")}\n${accumulate(phase, lowered.inputGates, wanted, product)} }`,
      );
    } else {
      const value = program.fetch({ of: "data" }, "i", "row");
      lines.push(
        `for (int i = 0, r = ${row}, row = ${time} * z_LANES + b; i < z_D; i++, r++) { vec4 v = ${value}; ${weightTexels(program, inputTexels, "r")} ${accumulate(phase, lowered.inputGates, wanted, (texel, at) => `v * w${texel}.${at}`)} }`,
      );
    }
  }

  // U·source, four source units a turn.
  lowered.sources.forEach(({ source, lag, gates }, i) => {
    const texels = texelsOf(phase, gates, wanted);
    if (texels.length === 0) return;
    const place = cell.savedByName(source);
    const from = phaseAt(s, place.phase);
    const loop = overUnits(
      from,
      `m * z_G${place.phase}`,
      "z_Q",
      `z_S${lowered.phase}_${i}${toDirection}`,
      (x, layer, weights) => {
        const use = { of: "saved", phase: place.phase, offset: -lag } as const;
        const value = program.fetch(use, x, "row", place.plane * from.perFragment + layer);
        return `{ vec4 v = ${value}; ${weightTexels(program, texels, weights)} ${accumulate(phase, gates, wanted, (texel, at) => `v * w${texel}.${at}`)} }`;
      },
    );
    lines.push(`{ int row = ${rowAt(s, -lag)};\n${loop} }`);
  });

  // The equations.
  for (const j of units(phase)) {
    const known = new Map<NodeId, string>();
    const statements: string[] = [];
    let turns = 0;
    const value = (root: NodeId): string => {
      const found = known.get(root);
      if (found !== undefined) return found;
      // Equations of the phase that this one reads come first, each printed once.
      const printed = printValues(
        cell,
        [root],
        (id, node) => {
          const target = local(node);
          if (target !== undefined) return value(target);
          if (id !== root && known.has(id)) return known.get(id);
          return isGiven(id, node) ? readText(program, s, phase, id, node, j) : undefined;
        },
        (index) => accumulator(index - first, j),
        `_${j}_${turns++}`,
      );
      statements.push(...printed.statements);
      const text = printed.texts[0] as string;
      known.set(root, text);
      return text;
    };
    draw.forEach((saved, k) => {
      const text = value((lowered.saved[saved] as { node: NodeId }).node);
      const state = stateAt(saved);
      const first =
        state !== undefined && beginsInPadding(s) ? firstText(program, s, phase, state, j) : undefined;
      statements.push(`out${k * phase.perFragment + j} = ${orPadding(s, text, first)};`);
    });
    lines.push(statements.join("\n"));
  }
  return program.program([...scanSizes(g, s, 4).keys()], draw.length * phase.perFragment, lines.join("\n"), {
    declarations: actFunctions,
  });
};
