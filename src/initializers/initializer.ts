import type { Rng } from "../lib/rng.ts";

export interface InitializerOptions {
  /** Rows (fan in) and columns (fan out) of one gate's block. */
  readonly rows: number;
  readonly columns: number;
  /** H of the layer, for ±1/√H. */
  readonly units: number;
  /** Standard deviation, for `normal`. */
  readonly stddev: number;
}

/**
 * First values of a matrix, row-major [rows × columns]. Every gate's block is filled on its own, so that the fans and
 * the orthogonality are those of the matrix that multiplies, not of all gates side by side.
 */
export interface InitializerDef {
  readonly kind: string;
  /** As a setting's value: "±1/√H". */
  readonly title: string;
  readonly doc: string;
  readonly source: string;
  fill(rng: Rng, options: InitializerOptions): Float64Array;
}
