/** What the benchmark measures, and what is required of it and aimed at. */
import type { CellKind } from "../src/cells/index.ts";
import type { EngineKind } from "../src/engine/engine.ts";

/** B, T, H, V. */
export const allSizes = { S: [32, 25, 32, 16], M: [32, 50, 64, 64], L: [64, 100, 128, 64] } as const;
export type Size = keyof typeof allSizes;

export interface Cell {
  readonly cell: CellKind;
  readonly resetAfter?: boolean;
  /** Units of an embedding below it. */
  readonly embedding?: number;
}
/** By the name that `--cells` takes. */
export const allCells = {
  lstm: { cell: "lstm" },
  gru: { cell: "gru", resetAfter: true },
  "gru-before": { cell: "gru", resetAfter: false },
  simple: { cell: "simple" },
  "lstm-embedding": { cell: "lstm", embedding: 32 },
} as const satisfies { readonly [name: string]: Cell };
export type CellName = keyof typeof allCells;

/** Those that are measured where none are asked for. */
export const usualCells: readonly CellName[] = ["lstm", "gru", "gru-before", "simple"];

/** Middle, quartiles and ends of some rounds. */
export interface Figure {
  readonly median: number;
  readonly quartiles: readonly [number, number];
  readonly spread: readonly [number, number];
}

const round = (value: number) => Number(value.toPrecision(4));

export function figure(values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
    return round(low + (high - low) * (place - Math.floor(place)));
  };
  return { median: at(0.5), quartiles: [at(0.25), at(0.75)], spread: [at(0), at(1)] };
}

export const exactly = (value: number): Figure => ({
  median: value,
  quartiles: [value, value],
  spread: [value, value],
});

/** Bounds of one figure, all lower or all upper. */
export interface Bound {
  readonly required: number;
  readonly aim?: number;
  readonly is: "at least" | "at most";
}

const ratios: { readonly [K in "lstm" | "other"]: { readonly [S in Size]: readonly [number, number] } } = {
  lstm: { S: [10, 20], M: [5, 10], L: [2, 5] },
  other: { S: [9, 20], M: [4.5, 10], L: [1.5, 4] },
};

/** Of the SIMD engine, for an LSTM: over tf.layers on WebGL, over tf.layers on tfjs' own WASM, share of the product's rate. */
const simd = {
  ratio: { S: [120, 190], M: [60, 85], L: [22, 35] },
  tfjsWasmRatio: { S: [35, 60], M: [25, 40], L: [22, 35] },
  productShare: { S: [0.5, 0.6], M: [0.65, 0.75], L: [0.75, 0.85] },
} as const;

/** Of the SIMD engine's script and both of its modules after gzip, in kB. */
export const wasmSizeBound: Bound = { required: 40, is: "at most" };

export interface Bounds {
  readonly ratio?: Bound;
  readonly tfjsWasmRatio?: Bound;
  readonly productShare?: Bound;
  readonly draws?: Bound;
  readonly overheadRatio?: Bound;
  readonly jsRatio?: Bound;
  readonly worstGradientError?: Bound;
  readonly firstRatio?: Bound;
}

/** What is asked of the fused engines; the reference and networks over an embedding have none. */
export function boundsOf(engine: EngineKind, { cell, resetAfter, embedding }: Cell, size: Size): Bounds {
  if (engine === "reference" || embedding !== undefined) return {};
  const worstGradientError: Bound = { required: size === "L" ? 5e-6 : 3e-6, is: "at most" };
  if (engine === "wasm") {
    if (cell !== "lstm") return { worstGradientError };
    const bound = ([required, aim]: readonly [number, number]): Bound => ({ required, aim, is: "at least" });
    return {
      ratio: bound(simd.ratio[size]),
      tfjsWasmRatio: bound(simd.tfjsWasmRatio[size]),
      productShare: bound(simd.productShare[size]),
      worstGradientError,
    };
  }
  const [, steps] = allSizes[size];
  const [required, aim] = ratios[cell === "lstm" ? "lstm" : "other"][size];
  return {
    ratio: { required, aim, is: "at least" },
    draws:
      cell === "gru" && resetAfter === false
        ? { required: 5 * steps + 12, aim: 4 * steps + 9, is: "at most" }
        : { required: 3 * steps + 10, aim: 2 * steps + 8, is: "at most" },
    overheadRatio: { required: 35, is: "at least" },
    jsRatio: { required: size === "L" ? 1 / 250 : 1 / 120, is: "at most" },
    worstGradientError,
    firstRatio: { required: 1 / 10, is: "at most" },
  };
}

/** "straddles" where the middle half of the rounds lies on both sides of the bound. */
export function verdict({ quartiles: [low, high] }: Figure, bound: number, is: Bound["is"]): string {
  const [worse, better] = is === "at least" ? [low, high] : [-high, -low];
  const limit = is === "at least" ? bound : -bound;
  if (worse >= limit) return "ok";
  return better >= limit ? "straddles" : "short";
}

/** One line of the table: the median, its middle half, and each bound with its verdict. */
export function describe(
  name: string,
  figure: Figure,
  bound: Bound | undefined,
  write = (value: number): string => String(value),
): string {
  const { median, quartiles } = figure;
  const isOne = quartiles[0] === quartiles[1];
  const value = isOne ? write(median) : `${write(median)} (${quartiles.map(write).join("–")})`;
  const against = (what: string, limit: number | undefined) =>
    bound && limit !== undefined ? `${what} ${write(limit)} ${verdict(figure, limit, bound.is)}` : "";
  const both = [against("required", bound?.required), against("aim", bound?.aim)].filter(
    (text) => text !== "",
  );
  return `  ${name.padEnd(34)} ${value.padEnd(30)} ${both.join(" | ")}`.trimEnd();
}

/** 0.0052 as 1/192. */
export const asShare = (value: number): string =>
  value > 0 ? `1/${Number((1 / value).toPrecision(3))}` : "0";

/** 0.523 as 52.3 %. */
export const asPercent = (value: number): string => `${Number((100 * value).toPrecision(3))} %`;
