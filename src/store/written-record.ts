import type { WrittenColumns, WrittenSeries } from "../lib/series.ts";
import type { Change } from "../spec/spec.ts";
import type { RunRecord } from "./run-record.ts";

interface WrittenCurves {
  readonly loss: WrittenSeries;
  readonly gradientNorm: WrittenSeries;
  readonly clippedNorm: WrittenSeries;
  readonly parameterNorms: readonly (readonly [path: string, series: WrittenSeries])[];
  readonly waterfalls: readonly (readonly [key: string, columns: WrittenColumns])[];
}

/** What a run has shown so far, as plain data that survives a structured clone. */
export interface WrittenRecord {
  readonly models: readonly WrittenCurves[];
  readonly evaluations: readonly RunRecord["evaluations"][number][];
  readonly samples: readonly RunRecord["samples"][number][];
  readonly changes: readonly Change[];
}

/** A copy: the record goes on changing. */
export function writeRecord({ models, evaluations, samples, changes }: RunRecord): WrittenRecord {
  return {
    models: models.map((curves) => ({
      loss: curves.loss.written(),
      gradientNorm: curves.gradientNorm.written(),
      clippedNorm: curves.clippedNorm.written(),
      parameterNorms: [...curves.parameterNorms].map(([path, series]) => [path, series.written()] as const),
      waterfalls: [...curves.waterfalls].map(([key, columns]) => [key, columns.written()] as const),
    })),
    evaluations: [...evaluations],
    samples: [...samples],
    changes: [...changes],
  };
}

/** What is there under a name, or what was written by another version of the page. */
function named<T>(all: ReadonlyMap<string, T>, name: string): T {
  const found = all.get(name);
  if (!found) throw new RangeError(`The record has no curve “${name}”.`);
  return found;
}

/**
 * Fills an empty record of the same experiment.
 * @throws RangeError if it is of another one.
 */
export function readRecord(record: RunRecord, written: WrittenRecord): void {
  if (written.models.length !== record.models.length)
    throw new RangeError(`The record is of ${written.models.length} models, not ${record.models.length}.`);
  record.models.forEach((curves, m) => {
    const kept = written.models[m] as WrittenCurves;
    curves.loss.read(kept.loss);
    curves.gradientNorm.read(kept.gradientNorm);
    curves.clippedNorm.read(kept.clippedNorm);
    for (const [path, series] of kept.parameterNorms) named(curves.parameterNorms, path).read(series);
    for (const [key, columns] of kept.waterfalls) named(curves.waterfalls, key).read(columns);
  });
  record.evaluations.push(...written.evaluations);
  record.samples.push(...written.samples);
  record.changes.push(...written.changes);
  record.update = record.models[0]?.loss.length ?? 0;
  record.version++;
}
