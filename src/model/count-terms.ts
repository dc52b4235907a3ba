import type { Direction } from "./plan.ts";

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
    | "initial state";
  readonly factors: readonly { readonly words: string; readonly value: number }[];
  readonly count: number;
}

/** Parameters of one layer: `gates` × Σ `terms` + Σ `extras`. A cell whose matrices differ in number has one "gate". */
export interface LayerCount {
  /** Before the names of its parameters. */
  readonly path: string;
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

export const term = (
  what: CountTerm["what"],
  ...factors: readonly (readonly [string, number])[]
): CountTerm => ({
  what,
  factors: factors.map(([words, value]) => ({ words, value })),
  count: factors.reduce((product, [, value]) => product * value, 1),
});

export function layerCount(
  path: string,
  layer: number,
  direction: Direction,
  gates: number,
  terms: readonly CountTerm[],
  extras: readonly CountTerm[] = [],
): LayerCount {
  const sum = (of: readonly CountTerm[]) => of.reduce((total, { count }) => total + count, 0);
  return { path, layer, direction, gates, terms, extras, count: gates * sum(terms) + sum(extras) };
}

/** Parameters of a dense layer: inputs × outputs + outputs. */
export const countDense = (inputs: number, outputs: number, path = "readout"): LayerCount =>
  layerCount(path, -1, "forward", 1, [
    term("weights", ["units", inputs], ["outputs", outputs]),
    term("bias", ["outputs", outputs]),
  ]);

/** A layer's count as people write it: "4 × (6 × 32 + 32 × 32 + 32)". */
export function countFormula({ gates, terms, extras }: LayerCount): string {
  const sum = (of: readonly CountTerm[]) =>
    of.map(({ factors }) => factors.map(({ value }) => value).join(" × ")).join(" + ");
  const gated = gates === 1 ? sum(terms) : `${gates} × (${sum(terms)})`;
  return extras.length === 0 ? gated : `${gated} + ${sum(extras)}`;
}
