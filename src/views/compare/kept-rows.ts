/** What the list of kept runs shows of each, without React. */
import { type DifferWords, differences } from "../../experiment/differs.ts";
import { decode } from "../../experiment/link.ts";
import { type ExperimentSpec, modelNames } from "../../experiment/spec.ts";
import type { WrittenSeries } from "../../lib/series.ts";
import type { KeptRun } from "../../store/database.ts";
import { tasks } from "../../tasks/index.ts";
import { decadesOfValues, pathOf, pointsOf } from "./log-lines.ts";

export interface KeptModel {
  readonly name: string;
  /** On held-out sequences, at the newest evaluation; null before there was one. */
  readonly loss: number | null;
  readonly solvedAt: number | null;
  /** Of training, by bucket of updates. */
  readonly curve: WrittenSeries;
}

export interface KeptRow {
  readonly run: KeptRun;
  /** With what was changed on the way. */
  readonly spec: ExperimentSpec;
  /** That it takes up, in about. */
  readonly bytes: number;
  /** In English; said in the page's language by whoever shows it. */
  readonly task: string;
  readonly models: readonly KeptModel[];
}

/** A run whose link this version of the page cannot read is left out: it could not be opened either. */
export function keptRows(runs: readonly KeptRun[]): readonly KeptRow[] {
  return runs.flatMap((run) => {
    const { spec, problems } = decode(run.experiment);
    const { record } = run;
    if (problems.length > 0 || record.models.length !== spec.models.length) return [];
    const newest = record.evaluations.at(-1)?.models;
    const models = modelNames(spec.models).map((name, m) => ({
      name,
      loss: newest?.[m]?.loss ?? null,
      solvedAt: newest?.[m]?.solvedAt ?? null,
      curve: (record.models[m] as { readonly loss: WrittenSeries }).loss,
    }));
    const whole = { ...spec, changes: record.changes };
    return [{ run, spec: whole, bytes: bytesIn(run), task: tasks[spec.task.kind].title, models }];
  });
}

/** Of all typed arrays in it: what else there is does not count. */
function bytesIn(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce((sum: number, part) => sum + bytesIn(part), 0);
}

/** "units 32 → 64, clip norm off": a run beside the one before it; null where there is none, or no difference. */
export function differsFrom(row: KeptRow, before: KeptRow | null, words?: DifferWords): string | null {
  if (!before) return null;
  const parts = differences(before.spec, row.spec, words);
  return parts.length === 0 ? null : parts.join(", ");
}

/** Decades that all curves of a list span, from their least to their largest loss above 0; null where there is none. */
export const decadesOf = (rows: readonly Pick<KeptRow, "models">[]): readonly [number, number] | null =>
  decadesOfValues(rows.flatMap(({ models }) => models.flatMap(({ curve }) => [...curve.mean])));

/**
 * A curve as the path of an SVG, width × height, log y over the decades that all share; what is no number interrupts it.
 * @param updates right end of the x axis
 */
export const curvePath = (
  curve: Pick<WrittenSeries, "mean" | "stride">,
  updates: number,
  [low, high]: readonly [number, number],
  { width, height }: { readonly width: number; readonly height: number },
): string =>
  pathOf(
    pointsOf(curve),
    (update) => (update / Math.max(1, updates)) * width,
    (value) => height * (1 - (high > low ? (Math.log10(value) - low) / (high - low) : 0.5)),
    2 * width,
  );
