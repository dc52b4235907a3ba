/** A column made ready for windows: sums over any stretch of it at once, however many windows there are. */
import type { OwnColumn } from "../own-data.ts";

/** A column in its own scale: value = size · (middle + u). Gaps hold 0 and are never within a window. */
export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly size: number;
  readonly middle: number;
  /** [rows], at most 2 in size, so that squares of the largest numbers do not overflow. */
  readonly u: Float64Array;
  /** [rows + 1]: sums of u and of u² over the rows before. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** "wind (m/s)" and "wind [m/s]" name a unit. */
export function splitUnit(name: string): { readonly label: string; readonly unit: string } {
  const found = /^(.*\S)\s*(?:\(([^()]{1,20})\)|\[([^[\]]{1,20})\])$/.exec(name);
  return { label: found?.[1] ?? name, unit: found?.[2] ?? found?.[3] ?? "" };
}

export function sumsOf(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let row = 0; row < values.length; row++) sums[row + 1] = (sums[row] ?? 0) + (values[row] ?? 0);
  return sums;
}

export function seriesOf({ name, values }: OwnColumn): Series {
  let size = 0;
  let count = 0;
  for (const value of values) {
    if (value === null) continue;
    count++;
    size = Math.max(size, Math.abs(value));
  }
  if (size === 0) size = 1;
  let middle = 0;
  for (const value of values) if (value !== null) middle += value / size / count;
  const u = Float64Array.from(values, (value) => (value === null ? 0 : value / size - middle));
  const { label, unit } = splitUnit(name);
  return {
    name: label,
    unit,
    size,
    middle,
    u,
    sums: sumsOf(u),
    squares: sumsOf(u.map((value) => value * value)),
  };
}

/** Sum over rows [from, to) of (u − shift). */
export const sumLess = ({ sums }: Series, from: number, to: number, shift: number): number =>
  (sums[to] ?? 0) - (sums[from] ?? 0) - (to - from) * shift;

/** Sum over rows [from, to) of (u − shift)². */
export function squaresLess({ sums, squares }: Series, from: number, to: number, shift: number): number {
  const [sum, square] = [(sums[to] ?? 0) - (sums[from] ?? 0), (squares[to] ?? 0) - (squares[from] ?? 0)];
  return square - 2 * shift * sum + (to - from) * shift * shift;
}

/** By row, how far rows without a gap in any of the columns reach from it: the row after the last of them. */
export function runEnds(columns: readonly OwnColumn[], rows: number): Int32Array {
  const ends = new Int32Array(rows);
  for (let row = rows - 1; row >= 0; row--)
    ends[row] = columns.some(({ values }) => values[row] === null)
      ? row
      : Math.max(row + 1, ends[row + 1] ?? row + 1);
  return ends;
}

/** Least and largest of u over rows [start, start + span) less `base`, over all starts, which rise. */
export function extremes(
  { u }: Series,
  starts: Int32Array,
  span: number,
  relative: boolean,
): readonly [number, number] {
  const bound = (sign: number): number => {
    // Rows whose value no later row within the window exceeds, largest first: the first one is the window's largest.
    const queue = new Int32Array(u.length);
    let [head, tail, next, most] = [0, 0, 0, Number.NEGATIVE_INFINITY];
    for (const start of starts) {
      if (next < start) {
        next = start;
        head = tail;
      }
      for (; next < start + span; next++) {
        const value = sign * (u[next] ?? 0);
        while (tail > head && sign * (u[queue[tail - 1] ?? 0] ?? 0) <= value) tail--;
        queue[tail++] = next;
      }
      while ((queue[head] ?? 0) < start) head++;
      const base = relative ? (u[start] ?? 0) : 0;
      most = Math.max(most, sign * ((u[queue[head] ?? 0] ?? 0) - base));
    }
    return sign * most;
  };
  return [bound(-1), bound(1)];
}

/** [least, most] with both ends moved outwards to two digits of their distance. */
export function roundRange(least: number, most: number): readonly [number, number] {
  const span = most - least;
  if (!(span > 0) || !Number.isFinite(span)) return [least - 1, most + 1];
  const step = 10 ** (Math.floor(Math.log10(span)) - 1);
  // A little further, since samples are rounded to single precision.
  const ends = [Math.floor(least / step - 0.01) * step, Math.ceil(most / step + 0.01) * step] as const;
  return ends.every(Number.isFinite) ? ends : [least, most];
}
