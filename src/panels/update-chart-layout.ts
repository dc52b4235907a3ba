/** Where everything of a chart over updates stands, in pixels: no React, no recharts. */
import { envelope, type Point } from "../lib/decimate.ts";
import { smallestNormal } from "../lib/format.ts";
import type { Series } from "../lib/series.ts";
import { shareOf } from "../lib/share-of.ts";
import { movingAverage } from "../lib/smooth.ts";
import { spreadLabels } from "../lib/ticks.ts";
import { letter, textWidth } from "./text-width.ts";

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
  /** Names and values stand in rows over the plot, since there is no room beside it. */
  readonly narrow: boolean;
}

/** The top one holds the words of what happened at an update; no words stand in the plot. */
const gutter = { left: 34, right: 98, top: 17, bottom: 20 };
const narrowBelow = 440;
/** Between the rows over a narrow plot. */
export const legendRow = 15;
/** From the plot to the mark and the words in the right gutter; from the words to its end, with what fonts differ by. */
export const endMark = 12;
export const endText = 20;
const endPad = 10;
/** Of 11 px type in regular weight, which is narrower. */
const small = 0.9;
export const smallWidth = (text: string): number => small * textWidth(text);

/** As much of some words as fits, with an ellipsis where they are cut. */
export function fitted(words: string, room: number): string {
  const letters = Math.floor(room / letter);
  return words.length <= letters ? words : `${words.slice(0, Math.max(1, letters - 1)).trimEnd()}…`;
}

/** The same for a level's words in 11 px type: its value, behind a colon, stays whole. */
export function fittedLevel(label: string, room: number): string {
  const value = /: [^:]*$/.exec(label)?.[0] ?? "";
  const head = label.slice(0, label.length - value.length);
  return `${fitted(head, room / small - textWidth(value))}${value}`;
}

