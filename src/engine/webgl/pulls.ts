/** Uᵀ·delta and Wᵀ·delta: what the deltas of a layer send to its own earlier steps, and to the layer below. */
import { component, indices } from "./counting.ts";
import type { LayerLayout, PhaseLayout } from "./layer-layout.ts";
import { LayerPrinter, mirrored, type Units, zeros } from "./layer-printer.ts";
import type { ProgramText, TextureUse } from "./text.ts";

/** A delta in a local of its own, and the component of the parameter texel that it is multiplied by. */
interface NamedDelta {
  readonly name: string;
  readonly texel: number;
  readonly at: string;
}

/** Declares the deltas of some accumulators for all units of a fragment of `from`, as found at texel `c` of row `row`. */
function declareDeltas(
  program: LayerPrinter,
  from: PhaseLayout,
  accumulators: readonly number[],
  use: TextureUse,
): { readonly lines: readonly string[]; readonly deltas: readonly NamedDelta[] } {
  const all = accumulators.flatMap((c) =>
    from.units.map((j) => {
      const { texel, at } = from.weightPlace(c, j);
      const value = program.fetch(use, "c", "row", from.deltaSlice(c, j));
      const name = `d${c}_${j}`;
      return { line: `vec4 ${name} = ${value};`, delta: { name, texel, at: component(at) } };
    }),
  );
  return { lines: all.map(({ line }) => line), deltas: all.map(({ delta }) => delta) };
}

/** Adds those deltas times the weights of row r + k to the sum of each receiving unit k. */
const addProducts = (
  program: LayerPrinter,
  deltas: readonly NamedDelta[],
  receiving: number,
  into: (unit: number) => string,
): readonly string[] =>
  indices(receiving).flatMap((k) => [
    ...[...new Set(deltas.map(({ texel }) => texel))].map(
      (texel) =>
        `vec4 w${k}_${texel} = ${program.fetch({ of: "params" }, texel === 0 ? "w" : `w + ${texel}`, k === 0 ? "r" : `r + ${k}`)};`,
    ),
    `${into(k)} += ${deltas.map(({ name, texel, at }) => `${name} * w${k}_${texel}.${at}`).join(" + ")};`,
  ]);

const accumulatorsWith = (gates: readonly (string | undefined)[]): readonly number[] =>
  gates.flatMap((gate, c) => (gate === undefined ? [] : [c]));

/** One product that reaches a fragment, from a source of some phase. */
interface Product {
  readonly from: PhaseLayout;
  /** Place among the phase's sources. */
  readonly source: number;
  readonly gates: readonly (string | undefined)[];
  /** Steps between the fragment's step and that of the deltas. */
  readonly lead: number;
  /** Where the deltas are. */
  readonly use: TextureUse;
}

/** Σ over all units u and accumulators of a source: U[unit, u]·delta[u], added to `into(j)`. */
export function pulledText(
  program: LayerPrinter,
  to: Units,
  { from, source, gates, lead, use }: Product,
  into: (unit: number) => string,
): string {
  const p = from.number;
  const { lines, deltas } = declareDeltas(program, from, accumulatorsWith(gates), use);
  const body = [...lines, ...addProducts(program, deltas, to.perFragment, into)].join("\n");
  return `${program.unlessCut(lead)}{ int row = ${program.rowAt(lead)}, r = z_S${p}_${source}${program.rowsToDirection(from)} + g * ${to.perFragment};
for (int i = 0, c = m * z_G${p}, w = ${program.model} * z_W; i < z_G${p}; i++, c++, w += ${from.texels}) {\n${body}\n} }`;
}

