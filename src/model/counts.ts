import { cells } from "../cells/index.ts";
import { type Direction, type Plan, scansOf } from "./plan.ts";

/**
 * "own": the arrays that we train, one bias a gate (two where the equations have a recurrent bias), as Keras counts.
 * "pytorch": two biases a gate wherever there is one, as `nn.RNN`, `nn.LSTM` and `nn.GRU` keep them; other cells as "own".
 */
export type CountConvention = "own" | "pytorch";

/** A product of sizes: "inputs 6 × units 32". */
export interface CountTerm {
  readonly what:
    | "input weights"
    | "recurrent weights"
    | "bias"
    | "recurrent bias"
    | "weights"
    | "peephole"
    | "first state";
  readonly factors: readonly { readonly words: string; readonly value: number }[];
  readonly count: number;
}

/** Parameters of one layer: `gates` × Σ `terms` + Σ `extras`. A cell whose matrices differ in number has one "gate". */
export interface LayerCount {
  /** Index of the recurrent layer; −1 for the readout. */
  readonly layer: number;
  /** Of a layer with two of them, which this counts. */
  readonly direction: Direction;
  readonly gates: number;
  readonly terms: readonly CountTerm[];
  /** Weights a unit that belong to no gate's block. */
  readonly extras: readonly CountTerm[];
  readonly count: number;
}

export interface ModelCount {
  readonly layers: readonly LayerCount[];
  readonly total: number;
}

const term = (what: CountTerm["what"], ...factors: readonly (readonly [string, number])[]): CountTerm => ({
  what,
  factors: factors.map(([words, value]) => ({ words, value })),
  count: factors.reduce((product, [, value]) => product * value, 1),
});

function layerCount(
  layer: number,
  direction: Direction,
  gates: number,
  terms: readonly CountTerm[],
  extras: readonly CountTerm[] = [],
): LayerCount {
  const sum = (of: readonly CountTerm[]) => of.reduce((total, { count }) => total + count, 0);
  return { layer, direction, gates, terms, extras, count: gates * sum(terms) + sum(extras) };
}

/** Parameters of a dense layer: inputs × outputs + outputs. */
export const countDense = (inputs: number, outputs: number): LayerCount =>
  layerCount(-1, "forward", 1, [
    term("weights", ["units", inputs], ["outputs", outputs]),
    term("bias", ["outputs", outputs]),
  ]);

/** A plan's parameters term by term: for each layer gates × (inputs × units + units × units + bias). */
export function countParams(plan: Plan, convention: CountConvention = "own"): ModelCount {
  const layers = scansOf(plan).map((scan) => {
    const { index, layer, direction, cell, blocks, inputs, units, states } = scan;
    const each = ["units", units] as const;
    const isSecond = convention === "pytorch" && cells[cell].pytorch !== undefined;
    const all = [
      { what: "input weights", of: blocks.kernel, factors: [["inputs", inputs], each] },
      { what: "recurrent weights", of: blocks.recurrentKernel, factors: [each, each] },
      { what: "bias", of: blocks.bias, factors: [each] },
      { what: "recurrent bias", of: isSecond ? blocks.bias : blocks.recurrentBias, factors: [each] },
    ] as const;
    const found = all.filter(({ of }) => of.length > 0);
    const [first] = found;
    // As many of each: the gates stand in front. Else their number is a factor of each that has several.
    const gates = first && found.every(({ of }) => of.length === first.of.length) ? first.of.length : 1;
    const terms = found.map(({ what, of, factors }) =>
      of.length === gates ? term(what, ...factors) : term(what, ["matrices", of.length], ...factors),
    );
    const perUnit = plan.params.filter(
      (param) => param.scan === index && param.role === "perUnit" && param.held === undefined,
    ).length;
    const peepholes = perUnit === 1 ? [] : [["gates", perUnit] as const];
    const several = states.length === 1 ? [] : [["states", states.length] as const];
    return layerCount(layer, direction, gates, terms, [
      ...(perUnit === 0 ? [] : [term("peephole", ...peepholes, each)]),
      ...(scan.first.kind === "learned" ? [term("first state", ...several, each)] : []),
    ]);
  });
  for (const node of plan.nodes) if (node.op === "map") layers.push(countDense(node.inputs, node.outputs));
  return { layers, total: layers.reduce((total, { count }) => total + count, 0) };
}

/** A layer's count as people write it: "4 × (6 × 32 + 32 × 32 + 32)". */
export function countFormula({ gates, terms, extras }: LayerCount): string {
  const sum = (of: readonly CountTerm[]) =>
    of.map(({ factors }) => factors.map(({ value }) => value).join(" × ")).join(" + ");
  const gated = gates === 1 ? sum(terms) : `${gates} × (${sum(terms)})`;
  return extras.length === 0 ? gated : `${gated} + ${sum(extras)}`;
}
