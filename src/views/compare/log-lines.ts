/** Lines of losses and norms on a logarithmic axis: what all charts of Compare draw. */
import type { WrittenSeries } from "../../lib/series.ts";

export type Point = readonly [update: number, value: number];

const isDrawn = (value: number): boolean => value > 0 && Number.isFinite(value);

/** Decades from the least to the largest value above 0; null where there is none. */
export function decadesOfValues(values: Iterable<number>): readonly [number, number] | null {
  let [least, largest] = [Number.POSITIVE_INFINITY, 0];
  for (const value of values)
    if (isDrawn(value)) {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
  return largest > 0 ? [Math.log10(least), Math.log10(largest)] : null;
}

/** The means of a curve, each in the middle of its bucket of updates. */
export const pointsOf = ({ mean, stride }: Pick<WrittenSeries, "mean" | "stride">): readonly Point[] =>
  Array.from(mean, (value, k) => [(k + 0.5) * stride, value] as const);

/**
 * A line as the path of an SVG; what is no number, or not above 0, interrupts it.
 * @param most points that are drawn, evenly chosen: more than two a pixel cannot be seen
 */
export function pathOf(
  points: readonly Point[],
  x: (update: number) => number,
  y: (value: number) => number,
  most = Number.POSITIVE_INFINITY,
): string {
  const every = Math.max(1, Math.ceil(points.length / most));
  let path = "";
  let isDown = false;
  for (let k = 0; k < points.length; k += every) {
    const [update, value] = points[k] as Point;
    if (isDrawn(value)) path += `${isDown ? "L" : "M"}${x(update).toFixed(1)} ${y(value).toFixed(1)}`;
    isDown = isDrawn(value);
  }
  return path;
}
