/**
 * One step and phase of a cell, backward. What reaches the states from later steps is gathered here, by the step that
 * receives it (Uᵀ·delta of the step after, carries, the loss's own gradient), so that a step is one draw: nothing is scattered.
 */
import type { GradNode, NodeId } from "../../lib/expr-grad.ts";
import { actFunctions, printValues, readsOf } from "../../model/print/glsl.ts";
import { type Geometry, type PhaseGeometry, pulledStates, type ScanGeometry } from "./geometry.ts";
import { orPadding, withinText } from "./scan-padding.ts";
import {
  belowOf,
  directionRows,
  isRead,
  isTwo,
  maskText,
  mirrored,
  modelText,
  type PhaseProgram,
  planeText,
  readText,
  rowAt,
  scanSizes,
  stepPlace,
  units,
  unlessCut,
  weightPlace,
  zeros,
} from "./scan-text.ts";
import { component, indices, ProgramBuilder, type ProgramText, type TextureUse } from "./text.ts";

/**
 * Σ over all units u and columns of a source: U[unit, u]·delta[u], added to `into(j)`.
 * @param lead steps between the fragment's step and that of the deltas
 * @param deltasOf where the deltas of a phase are, if not at that step
 */
export function pulledText(
  program: ProgramBuilder,
  s: ScanGeometry,
  phase: { readonly perFragment: number },
  from: PhaseGeometry,
  sourceIndex: number,
  gates: readonly (string | undefined)[],
  lead: number,
  into: (unit: number) => string,
  deltasOf: (phase: number) => TextureUse = (phase) => ({ of: "kept", phase, offset: lead }),
): string {
  const q = from.lowered.phase;
  const columns = gates.flatMap((gate, c) => (gate === undefined ? [] : [c]));
  const parts: string[] = [];
  const deltas = columns.flatMap((c) =>
    units(from).map((j) => {
      const column = from.lowered.columns[c];
      const place = column && s.cell.keptAt(column.adjoint);
      if (place?.phase !== q) throw new Error("a column without a delta of its phase");
      const { texel, at } = weightPlace(from, c, j);
      const value = program.fetch(deltasOf(q), "c", "row", place.plane * from.perFragment + j);
      parts.push(`vec4 d${c}_${j} = ${value};`);
      return { name: `d${c}_${j}`, texel, at: component(at) };
    }),
  );
  const texels = [...new Set(deltas.map(({ texel }) => texel))];
  for (const k of indices(phase.perFragment)) {
    for (const texel of texels)
      parts.push(
        `vec4 w${k}_${texel} = ${program.fetch({ of: "params" }, texel === 0 ? "w" : `w + ${texel}`, k === 0 ? "r" : `r + ${k}`)};`,
      );
    parts.push(
      `${into(k)} += ${deltas.map(({ name, texel, at }) => `${name} * w${k}_${texel}.${at}`).join(" + ")};`,
    );
  }
  return `${unlessCut(s, lead)}{ int row = ${rowAt(s, lead)}, r = z_S${q}_${sourceIndex}${directionRows(s, q)} + g * ${phase.perFragment};
for (int i = 0, c = m * z_G${q}, w = ${modelText(s)} * z_W; i < z_G${q}; i++, c++, w += ${from.texels}) {\n${parts.join("\n")}\n} }`;
}

