/**
 * One step and phase of a cell, forward: U·source for all accumulators, W·x beside it (a gather for tokens), and every equation of
 * the phase in one pass.
 */
import type { GradNode, NodeId } from "../../lib/expr-grad.ts";
import { actFunctions, printValues, readsOf } from "../../model/print/glsl.ts";
import { component, indices } from "./counting.ts";
import type { LayerLayout, PhaseLayout } from "./layer-layout.ts";
import { isLeaf, LayerPrinter, mirrored, overUnits, zeros } from "./layer-printer.ts";
import { beginsText, firstText, orPadding, withinText } from "./padding.ts";
import type { ProgramText, TextureUse } from "./text.ts";

/** The accumulators' gates of one block of weights, `undefined` where an accumulator has none there. */
type Gates = readonly (string | undefined)[];

/** Names of the sums of a fragment: one for each unit and accumulator of the cell. */
const sumName = (accumulator: number, unit: number): string => `a${accumulator}_${unit}`;

/** What a phase computes by itself: its equations, across references within the step. */
class OwnEquations {
  private readonly own: ReadonlySet<NodeId>;
  private readonly nodeOf: ReadonlyMap<string, NodeId>;

  constructor(
    private readonly phase: PhaseLayout,
    private readonly isRead: (id: NodeId, node: GradNode) => boolean,
  ) {
    const { saved, equations } = phase.lowered;
    this.own = new Set(saved.map(({ node }) => node));
    this.nodeOf = new Map(equations.map(({ name, node }) => [name, node]));
  }

  /** The equation of this phase that a same-step reference means. */
  local(node: GradNode): NodeId | undefined {
    if (node.op !== "ref" || node.lag !== 0) return undefined;
    const { name } = node;
    return this.nodeOf.get(name) ?? (name.endsWith("'") ? this.nodeOf.get(name.slice(0, -1)) : undefined);
  }

  /** Whether a node's value is there before this pass. */
  isGiven(id: NodeId, node: GradNode): boolean {
    return this.local(node) === undefined && this.isRead(id, node) && (isLeaf(node) || !this.own.has(id));
  }

  /** Accumulators that some values are made of, counted from the phase's first one. */
  accumulatorsOf(roots: readonly NodeId[]): ReadonlySet<number> {
    const first = this.phase.lowered.accumulators[0]?.index ?? 0;
    const needed = new Set<number>();
    const visited = new Set<NodeId>();
    const visit = (all: readonly NodeId[]): void => {
      const { accumulators } = readsOf(this.phase.layer.cell, all, (id, node) => {
        const target = this.local(node);
        if (target !== undefined && !visited.has(target)) {
          visited.add(target);
          visit([target]);
        }
        return target !== undefined || this.isGiven(id, node);
      });
      for (const index of accumulators) needed.add(index);
    };
    visit(roots);
    return new Set([...needed].map((index) => index - first));
  }
}

class ForwardPrinter extends LayerPrinter {
  private readonly equations: OwnEquations;
  private readonly wanted: ReadonlySet<number>;

  constructor(
    private readonly phase: PhaseLayout,
    private readonly planes: readonly number[],
  ) {
    super(phase.layer);
    this.equations = new OwnEquations(phase, (id, node) => this.isRead(id, node));
    this.wanted = this.equations.accumulatorsOf(planes.map((plane) => this.nodeAt(plane)));
  }

  text(): ProgramText {
    const { phase, planes, wanted } = this;
    const lines = [
      this.stepPlace(phase),
      withinText(this),
      beginsText(this),
      zeros([...wanted].flatMap((c) => phase.units.map((j) => sumName(c, j)))),
      ...this.biases(),
      ...this.inputs(),
      ...this.recurrence(),
      ...phase.units.map((j) => this.values(j)),
    ];
    return this.print(planes.length * phase.perFragment, lines.join("\n"), actFunctions);
  }

  private nodeAt(plane: number): NodeId {
    return (this.phase.lowered.saved[plane] as { node: NodeId }).node;
  }

