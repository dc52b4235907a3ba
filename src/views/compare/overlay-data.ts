/** Several kept runs in one chart, without React. */
import type { DifferWords } from "../../experiment/differs.ts";
import type { WrittenSeries } from "../../lib/series.ts";
import { differsFrom, type KeptRow } from "./kept-rows.ts";

export const measures = ["heldOut", "loss", "gradientNorm"] as const;
export type Measure = (typeof measures)[number];

export interface Line {
  /** Its run among those that are shown, which gives it its dashes, and its model, which gives it its colour. */
  readonly run: number;
  readonly lane: number;
  readonly name: string;
  readonly points: readonly (readonly [update: number, value: number])[];
}

/** Dashes of the first, second … run; the first is solid. */
export const dashes = ["", "6 3", "2 3", "8 3 2 3", "1 4", "12 4"] as const;

const ofSeries = ({ mean, stride, length }: WrittenSeries): Line["points"] =>
  Array.from(mean, (value, k) => [Math.min(length, (k + 0.5) * stride), value] as const);

function pointsOf({ run: { record } }: KeptRow, lane: number, measure: Measure): Line["points"] {
  if (measure === "heldOut")
    return record.evaluations.map(
      ({ update, models }) => [update, models[lane]?.loss ?? Number.NaN] as const,
    );
  const curves = record.models[lane];
  if (!curves) return [];
  if (measure === "loss") return ofSeries(curves.loss);
  return "gradientNorm" in curves ? ofSeries(curves.gradientNorm) : [];
}

export const linesOf = (rows: readonly KeptRow[], measure: Measure): readonly Line[] =>
  rows.flatMap((row, run) =>
    row.models.map(({ name }, lane) => ({ run, lane, name, points: pointsOf(row, lane, measure) })),
  );

/** What a run is called beside others: its own name, else what differs from the one that is shown before it, else its task. */
export function callOf(rows: readonly KeptRow[], r: number, words?: DifferWords): string | null {
  const row = rows[r];
  if (!row) return null;
  if (row.run.name) return row.run.name;
  return differsFrom(row, rows[r - 1] ?? null, words);
}

/** Decades of all that is above 0; null where nothing is. */
export function decadesOfLines(lines: readonly Line[]): readonly [number, number] | null {
  let [least, largest] = [Number.POSITIVE_INFINITY, 0];
  for (const { points } of lines)
    for (const [, value] of points)
      if (value > 0 && Number.isFinite(value)) {
        least = Math.min(least, value);
        largest = Math.max(largest, value);
      }
  return largest > 0 ? [Math.log10(least), Math.log10(largest)] : null;
}

/** The path of a line; what is no number, or not above 0, interrupts it. */
export function pathOf(
  points: Line["points"],
  x: (update: number) => number,
  y: (value: number) => number,
): string {
  // More points than pixels say nothing.
  const every = Math.max(1, Math.ceil(points.length / 800));
  let path = "";
  let isDown = false;
  for (let k = 0; k < points.length; k += every) {
    const [update, value] = points[k] as Line["points"][number];
    if (!(value > 0 && Number.isFinite(value))) {
      isDown = false;
      continue;
    }
    path += `${isDown ? "L" : "M"}${x(update).toFixed(1)} ${y(value).toFixed(1)}`;
    isDown = true;
  }
  return path;
}