export const backwardProgram: PhaseProgram = (g, s, phase, draw) => {
  const program = new ProgramBuilder();
  const { cell } = s;
  const top = s.phases.length;
  const here = phase.lowered.phase;
  const roots = draw.map((i) => (phase.lowered.kept[i] as { node: NodeId }).node);
  const isKept = (id: NodeId) => {
    const place = cell.keptAt(id);
    return place !== undefined && place.phase > here;
  };
  const { given } = readsOf(
    cell,
    roots,
    (id, node) => isKept(id) || isRead(s, id, node) || node.op === "seed" || node.op === "pull",
  );
  const at = (id: NodeId) => cell.graph.nodes[id] as GradNode;
  const lines: string[] = [stepPlace(s, phase, phase.texels), withinText(program, s)];

  // Seeds: what comes from outside of the step.
  const seeds = new Set(
    [...given]
      .filter((id) => at(id).op === "seed" && !isKept(id))
      .map((id) => (at(id) as { state: string }).state),
  );
  if (seeds.size > 0 && here !== top) throw new Error("a seed that the top phase did not keep");
  for (const state of seeds) {
    const name = (j: number) => `seed_${state}_${j}`;
    lines.push(zeros(units(phase).map(name)));
    const plane = pulledStates(cell).indexOf(state) * g.rowsPerFragment;
    if (!phase.isWide)
      for (const from of s.phases)
        from.lowered.sources.forEach(({ source, lag, gates }, i) => {
          if (source === state && lag > 0)
            lines.push(pulledText(program, s, phase, from, i, gates, lag, name));
        });
    else if (plane >= 0)
      for (const j of units(phase)) {
        const unit = `(g * ${phase.perFragment} + ${j})`;
        const n = g.rowsPerFragment;
        lines.push(
          `${name(j)} += ${program.fetch({ of: "pulled" }, `m * z_P + ${unit} / ${n}`, "b", `${plane} + ${unit} % ${n}`)};`,
        );
      }
    for (const j of units(phase)) {
      for (const { state: to, lag, node } of cell.carries) {
        const place = cell.keptAt(node);
        if (to !== state || !place) continue;
        lines.push(
          `${unlessCut(s, lag)}${name(j)} += ${planeText("kept", program, s, phase, place, lag, j)};`,
        );
      }
      if (state === cell.states[0]) {
        const unit = `(g * ${phase.perFragment} + ${j})`;
        const [quad, layer] = [`${unit} / 4`, `${unit} % 4`];
        const time = isTwo(s) ? "time" : "step";
        const mask = maskText(program, s, "mask", "d", quad, `${time} * z_LANES + b`, layer);
        lines.push(
          `${name(j)} += ${program.fetch({ of: "external" }, `m * z_Q + ${quad}`, "step * z_LANES + b", layer)}${mask};`,
        );
      }
    }
  }

  // Pulls: products with deltas of the same step, from the phase above.
  const pulls = [...given].filter((id) => at(id).op === "pull");
  const pullName = (id: NodeId, j: number) => `pull${id}_${j}`;
  for (const id of pulls) {
    const node = at(id) as Extract<GradNode, { op: "pull" }>;
    lines.push(zeros(units(phase).map((j) => pullName(id, j))));
    for (const from of s.phases)
      from.lowered.sources.forEach(({ lag, gates }, i) => {
        const only = gates.map((gate, c) =>
          gate === node.gate && from.lowered.columns[c]?.adjoint === node.a ? gate : undefined,
        );
        if (lag === 0 && only.some(Boolean))
          lines.push(pulledText(program, s, phase, from, i, only, 0, (j) => pullName(id, j)));
      });
  }

  for (const j of units(phase)) {
    const { statements, texts } = printValues(
      cell,
      roots,
      (id, node) => {
        if (isKept(id)) {
          const place = cell.keptAt(id);
          return place && planeText("kept", program, s, phase, place, 0, j);
        }
        if (node.op === "seed") return `seed_${node.state}_${j}`;
        if (node.op === "pull") return pullName(id, j);
        return readText(program, s, phase, id, node, j);
      },
      () => {
        throw new Error("a backward pass reads a sum that was not saved");
      },
      `_${j}`,
    );
    lines.push(
      ...statements,
      ...texts.map((text, k) => `out${k * phase.perFragment + j} = ${orPadding(s, text)};`),
    );
  }
  return program.program([...scanSizes(g, s, 4).keys()], draw.length * phase.perFragment, lines.join("\n"), {
    declarations: actFunctions,
  });
};

/** Uᵀ·delta of later steps for one state in a draw of its own, eight units a fragment. */
export function pullProgram(g: Geometry, s: ScanGeometry, state: string): ProgramText {
  const program = new ProgramBuilder();
  const n = g.rowsPerFragment;
  const name = (j: number) => `s${j}`;
  const lines = [
    `int m = x / z_P, g = x - m * z_P, b = y; ${isTwo(s) ? "int d = m % 2;" : ""}`,
    zeros(indices(n).map(name)),
  ];
  for (const from of s.phases)
    from.lowered.sources.forEach(({ source, lag, gates }, i) => {
      if (source === state && lag > 0)
        lines.push(pulledText(program, s, { perFragment: n }, from, i, gates, lag, name));
    });
  lines.push(
    indices(n)
      .map((j) => `out${j} = ${name(j)};`)
      .join(" "),
  );
  return program.program([...scanSizes(g, s, 4).keys()], n, lines.join("\n"));
}

