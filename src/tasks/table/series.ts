/** A column in a scale that is fitted to the training rows alone. */
import type { OwnColumn } from "../../own-data/own-data.ts";

/** A column in its own scale: value = size · (middle + u). Gaps hold 0 and are never within a window. */
export interface Series {
  readonly name: string;
  readonly unit: string;
  /** A power of two, so that dividing by it rounds nothing. */
  readonly size: number;
  readonly middle: number;
  /** [rows], within ±4 in the training rows and within ±`farthest` elsewhere. */
  readonly u: Float64Array;
}

/** Where values are cut off that a scale fitted to other rows cannot hold: differences of them must not overflow. */
const farthest = 1e140;

/** "wind (m/s)" and "wind [m/s]" name a unit. */
export function splitUnit(name: string): { readonly label: string; readonly unit: string } {
  const found = /^(.*\S)\s*(?:\(([^()]{1,20})\)|\[([^[\]]{1,20})\])$/.exec(name);
  return { label: found?.[1] ?? name, unit: found?.[2] ?? found?.[3] ?? "" };
}

/** The largest power of two that is at most `value`; 1 for 0. Exact for numbers of every magnitude. */
function powerOfTwoUnder(value: number): number {
  if (value === 0) return 1;
  let power = 1;
  while (power * 2 <= value && power * 2 !== Number.POSITIVE_INFINITY) power *= 2;
  while (power > value) power /= 2;
  return power;
}

/**
 * @param isTraining [rows]: 1 where a row stands in a training window. No other row has a say in `size` and `middle`, so
 * that whatever stands in the held-out rows, the training rows keep their values to the last bit.
 *
 * `middle` is the first training value: of numbers that differ by little, such as 1e9 and 1e9 + 1, the difference is then
 * exact, and of a constant it is zero.
 */
export function seriesOf({ name, values }: OwnColumn, isTraining: Uint8Array): Series {
  let most = 0;
  let first: number | null = null;
  for (let row = 0; row < isTraining.length; row++) {
    const value = values[row] ?? null;
    if (isTraining[row] !== 1 || value === null) continue;
    first ??= value;
    most = Math.max(most, Math.abs(value));
  }
  const size = powerOfTwoUnder(most);
  const middle = (first ?? 0) / size;
  const u = Float64Array.from(values, (value) =>
    value === null ? 0 : Math.max(-farthest, Math.min(value / size - middle, farthest)),
  );
  const { label, unit } = splitUnit(name);
  return { name: label, unit, size, middle, u };
}

/** [rows]: 1 where a row stands in one of the stretches [start, start + span); starts rise. */
export function rowsWithin(rows: number, starts: Int32Array, span: number): Uint8Array {
  const marked = new Uint8Array(rows);
  let next = 0;
  for (const start of starts) {
    marked.fill(1, Math.max(next, start), start + span);
    next = start + span;
  }
  return marked;
}

/**
 * Visits the stretches [start + shift, start + shift + length) of `values` with the mean of each and the sum of squares
 * about that mean, in time that does not grow with `length`.
 *
 * A stretch is the end of one block of `length` values and the beginning of the next. Both grow value by value and are
 * merged (Chan, Golub & LeVeque 1983): squares are only ever added, so that nothing cancels, unlike in differences of
 * running sums, and no value outside of a stretch has a say in it.
 */
export function eachStretch(
  values: Float64Array,
  starts: Int32Array,
  shift: number,
  length: number,
  visit: (start: number, mean: number, squares: number) => void,
): void {
  const { length: rows } = values;
  // Of the values from the beginning of a row's block to the row, and from the row to the end of its block.
  const [meanTo, squaresTo] = [new Float64Array(rows), new Float64Array(rows)];
  const [meanFrom, squaresFrom] = [new Float64Array(rows), new Float64Array(rows)];
  const grow = (
    means: Float64Array,
    squares: Float64Array,
    row: number,
    last: number,
    count: number,
  ): void => {
    const value = values[row] ?? 0;
    const mean = count === 0 ? value : (means[last] ?? 0);
    const off = value - mean;
    means[row] = mean + off / (count + 1);
    squares[row] = count === 0 ? 0 : (squares[last] ?? 0) + off * off * (count / (count + 1));
  };
  for (let row = 0; row < rows; row++) grow(meanTo, squaresTo, row, row - 1, row % length);
  for (let row = rows - 1; row >= 0; row--) {
    const count = row === rows - 1 ? 0 : length - 1 - (row % length);
    grow(meanFrom, squaresFrom, row, row + 1, count);
  }
  for (const start of starts) {
    const from = start + shift;
    const second = from % length;
    const [mean, squares] = [meanFrom[from] ?? 0, squaresFrom[from] ?? 0];
    if (second === 0) {
      visit(start, mean, squares);
      continue;
    }
    const last = from + length - 1;
    const off = (meanTo[last] ?? 0) - mean;
    visit(
      start,
      mean + (off * second) / length,
      squares + (squaresTo[last] ?? 0) + off * off * (second * (1 - second / length)),
    );
  }
}

/**
 * Mean and standard deviation of u over all stretches [start + shift, start + shift + length), with `relative` less the
 * value at each start. The variance is summed about the mean: a difference of sums of squares would lose a small variation
 * beside a large offset.
 */
export function momentsOf(
  { u }: Series,
  starts: Int32Array,
  shift: number,
  length: number,
  relative: boolean,
): { readonly center: number; readonly deviation: number } {
  const base = (start: number): number => (relative ? (u[start] ?? 0) : 0);
  let center = 0;
  eachStretch(u, starts, shift, length, (start, mean) => {
    center += (mean - base(start)) / starts.length;
  });
  let variance = 0;
  eachStretch(u, starts, shift, length, (start, mean, squares) => {
    variance += (squares / length + (mean - base(start) - center) ** 2) / starts.length;
  });
  return { center, deviation: Math.sqrt(variance) };
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

/**
 * [least, most] with both ends moved outwards to two digits of their distance; a single value gets room on both sides, of
 * any magnitude under a quarter of the largest number.
 */
export function roundRange(least: number, most: number): readonly [number, number] {
  const span = most - least;
  if (!(span > 0)) {
    const room = Math.max(1, Math.abs(least) / 1024);
    return [least - room, least + room];
  }
  const step = 10 ** (Math.floor(Math.log10(span)) - 1);
  // A little further, since samples are rounded to single precision.
  const ends = [Math.floor(least / step - 0.01) * step, Math.ceil(most / step + 0.01) * step] as const;
  // Beside a large offset there may be no rounder numbers, and of the smallest ones the step is zero.
  return ends.every(Number.isFinite) ? [Math.min(ends[0], least), Math.max(ends[1], most)] : [least, most];
}
