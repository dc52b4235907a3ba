/** Columns as a network sees them, and back. */
import { momentsOf, type Series } from "./series.ts";

/** Of a column whose largest number is 1 to 2: under this, a deviation is what rounding leaves of a constant. */
const leastDeviation = 2 ** -51;
/**
 * Deviations from the training mean at which values are cut off. Training values lie far within it; a held-out value
 * beyond it would overflow single precision when it is squared and summed over a batch.
 */
export const farthestOut = 1e15;
/** Where values in people's units are cut off: the difference of two of them is still a number. */
const farthestValue = Number.MAX_VALUE / 64;
export const cutOff = (value: number, most: number): number => Math.max(-most, Math.min(value, most));

/** A column as the network sees it: z = (u − base − center) / deviation, base being its first value in the window. */
export interface Scaled {
  readonly series: Series;
  readonly center: number;
  readonly deviation: number;
}

/** Mean and deviation over all steps of all training windows, which lie `shift` rows after their starts. */
export function scaledBy(
  series: Series,
  starts: Int32Array,
  shift: number,
  length: number,
  relative: boolean,
): Scaled {
  const { center, deviation } = momentsOf(series, starts, shift, length, relative);
  return { series, center, deviation: deviation > leastDeviation ? deviation : 1 };
}

/** Half the last digit of a number of single precision that is about 1. */
const grain = 2 ** -25;

/**
 * From the scale of the network to the column's unit. What is no number, or infinite, stays so. The network's scale has
 * single precision: beside a deviation of 1e35, which one value far out makes, nobody knows whether a small value was 0.5
 * or 1e27, and it is 0.
 */
export function unscaled({ series, center, deviation }: Scaled, value: number, relative: boolean): number {
  const u = value * deviation + center + (relative ? 0 : series.middle);
  if (!Number.isFinite(value)) return value;
  return Math.abs(u) < deviation * grain ? 0 : cutOff(series.size * u, farthestValue);
}

export const valueAt = (
  { series, center, deviation }: Scaled,
  row: number,
  start: number,
  relative: boolean,
): number =>
  cutOff(((series.u[row] ?? 0) - (relative ? (series.u[start] ?? 0) : 0) - center) / deviation, farthestOut);

/** Rows [from, from + count) of some columns side by side, in the scale of the window that begins at `start`. */
export function block(
  columns: readonly Scaled[],
  from: number,
  count: number,
  start: number,
  relative: boolean,
): Float32Array {
  const values = new Float32Array(count * columns.length);
  columns.forEach((column, i) => {
    for (let t = 0; t < count; t++)
      values[t * columns.length + i] = valueAt(column, from + t, start, relative);
  });
  return values;
}
