/** Where everything of a chart over updates stands, in pixels: no React, no recharts. */
import { envelope, type Point } from "../lib/decimate.ts";
import { smallestNormal } from "../lib/format.ts";
import type { Series } from "../lib/series.ts";
import { movingAverage } from "../lib/smooth.ts";
import { spreadLabels } from "../lib/ticks.ts";

export type Axis = "log" | "linear";
export type Range = readonly [number, number];

/** One model's numbers over updates. */
export interface Curve {
  readonly lane: number;
  readonly name: string;
  readonly series: Series;
  /** Of the held-out sequences, every few updates. */
  readonly heldOut?: readonly Point[];
  readonly solvedAt?: number | null;
  /** Before the first update, where there is a value then. */
  readonly start?: number;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Labels stand inside of the plot, since there is no room beside it. */
  readonly narrow: boolean;
}

const gutter = { left: 34, right: 98, top: 9, bottom: 20 };
const narrowBelow = 440;
/** Width of a letter of 12 px type, on average; system fonts differ by ±6 %. */
const letter = 6.6;
export const textWidth = (text: string): number => text.length * letter;

/** @param endWords the longest name and value that stand at a line's end. */
export function frameOf(width: number, height: number, endWords: number): Frame {
  const narrow = width < narrowBelow;
  const right = narrow ? 2 : Math.min(Math.max(gutter.right, Math.ceil(endWords + 24)), width * 0.34);
  return {
    width,
    height,
    narrow,
    left: gutter.left,
    right: width - right,
    top: gutter.top,
    bottom: Math.max(gutter.top + 10, height - gutter.bottom),
  };
}

export interface Scales {
  x(update: number): number;
  y(value: number): number;
  updateAt(x: number): number;
}

export function scalesOf(frame: Frame, axis: Axis, [least, largest]: Range, updates: number): Scales {
  const { left, right, top, bottom } = frame;
  const of = axis === "log" ? (v: number) => Math.log(Math.max(v, smallestNormal)) : (v: number) => v;
  const [low, high] = [of(least), of(largest)];
  return {
    x: (update) => left + ((right - left) * update) / updates,
    y: (value) =>
      Math.min(bottom, Math.max(top, bottom - ((of(value) - low) / (high - low)) * (bottom - top))),
    updateAt: (x) => Math.max(0, Math.min(updates, Math.round((updates * (x - left)) / (right - left)))),
  };
}

export const pathOf = (points: readonly Point[], { x, y }: Pick<Scales, "x" | "y">): string =>
  points
    .map((point, k) => `${k === 0 ? "M" : "L"}${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`)
    .join("");

/** The raw numbers as a line through the least and largest of every 1.5 px. */
export const rawPath = (series: Series, frame: Frame, scales: Scales, updates: number): string =>
  pathOf(envelope(series, (1.5 * updates) / (frame.right - frame.left)), scales);

/** A row of the chart: its update, then a value a curve, by place. */
export type Row = { readonly update: number } & { readonly [curve: `v${number}`]: number | undefined };

/**
 * What recharts draws: the moving averages at updates that stand still while the run grows, and at the newest. At most
 * 300 numbers over all curves.
 */
export function rowsOf(
  curves: readonly Curve[],
  averages: readonly Float64Array[],
  updates: number,
): readonly Row[] {
  const most = Math.floor(300 / Math.max(3, curves.length));
  const step = Math.max(1, Math.ceil(updates / (most - 2)));
  const newest = Math.max(0, ...curves.map(({ series }) => series.length));
  const rows: Row[] = [];
  const push = (update: number) => {
    const row: { update: number; [curve: `v${number}`]: number | undefined } = { update };
    curves.forEach(({ series }, k) => {
      const value = averageAt(series, averages[k] as Float64Array, update);
      row[`v${k}`] = Number.isFinite(value) ? Math.max(value, smallestNormal) : undefined;
    });
    rows.push(row);
  };
  if (newest > 0) push(1);
  for (let update = Math.max(2, step); update < newest; update += step) push(update);
  if (newest > 1) push(newest);
  return rows;
}

