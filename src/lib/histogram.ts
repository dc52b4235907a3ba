/** Numbers counted by size, in bins of equal width. */
export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly counts: Uint32Array;
  /** Exactly 0, where bins are of logarithms: 0 has none. They are in no bin. */
  readonly zeros: number;
  /** Infinite or no number at all. They are in no bin. */
  readonly broken: number;
}

export interface Bins {
  readonly low: number;
  readonly high: number;
  readonly bins: number;
}

/** Counts each number once: in a bin, as a 0 or as broken. Finite ones beyond an end are counted in the bin there. */
function count(
  values: Iterable<number>,
  { low, high, bins }: Bins,
  place: (value: number) => number,
): Histogram {
  const counts = new Uint32Array(bins);
  let [zeros, broken] = [0, 0];
  for (const value of values) {
    const at = place(value);
    if (!Number.isFinite(value)) broken++;
    else if (at === Number.NEGATIVE_INFINITY) zeros++;
    else {
      const bin = Math.min(bins - 1, Math.max(0, Math.floor(((at - low) / (high - low)) * bins)));
      counts[bin] = (counts[bin] as number) + 1;
    }
  }
  return { low, high, counts, zeros, broken };
}

export const histogramOf = (values: Iterable<number>, bins: Bins): Histogram =>
  count(values, bins, (value) => value);

/** By the power of ten of their magnitudes; `low` and `high` are exponents. */
export const decadesOf = (values: Iterable<number>, bins: Bins): Histogram =>
  count(values, bins, (value) => Math.log10(Math.abs(value)));

/** How many numbers were counted. */
export const countedIn = ({ counts, zeros, broken }: Histogram): number =>
  counts.reduce((sum, one) => sum + one, zeros + broken);
