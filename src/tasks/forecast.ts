import type { Rng } from "../lib/rng.ts";

/** One held-out stretch of a series: R steps that are read, and the n steps after them. */
export interface Stretch {
  /**
   * [R + n, D] as the network reads them. From step R on only the columns that no output is fed to are read; what the
   * others hold there means nothing.
   */
  readonly x: Float32Array;
  /** [R + n, V]: what each output column predicts, at the step that it is about, in the scale of the outputs. */
  readonly truth: Float32Array;
}

/**
 * What a task that predicts a series says about running freely: the network reads R steps of data; after them, what it
 * foretold takes the place of the data.
 */
export interface Forecast {
  /** R: steps of data that are read, at least `lag`, so that the first step after them has been foretold. */
  readonly read: number;
  /** The output at step t is about step t + lag: 1 is the next step. */
  readonly lag: number;
  /** Steps of truth that there are after those read; Infinity where the data have no end. */
  readonly most: number;
  /** What one step is, in the plural: "months". */
  readonly stepUnit: string;
  /**
   * By input column the output column that stands for it, `lag` steps later and in the same scale; null where the data's
   * own values go on being read (the time of year).
   */
  readonly feed: readonly (number | null)[];
  /**
   * The held-out sequence that `sample` gives for the same generator, and how it goes on. Where the data end before
   * that, the whole stretch lies as much earlier as it must.
   * @param steps n, 1 … most.
   */
  stretch(rng: Rng, steps: number): Stretch;
}
