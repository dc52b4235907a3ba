import type { Series } from "./series.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Fewer points that look the same: the first, the last, and of every column in between the least and the largest, in
 * their order, so that no spike is lost. Points with a y that is not finite are left out.
 *
 * @param limit most points that come back, at least 4.
 */
export function decimate(points: readonly Point[], limit: number): readonly Point[] {
  const finite = points.filter(({ y }) => Number.isFinite(y));
  if (finite.length <= limit) return finite;
  const columns = Math.max(1, Math.floor((limit - 2) / 2));
  const inner = finite.length - 2;
  const kept: Point[] = [finite[0] as Point];
  for (let c = 0; c < columns; c++) {
    const from = 1 + Math.floor((c * inner) / columns);
    const to = 1 + Math.floor(((c + 1) * inner) / columns);
    let least = from;
    let largest = from;
    for (let k = from + 1; k < to; k++) {
      if ((finite[k] as Point).y < (finite[least] as Point).y) least = k;
      if ((finite[k] as Point).y > (finite[largest] as Point).y) largest = k;
    }
    kept.push(finite[Math.min(least, largest)] as Point);
    if (least !== largest) kept.push(finite[Math.max(least, largest)] as Point);
  }
  kept.push(finite.at(-1) as Point);
  return kept;
}

/**
 * Least and largest of a series in columns of `width` updates, as points for one line: both ends of every column where
 * they differ. The columns stand still while the series grows.
 */
export function envelope(series: Series, width: number): readonly Point[] {
  const points: Point[] = [];
  const buckets = Math.max(1, Math.round(width / series.stride));
  for (let from = 0; from < series.buckets; from += buckets) {
    const to = Math.min(from + buckets, series.buckets);
    let least = Number.POSITIVE_INFINITY;
    let largest = Number.NEGATIVE_INFINITY;
    let leastFirst = true;
    for (let k = from; k < to; k++) {
      if (series.min(k) < least) {
        least = series.min(k);
        leastFirst = false;
      }
      if (series.max(k) > largest) {
        largest = series.max(k);
        leastFirst = true;
      }
    }
    if (!Number.isFinite(least) || !Number.isFinite(largest)) continue;
    const x = (series.updateAt(from) + series.updateAt(to - 1)) / 2;
    if (least === largest) points.push({ x, y: least });
    else points.push({ x, y: leastFirst ? least : largest }, { x, y: leastFirst ? largest : least });
  }
  return points;
}

/** Least positive and largest finite value of a series; null while it has none. */
export function extent(series: Series): readonly [number, number] | null {
  let least = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < series.buckets; k++) {
    const [low, high] = [series.min(k), series.max(k)];
    if (low > 0 && low < least) least = low;
    if (Number.isFinite(high) && high > largest) largest = high;
  }
  return least <= largest ? [least, largest] : null;
}