/**
 * ∂L/∂x of a layer for all steps at once, as the layer below receives it: Σ over directions and phases of delta·Wᵀ, four units a
 * fragment. Rows are in the order of the receiving strand.
 */
export function downProgram(g: Geometry, s: ScanGeometry): ProgramText {
  const program = new ProgramBuilder();
  const { scan: below } = belowOf(g, s);
  const model = modelText(below);
  const lines = [
    `int m = x / z_BQ, k = (x - m * z_BQ) * 4; ${isTwo(below) ? "int e = m % 2;" : ""}`,
    "int t = y / z_LANES, b = y - t * z_LANES;",
    zeros(indices(4).map((i) => `out${i}_`)),
  ];
  s.directions.forEach((_, d) => {
    const plainly = d === 0 ? "t" : mirrored("t");
    const step = isTwo(below) ? `(e == ${d} ? t : ${mirrored("t")})` : plainly;
    lines.push(
      `{ int s = ${step} + ${s.cell.maxLag}, ring = s - (s / ${s.ring}) * ${s.ring}, row = (s / ${s.ring}) * z_LANES + b;`,
      ...s.phases.flatMap((phase) => downLoops(program, s, phase, { model, d, isTwoBelow: isTwo(below) })),
      "}",
    );
  });
  lines.push(
    indices(4)
      .map((i) => `out${i} = out${i}_;`)
      .join(" "),
  );
  return program.program([...scanSizes(g, s, 4).keys()], 4, lines.join("\n"));
}

/** One phase and direction of `downProgram`, a loop for each texture of the ring. */
function downLoops(
  program: ProgramBuilder,
  s: ScanGeometry,
  phase: PhaseGeometry,
  { model, d, isTwoBelow }: { readonly model: string; readonly d: number; readonly isTwoBelow: boolean },
): readonly string[] {
  const { lowered } = phase;
  const p = lowered.phase;
  const columns = lowered.inputGates.flatMap((gate, c) => (gate === undefined ? [] : [c]));
  if (columns.length === 0) return [];
  const strand = isTwo(s) ? `(${model} * 2 + ${d})` : model;
  const first = `z_I${p}${d === 0 ? "" : ` + z_R${p}`}${isTwoBelow ? " + e * z_BR" : ""} + k`;
  return indices(s.ring).map((ring) => {
    const parts: string[] = [];
    const deltas = columns.flatMap((c) =>
      units(phase).map((j) => {
        const place = s.cell.keptAt((lowered.columns[c] as { adjoint: NodeId }).adjoint);
        const plane = (place?.plane ?? 0) * phase.perFragment + j;
        const use = { of: "keptRing", phase: p, ring } as const;
        parts.push(`vec4 d${c}_${j} = ${program.fetch(use, "c", "row", plane)};`);
        const { texel, at } = weightPlace(phase, c, j);
        return { name: `d${c}_${j}`, texel, at: component(at) };
      }),
    );
    for (const k of indices(4)) {
      for (const texel of new Set(deltas.map((delta) => delta.texel)))
        parts.push(
          `vec4 w${k}_${texel} = ${program.fetch({ of: "params" }, texel === 0 ? "w" : `w + ${texel}`, k === 0 ? "r" : `r + ${k}`)};`,
        );
      parts.push(
        `out${k}_ += ${deltas.map(({ name, texel, at }) => `${name} * w${k}_${texel}.${at}`).join(" + ")};`,
      );
    }
    return `if (ring == ${ring}) for (int i = 0, c = ${strand} * z_G${p}, w = ${model} * z_W, r = ${first}; i < z_G${p}; i++, c++, w += ${phase.texels}) {\n${parts.join("\n")}\n}`;
  });
}