  /** The state whose plane it is, if any. */
  private stateAt(saved: number): string | undefined {
    const { cell } = this.layer;
    return cell.states.find((state) => {
      const { phase, plane } = cell.savedByName(state);
      return phase === this.phase.number && plane === saved;
    });
  }

  /** Wanted accumulators of a block with all units of a fragment. */
  private terms(gates: Gates) {
    const { phase, wanted } = this;
    return gates.flatMap((gate, c) =>
      gate === undefined || !wanted.has(c)
        ? []
        : phase.units.map((j) => ({ sum: sumName(c, j), ...phase.weightPlace(c, j) })),
    );
  }

  /** Texels of a row that hold a wanted accumulator. */
  private texelsOf(gates: Gates): readonly number[] {
    return [...new Set(this.terms(gates).map(({ texel }) => texel))];
  }

  /** acc += source · weights, for every wanted accumulator and unit of the fragment. */
  private accumulate(gates: Gates, product: (texel: number, at: string) => string): string {
    return this.terms(gates)
      .map(({ sum, texel, at }) => `${sum} += ${product(texel, component(at))};`)
      .join(" ");
  }

  private biases(): readonly string[] {
    const { lowered, number } = this.phase;
    return [lowered.biased, lowered.recurrentBiased].flatMap((flags, row) => {
      const gates = flags.map((has) => (has ? "bias" : undefined));
      const texels = this.texelsOf(gates);
      if (texels.length === 0) return [];
      const at = `z_O${number} + ${row}${this.rowsToDirection(this.phase)}`;
      return [
        `{ ${this.weightTexels(texels, at)} ${this.accumulate(gates, (texel, at) => `vec4(w${texel}.${at})`)} }`,
      ];
    });
  }

  /** W·x. */
  private inputs(): readonly string[] {
    const { phase, layer } = this;
    const texels = this.texelsOf(phase.lowered.inputGates);
    if (texels.length === 0) return [];
    const row = `z_I${phase.number}${this.rowsToDirection(phase)}`;
    if (layer.below) return this.inputsFromBelow(layer.below, texels, row);
    return layer.bundle.readsTokens ? [this.tokens(texels, row)] : [this.floats(texels, row)];
  }

  private inputsFromBelow(below: LayerLayout, texels: readonly number[], row: string): readonly string[] {
    const from = below.outputPhase;
    const gates = this.phase.lowered.inputGates;
    const slice = below.output.plane * from.perFragment;
    const { phase } = below.output;
    /** The product with direction `e` of the layer below, which comes to this step of the sequence now or mirrored. */
    const product = (e: number, isMirrored: boolean) => {
      const first = below.isBidirectional ? `(${this.model} * 2 + ${e}) * z_BG` : `${this.model} * z_BG`;
      const weights = e === 0 ? row : `${row} + z_BR`;
      const loop = (use: TextureUse) =>
        overUnits(from, first, "z_BQ", weights, (x, j, at, unit) => {
          const source = this.fetch(use, x, "row", slice + j);
          const mask = this.maskBelowText(e, "i", `${this.time} * z_BATCH_ROWS + b`, unit);
          return `{ vec4 v = ${source}${mask}; ${this.weightTexels(texels, at)} ${this.accumulate(gates, (texel, at) => `v * w${texel}.${at}`)} }`;
        });
      const step = isMirrored ? mirrored("step") : "step";
      // A pass over all steps reads every texture of the ring below, each fragment that of its own step.
      const loops = this.layer.isAtOnce
        ? indices(below.ring)
            .map(
              (ring) =>
                `if ((${step} + ${below.cell.maxLag}) % ${below.ring} == ${ring}) ${loop({ of: "belowRing", phase, ring })}`,
            )
            .join("\nelse ")
        : loop({ of: "below", phase, isMirrored });
      return `{ int row = ((${step} + ${below.cell.maxLag}) / ${below.ring}) * z_BATCH_ROWS + b;\n${loops} }`;
    };
    return below.directions.map((_, e) =>
      this.layer.isBidirectional
        ? `if (d == ${e}) ${product(e, false)} else ${product(e, true)}`
        : product(e, e > 0),
    );
  }