export const averagesOf = (curves: readonly Curve[], weight: number, axis: Axis): readonly Float64Array[] =>
  curves.map(({ series }) => movingAverage(series, weight, axis));

export function averageAt(series: Series, average: Float64Array, update: number): number {
  if (update < 1 || update > series.length) return Number.NaN;
  return average[Math.min(Math.floor((update - 1) / series.stride), average.length - 1)] ?? Number.NaN;
}

/** Marks of a lane along its curve start at 8, 14, 20, 26 % and repeat every 24 %, so that no two coincide. */
export function markUpdates(lane: number, updates: number, newest: number): readonly number[] {
  const marks: number[] = [];
  for (let share = 0.08 + 0.06 * (lane % 4); share < 1; share += 0.24) {
    const update = Math.round(share * updates);
    if (update >= 1 && update <= newest) marks.push(update);
  }
  return marks;
}

export interface SolvedLabel {
  readonly x: number;
  readonly y: number;
  readonly updates: readonly number[];
  readonly anchor: "start" | "middle" | "end";
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
const overlap = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

export interface LevelLabel {
  readonly label: string;
  /** Right end of the words; the left one where the frame is narrow. */
  readonly x: number;
  readonly y: number;
  readonly box: Box;
}

/**
 * Words of dashed lines, at their right end: above the line, further left where the words of a line close by stand in
 * the way, else below it.
 */
export function levelLabels(
  levels: readonly { readonly label: string; readonly value: number }[],
  frame: Frame,
  { y: yOf }: Scales,
): readonly LevelLabel[] {
  const taken: Box[] = [];
  return [...levels]
    .sort((a, b) => b.value - a.value)
    .map(({ label, value }) => {
      const line = yOf(value);
      const width = textWidth(label) * 0.92; // 11 px type
      const boxAt = (shift: number, y: number): Box => {
        const left = frame.narrow ? frame.left + 4 + shift : frame.right - 2 - shift - width;
        return { left, right: left + width, top: y - 8, bottom: y + 1.5 };
      };
      const shifts = taken.map(
        ({ left, right }) => (frame.narrow ? right - frame.left : frame.right - left) + 8,
      );
      const places = [line - 4, line + 11, line + 22]
        .flatMap((y) => [0, ...shifts].map((shift) => ({ y, box: boxAt(shift, y) })))
        .filter(({ box }) => box.left >= frame.left && box.right <= frame.right);
      const free = places.find(({ box }) => !taken.some((other) => overlap(box, other)));
      const { y, box } = free ?? { y: line - 4, box: boxAt(0, line - 4) };
      taken.push(box);
      return { label, x: frame.narrow ? box.left : box.right, y, box };
    });
}

export interface ChangeLabel {
  readonly words: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "end";
  readonly box: Box;
}

/** Words at the live changes: in the first row from the top that is free of levels' words and of one another. */
export function changeLabels(
  changes: readonly { readonly update: number; readonly words: string }[],
  levels: readonly Box[],
  frame: Frame,
  { x: xOf }: Scales,
): readonly ChangeLabel[] {
  const taken: Box[] = [...levels];
  const rows: number[] = [];
  for (let y = frame.top + 10; y < frame.bottom - 2; y += 13) rows.push(y);
  return changes.map(({ update, words }) => {
    const x = xOf(update);
    const width = textWidth(words) + 4;
    const fits = x + width < frame.right;
    const boxAt = (y: number): Box => ({
      left: fits ? x : x - width,
      right: fits ? x + width : x,
      top: y - 10,
      bottom: y + 2,
    });
    const y = rows.find((row) => !taken.some((other) => overlap(boxAt(row), other))) ?? frame.bottom - 4;
    const box = boxAt(y);
    taken.push(box);
    return { words, x, y, box, anchor: fits ? "start" : "end" };
  });
}

/**
 * Words beside the discs of solved models, one label for discs that touch: at the right if that is free of other discs
 * and words and of the line of the update shown, else at the left, below or above.
 */
export function solvedLabels(
  discs: readonly { readonly x: number; readonly y: number; readonly update: number }[],
  frame: Frame,
  shownX: number,
  others: readonly Box[] = [],
): readonly SolvedLabel[] {
  const groups: { x: number; y: number; updates: number[] }[] = [];
  for (const { x, y, update } of [...discs].sort((a, b) => a.update - b.update)) {
    const near = groups.find((group) => Math.abs(group.x - x) < 16 && Math.abs(group.y - y) < 14);
    if (near) {
      near.updates.push(update);
      near.x = Math.max(near.x, x);
    } else groups.push({ x, y, updates: [update] });
  }
  const taken: Box[] = [
    ...others,
    ...discs.map(({ x, y }) => ({ left: x - 7, right: x + 7, top: y - 7, bottom: y + 7 })),
  ];
  if (Number.isFinite(shownX))
    taken.push({ left: shownX - 1, right: shownX + 1, top: frame.top, bottom: frame.bottom });
  return groups.map(({ x, y, updates }) => {
    const width = textWidth(`solved ${updates.join(", ")}`);
    const beside = { top: y - 6, bottom: y + 6 };
    const places: readonly { readonly label: SolvedLabel; readonly box: Box }[] = [
      {
        label: { x: x + 11, y: y - 1, updates, anchor: "start" },
        box: { left: x + 8, right: x + 11 + width, ...beside },
      },
      {
        label: { x: x - 11, y: y - 1, updates, anchor: "end" },
        box: { left: x - 11 - width, right: x - 8, ...beside },
      },
      ...[y + 20, y - 11].map((baseline) => ({
        label: { x, y: baseline, updates, anchor: "middle" as const },
        box: { left: x - width / 2, right: x + width / 2, top: baseline - 10, bottom: baseline + 2 },
      })),
    ];
    const isFree = ({ box }: { readonly box: Box }) =>
      box.left > frame.left &&
      box.right < frame.right &&
      box.bottom < frame.bottom &&
      !taken.some((other) => overlap(box, other));
    const { label, box } = (places.find(isFree) ?? places[0]) as (typeof places)[number];
    taken.push(box);
    return label;
  });
}

export interface EndLabel {
  readonly curve: number;
  readonly y: number;
}

/** Names and values at the right end, 15 px apart at least. */
export function endLabels(values: readonly number[], frame: Frame, { y }: Scales): readonly EndLabel[] {
  const shown = values.map((value, curve) => ({ value, curve })).filter(({ value }) => !Number.isNaN(value));
  const lift = frame.narrow ? -9 : 0;
  const wanted = shown.map(
    ({ value, curve }) => (value === Number.POSITIVE_INFINITY ? frame.top : y(value)) + lift + curve * 1e-3,
  );
  const places = spreadLabels(wanted, 15, frame.top - 2, frame.bottom - 2);
  return shown.map(({ curve }, k) => ({ curve, y: places[k] as number }));
}

/** 10 to a whole power; 10 ** −4 is not 1e-4 in floating point. */
export const decade = (exponent: number): number => Number(`1e${exponent}`);

/** A base range grown in whole decades (log) or by half (linear) until the data fits; it never shrinks in a run. */
export function grownRange(axis: Axis, [least, largest]: Range, data: Range | null): Range {
  if (!data) return [least, largest];
  if (axis === "linear") {
    let top = largest;
    while (top < data[1] && Number.isFinite(top)) top *= 1.5;
    return [least, top];
  }
  return [
    data[0] < least ? decade(Math.floor(Math.log10(data[0]))) : least,
    data[1] > largest ? decade(Math.ceil(Math.log10(data[1]))) : largest,
  ];
}

/** For a reader of rows: tab-separated, a header line first. */
export const tsv = (columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [columns, ...rows].map((row) => row.join("\t")).join("\n");
