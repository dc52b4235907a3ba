/** Whether a quantity that was sampled over time grows: slopes with their confidence, and a verdict. */

export interface Point {
  /** Hours. */
  readonly at: number;
  readonly value: number;
}

export interface Slope {
  readonly samples: number;
  readonly mean: number;
  /** Least squares, per hour. */
  readonly perHour: number;
  /** Half of the 95 % interval around it, as for independent residuals; infinite for fewer than three samples. */
  readonly margin: number;
  /** Median of the slopes between all pairs of samples (Theil 1950, Sen 1968): one jump does not move it. */
  readonly median: number;
}

/**
 * The 97.5 % quantile of Student's t, by Cornish and Fisher's expansion around the normal one: within 0.3 % of the tables
 * from four degrees of freedom on. Source: Abramowitz & Stegun 26.7.5.
 */
export function studentQuantile(freedom: number): number {
  const z = 1.959964;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return terms.reduce((sum, term, k) => sum + term / freedom ** (k + 1), z);
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** @throws RangeError on fewer than two samples, or if all were taken at one time */
export function slopeOf(points: readonly Point[]): Slope {
  const at = meanOf(points.map((point) => point.at));
  const mean = meanOf(points.map(({ value }) => value));
  const spread = points.reduce((sum, point) => sum + (point.at - at) ** 2, 0);
  if (points.length < 2 || spread === 0)
    throw new RangeError(`a slope needs samples at two times, and there are ${points.length} samples`);
  const perHour = points.reduce((sum, point) => sum + (point.at - at) * (point.value - mean), 0) / spread;
  const residuals = points.reduce(
    (sum, point) => sum + (point.value - mean - perHour * (point.at - at)) ** 2,
    0,
  );
  const freedom = points.length - 2;
  const pairs = points.flatMap((a, i) =>
    points.slice(i + 1).flatMap((b) => (a.at === b.at ? [] : [(b.value - a.value) / (b.at - a.at)])),
  );
  return {
    samples: points.length,
    mean,
    perHour,
    margin:
      freedom > 0
        ? studentQuantile(freedom) * Math.sqrt(residuals / freedom / spread)
        : Number.POSITIVE_INFINITY,
    median: medianOf(pairs),
  };
}

/**
 * Whether growth is beyond doubt more than is allowed: the lower end of the interval, and the median slope besides, so that
 * one jump (a cache that is filled once) does not count as growth.
 * @param allowance share of the mean, per hour
 */
export const grows = ({ mean, perHour, margin, median }: Slope, allowance: number): boolean =>
  perHour - margin > allowance * Math.abs(mean) && median > allowance * Math.abs(mean);