/** Words in lines that are no wider than this; a word that is goes over. */
export function linesOf(words: string, room: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trimStart();
    if (lines.length > 0 && textWidth(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** @param endWords the widest words in the right gutter. @param rows of names and values over a narrow plot. */
export function frameOf(width: number, height: number, endWords: number, rows = 0): Frame {
  const narrow = width < narrowBelow;
  const wanted = Math.max(gutter.right, Math.ceil(endWords + endText + endPad));
  const right = narrow ? 4 : Math.min(wanted, width * 0.38);
  const top = gutter.top + (narrow ? legendRow * rows : 0);
  return {
    width,
    height,
    narrow,
    left: gutter.left,
    right: width - right,
    top,
    bottom: Math.max(top + 10, height - gutter.bottom),
  };
}

/** Room of the words in the right gutter. */
export const endRoom = ({ width, right }: Frame): number => width - right - endText - endPad;

export interface LegendPlace {
  readonly x: number;
  readonly row: number;
}

/** Items of these widths one after the other, in as many rows as they need. */
export function legendPlaces(widths: readonly number[], room: number): readonly LegendPlace[] {
  let [x, row] = [0, 0];
  return widths.map((width) => {
    if (x > 0 && x + width > room) {
      x = 0;
      row++;
    }
    const place = { x, row };
    x += width + 12;
    return place;
  });
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
    y: (value) => Math.min(bottom, Math.max(top, bottom - shareOf(of(value), low, high) * (bottom - top))),
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

export interface GutterItem {
  /** Where it belongs; NaN: nowhere. */
  readonly y: number;
  /** What there is no room for goes, the largest first; 0 stays. */
  readonly rank: number;
}

/** Least distance of two lines of words in the right gutter, and the one they have where there is room. */
const tight = 12;
const apart = 15;

/** Heights of the words right of the plot: each as near to its line as the others let it; null where there is no room. */
export function gutterPlaces(items: readonly GutterItem[], frame: Frame): readonly (number | null)[] {
  const [top, bottom] = [frame.top - 4, frame.bottom + 2];
  const room = Math.floor((bottom - top) / tight) + 1;
  const kept = items
    .map((item, k) => ({ ...item, k }))
    .filter(({ y }) => !Number.isNaN(y))
    .sort((a, b) => a.rank - b.rank)
    .filter(({ rank }, n) => rank === 0 || n < room);
  const gap = Math.min(apart, (bottom - top) / Math.max(1, kept.length - 1));
  const wanted = kept.map(
    ({ y, k }) => Math.min(frame.bottom, Math.max(frame.top, y)) + k * 1e-3, // equal ones in their order
  );
  const spread = spreadLabels(wanted, gap, top, bottom);
  const places: (number | null)[] = items.map(() => null);
  kept.forEach(({ k }, n) => {
    places[k] = spread[n] as number;
  });
  return places;
}

/** Something that happened at an update: models were solved, a setting changed. */
export interface ChartEvent {
  readonly x: number;
  readonly lanes: readonly number[];
  /** What happened, then the same in fewer words for where there is less room; "" is the marks of its lanes alone. */
  readonly forms: readonly string[];
  /** What the words mean. */
  readonly title?: string;
}

export interface EventLabel {
  readonly event: ChartEvent;
  readonly left: number;
  readonly words: string;
}

/** Width of a lane's mark before the words of an event. */
export const eventMark = 10;
const eventGap = 8;

/**
 * Words over the plot, each beginning at its update or a little aside. Long forms stand where all events have room in
 * theirs; else each has the longest that there is room for, and what would touch another is left out.
 */
export function eventLabels(events: readonly ChartEvent[], frame: Frame): readonly EventLabel[] {
  const inOrder = [...events].sort((a, b) => a.x - b.x);
  const most = Math.max(0, ...inOrder.map(({ forms }) => forms.length));
  for (let form = 0; form < most; form++) {
    const alike = inOrder.map((event) => ({
      ...event,
      forms: [event.forms[form] ?? event.forms.at(-1) ?? ""],
    }));
    const labels = placedLabels(alike, frame);
    if (labels.length === events.length) return labels;
  }
  return placedLabels(
    inOrder.map((event) => ({ ...event, forms: event.forms.slice(-2) })),
    frame,
  );
}

function placedLabels(events: readonly ChartEvent[], frame: Frame): readonly EventLabel[] {
  let free = 0;
  return [...events].flatMap((event) => {
    const marks = event.lanes.length * eventMark;
    for (const words of event.forms) {
      if (words === "" && marks === 0) continue;
      const width = marks + smallWidth(words);
      const wanted = Math.min(event.x - Math.min(marks, eventMark) / 2, frame.right - width);
      const left = Math.max(free, wanted);
      if (left - wanted > 24 || left + width > frame.right + 1 || left < 0) continue;
      free = left + width + eventGap;
      return [{ event, left, words }];
    }
    return [];
  });
}

/** Discs that are near each other share their words. */
export function solvedEvents(
  discs: readonly { readonly x: number; readonly update: number; readonly lane: number }[],
  say: (updates: readonly number[]) => readonly string[],
): readonly ChartEvent[] {
  const groups: { x: number; updates: number[]; lanes: number[] }[] = [];
  for (const { x, update, lane } of [...discs].sort((a, b) => a.update - b.update)) {
    const near = groups.findLast((group) => Math.abs(group.x - x) < 16);
    if (near) {
      if (!near.updates.includes(update)) near.updates.push(update);
      near.lanes.push(lane);
    } else groups.push({ x, updates: [update], lanes: [lane] });
  }
  return groups.map(({ x, updates, lanes }) => ({ x, lanes, forms: say(updates) }));
}

/** 10 to a whole power; 10 ** −4 is not 1e-4 in floating point. */
export const decade = (exponent: number): number => Number(`1e${exponent}`);

/** A base range grown in whole decades (log) or by half (linear) until the data fits; it never shrinks in a run. */
export function grownRange(axis: Axis, [least, largest]: Range, data: Range | null): Range {
  if (!data) return [least, largest];
  if (axis === "linear") {
    let top = largest > 0 ? largest : data[1];
    while (top < data[1]) top = Math.min(top * 1.5, Number.MAX_VALUE);
    return [least, top];
  }
  return [
    data[0] < least ? Math.max(decade(Math.floor(Math.log10(data[0]))), smallestNormal) : least,
    data[1] > largest ? Math.min(decade(Math.ceil(Math.log10(data[1]))), Number.MAX_VALUE) : largest,
  ];
}
