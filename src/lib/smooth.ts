import { smallestNormal } from "./format.ts";
import type { Series } from "./series.ts";

/**
 * Moving average of a series, one value a bucket: Σ wᵏ·x / Σ wᵏ over the past, so that it starts at the first value
 * and not at 0. On a log axis it is taken of the logarithms (a geometric mean), since there a spike up and a spike
 * down are the same distance. What is not finite is passed over.
 *
 * @param weight of the past an update, 0 … 0.99; a bucket of n updates weighs it n times.
 */
export function movingAverage(series: Series, weight: number, axis: "log" | "linear"): Float64Array {
  const out = new Float64Array(series.buckets);
  const decay = weight ** series.stride;
  let sum = 0;
  let weights = 0;
  for (let k = 0; k < out.length; k++) {
    const value = series.mean(k);
    if (Number.isFinite(value)) {
      const x = axis === "log" ? Math.log(Math.max(value, smallestNormal)) : value;
      sum = decay * sum + x;
      weights = decay * weights + 1;
    }
    const mean = weights > 0 ? sum / weights : Number.NaN;
    out[k] = axis === "log" ? Math.exp(mean) : mean;
  }
  return out;
}