  private tokens(texels: readonly number[], row: string): string {
    const tokens = this.fetch({ of: "data" }, "0", `${this.time} * z_BATCH_ROWS + b`);
    const weights = indices(4).map((i) =>
      this.weightTexels(texels, `${row} + int(v.${component(i)})`, `l${i}_`),
    );
    const product = (texel: number, at: string) =>
      `vec4(${indices(4)
        .map((i) => `l${i}_${texel}.${at}`)
        .join(", ")})`;
    return `{ vec4 v = ${tokens};\n${weights.join("\n")}\n${this.accumulate(this.phase.lowered.inputGates, product)} }`;
  }

  private floats(texels: readonly number[], row: string): string {
    const value = this.fetch({ of: "data" }, "i", "row");
    const products = this.accumulate(this.phase.lowered.inputGates, (texel, at) => `v * w${texel}.${at}`);
    return `for (int i = 0, r = ${row}, row = ${this.time} * z_BATCH_ROWS + b; i < z_D; i++, r++) { vec4 v = ${value}; ${this.weightTexels(texels, "r")} ${products} }`;
  }

  /** U·source, four source units a turn. */
  private recurrence(): readonly string[] {
    const { phase, layer } = this;
    return phase.lowered.sources.flatMap(({ source, lag, gates }, i) => {
      const texels = this.texelsOf(gates);
      if (texels.length === 0) return [];
      const place = layer.cell.savedByName(source);
      const from = layer.phaseAt(place.phase);
      const weights = `z_S${phase.number}_${i}${this.rowsToDirection(phase)}`;
      const loop = overUnits(from, `m * z_G${place.phase}`, "z_Q", weights, (x, j, row) => {
        const use = { of: "saved", phase: place.phase, offset: -lag } as const;
        const value = this.fetch(use, x, "row", place.plane * from.perFragment + j);
        return `{ vec4 v = ${value}; ${this.weightTexels(texels, row)} ${this.accumulate(gates, (texel, at) => `v * w${texel}.${at}`)} }`;
      });
      return [`{ int row = ${this.rowAt(-lag)};\n${loop} }`];
    });
  }

  /** The equations for unit `j` of the fragment, and what is written. */
  private values(j: number): string {
    const { phase, layer, equations } = this;
    const first = phase.lowered.accumulators[0]?.index ?? 0;
    const known = new Map<NodeId, string>();
    const statements: string[] = [];
    let turns = 0;
    const value = (root: NodeId): string => {
      const found = known.get(root);
      if (found !== undefined) return found;
      // Equations of the phase that this one reads come first, each printed once.
      const printed = printValues(
        layer.cell,
        [root],
        (id, node) => {
          const target = equations.local(node);
          if (target !== undefined) return value(target);
          if (id !== root && known.has(id)) return known.get(id);
          return equations.isGiven(id, node) ? this.readText(phase, id, node, j) : undefined;
        },
        (index) => sumName(index - first, j),
        `_${j}_${turns++}`,
      );
      statements.push(...printed.statements);
      const text = printed.texts[0] as string;
      known.set(root, text);
      return text;
    };
    this.planes.forEach((plane, k) => {
      const text = value(this.nodeAt(plane));
      const state = this.stateAt(plane);
      const begin =
        state !== undefined && layer.beginsInPadding ? firstText(this, phase, state, j) : undefined;
      statements.push(`out${k * phase.perFragment + j} = ${orPadding(layer, text, begin)};`);
    });
    return statements.join("\n");
  }
}

/** One pass of a step. @param planes which of `saved` it writes */
export const forwardProgram = (phase: PhaseLayout, planes: readonly number[]): ProgramText =>
  new ForwardPrinter(phase, planes).text();