/** All products of a state with deltas of later steps. @param useOf where the deltas of a phase are, `lag` steps later */
export const pulledFromLater = (
  program: LayerPrinter,
  to: Units,
  state: string,
  into: (unit: number) => string,
  useOf = (phase: number, lag: number): TextureUse => ({ of: "kept", phase, offset: lag }),
): readonly string[] =>
  program.layer.phases.flatMap((from) =>
    from.lowered.sources.flatMap(({ source, lag, gates }, i) =>
      source === state && lag > 0
        ? [pulledText(program, to, { from, source: i, gates, lead: lag, use: useOf(from.number, lag) }, into)]
        : [],
    ),
  );

class PullPrinter extends LayerPrinter {
  text(state: string): ProgramText {
    const n = this.layer.bundle.rowsPerFragment;
    const sum = (j: number) => `s${j}`;
    const lines = [
      `int m = x / z_P, g = x - m * z_P, b = y; ${this.direction}`,
      zeros(indices(n).map(sum)),
      ...pulledFromLater(this, { perFragment: n }, state, sum),
      indices(n)
        .map((j) => `out${j} = ${sum(j)};`)
        .join(" "),
    ];
    return this.print(n, lines.join("\n"));
  }
}

/** Uᵀ·delta of later steps for one state in a pass of its own, eight units a fragment. */
export const pullProgram = (layer: LayerLayout, state: string): ProgramText =>
  new PullPrinter(layer).text(state);

class DownPrinter extends LayerPrinter {
  /** The model of a strand of the layer below. */
  override get model(): string {
    return this.below.isBidirectional ? "m / 2" : "m";
  }

  constructor(
    layer: LayerLayout,
    private readonly below: LayerLayout,
  ) {
    super(layer);
  }

  text(): ProgramText {
    const { layer, below } = this;
    const lines = [
      `int m = x / z_BQ, k = (x - m * z_BQ) * 4; ${below.isBidirectional ? "int e = m % 2;" : ""}`,
      "int t = y / z_BATCH_ROWS, b = y - t * z_BATCH_ROWS;",
      zeros(indices(4).map((i) => `out${i}_`)),
    ];
    layer.directions.forEach((_, d) => {
      const plainly = d === 0 ? "t" : mirrored("t");
      const step = below.isBidirectional ? `(e == ${d} ? t : ${mirrored("t")})` : plainly;
      lines.push(
        `{ int s = ${step} + ${layer.cell.maxLag}, ring = s - (s / ${layer.ring}) * ${layer.ring}, row = (s / ${layer.ring}) * z_BATCH_ROWS + b;`,
        ...layer.phases.flatMap((phase) => this.loops(phase, d)),
        "}",
      );
    });
    lines.push(
      indices(4)
        .map((i) => `out${i} = out${i}_;`)
        .join(" "),
    );
    return this.print(4, lines.join("\n"));
  }

  /** One phase and direction, a loop for each texture of the ring. */
  private loops(phase: PhaseLayout, d: number): readonly string[] {
    const { layer, below, model } = this;
    const p = phase.number;
    const accumulators = accumulatorsWith(phase.lowered.inputGates);
    if (accumulators.length === 0) return [];
    const first = `z_I${p}${d === 0 ? "" : ` + z_R${p}`}${below.isBidirectional ? " + e * z_BR" : ""} + k`;
    return indices(layer.ring).map((ring) => {
      const { lines, deltas } = declareDeltas(this, phase, accumulators, { of: "keptRing", phase: p, ring });
      const body = [...lines, ...addProducts(this, deltas, 4, (k) => `out${k}_`)].join("\n");
      return `if (ring == ${ring}) for (int i = 0, c = ${this.strandText(model, d)} * z_G${p}, w = ${model} * z_W, r = ${first}; i < z_G${p}; i++, c++, w += ${phase.texels}) {\n${body}\n}`;
    });
  }
}

/**
 * ∂L/∂x of a layer for all steps at once, as the layer below receives it: Σ over directions and phases of delta·Wᵀ, four units a
 * fragment. Rows are in the order of the receiving strand.
 */
export const downProgram = (layer: LayerLayout, below: LayerLayout): ProgramText =>
  new DownPrinter(layer, below).text();
