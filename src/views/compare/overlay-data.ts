/** Several kept runs in one chart, without React. */
import type { DifferWords } from "../../experiment/differs.ts";
import { differsFrom, type KeptRow } from "./kept-rows.ts";
import { type Point, pointsOf } from "./log-lines.ts";

export const measures = ["heldOut", "loss", "gradientNorm"] as const;
export type Measure = (typeof measures)[number];

export interface Line {
  /** Its run among those that are shown, which gives it its dashes, and its model, which gives it its colour. */
  readonly run: number;
  readonly lane: number;
  readonly name: string;
  readonly points: readonly Point[];
}

/** Dashes of the first, second … run; the first is solid. */
export const dashes = ["", "6 3", "2 3", "8 3 2 3", "1 4", "12 4"] as const;

function measured({ run: { record } }: KeptRow, lane: number, measure: Measure): readonly Point[] {
  if (measure === "heldOut")
    return record.evaluations.map(
      ({ update, models }) => [update, models[lane]?.loss ?? Number.NaN] as const,
    );
  const curves = record.models[lane];
  if (!curves) return [];
  if (measure === "loss") return pointsOf(curves.loss);
  return "gradientNorm" in curves ? pointsOf(curves.gradientNorm) : [];
}

export const linesOf = (rows: readonly KeptRow[], measure: Measure): readonly Line[] =>
  rows.flatMap((row, run) =>
    row.models.map(({ name }, lane) => ({ run, lane, name, points: measured(row, lane, measure) })),
  );

/** What a run is called beside others: its own name, else what differs from the one that is shown before it, else its task. */
export function callOf(rows: readonly KeptRow[], r: number, words?: DifferWords): string | null {
  const row = rows[r];
  if (!row) return null;
  if (row.run.name) return row.run.name;
  return differsFrom(row, rows[r - 1] ?? null, words);
}
