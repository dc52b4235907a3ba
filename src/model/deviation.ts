/** How far an array is from what it should be. */

/** One array compared. */
export interface Deviation {
  readonly what: string;
  /**
   * "relative": `error` is the worst error over the largest entry of the expected array. "adam": it is over the learning
   * rate, since Adam divides by the gradient's own size and may turn a rounding error into a share of a whole step.
   */
  readonly whatKind: "relative" | "adam";
  readonly error: number;
  /** The worst error over the largest entry, for both kinds. */
  readonly relative: number;
}

/** Worst absolute error; infinite where an array is missing or has another length, NaN where it holds NaN. */
function worst(actual: ArrayLike<number> | undefined, expected: readonly number[]): number {
  if (actual?.length !== expected.length) return Number.POSITIVE_INFINITY;
  let error = 0;
  for (let i = 0; i < expected.length; i++) {
    const off = Math.abs((actual[i] as number) - (expected[i] as number));
    if (Number.isNaN(off)) return off;
    error = Math.max(error, off);
  }
  return error;
}

export function deviation(
  what: string,
  actual: ArrayLike<number> | undefined,
  expected: readonly number[],
  learningRate?: number,
): Deviation {
  const largest = expected.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
  const absolute = worst(actual, expected);
  const relative = absolute === 0 ? 0 : absolute / largest;
  return learningRate === undefined
    ? { what, whatKind: "relative", error: relative, relative }
    : { what, whatKind: "adam", error: absolute / learningRate, relative };
}
