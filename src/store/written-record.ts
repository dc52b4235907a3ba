import type { Change, ExperimentSpec } from "../experiment/spec.ts";
import { phrase } from "../lib/phrase.ts";
import { quote } from "../lib/quote.ts";
import { Refused } from "../lib/said.ts";
import type { WrittenColumns, WrittenSeries } from "../lib/series.ts";
import { type EngineMove, networkCurves, newRecord, type RunRecord } from "./run-record.ts";

/** Of a model that counts. */
interface WrittenCountedCurves {
  readonly loss: WrittenSeries;
}

interface WrittenNetworkCurves extends WrittenCountedCurves {
  readonly gradientNorm: WrittenSeries;
  readonly clippedNorm: WrittenSeries;
  readonly parameterNorms: readonly (readonly [path: string, series: WrittenSeries])[];
  readonly waterfalls: readonly (readonly [key: string, columns: WrittenColumns])[];
}

type WrittenCurves = WrittenNetworkCurves | WrittenCountedCurves;

/** What a run has shown so far, as plain data that survives a structured clone. */
export interface WrittenRecord {
  readonly models: readonly WrittenCurves[];
  readonly evaluations: readonly RunRecord["evaluations"][number][];
  readonly samples: readonly RunRecord["samples"][number][];
  readonly changes: readonly Change[];
  /** Absent in runs that were kept before an engine could take another one's place. */
  readonly moves?: readonly EngineMove[];
}

/** A copy: the record goes on changing. */
export function writeRecord({ models, evaluations, samples, changes, moves }: RunRecord): WrittenRecord {
  return {
    models: models.map((model): WrittenCurves => {
      const loss = model.loss.written();
      const curves = networkCurves(model);
      if (!curves) return { loss };
      return {
        loss,
        gradientNorm: curves.gradientNorm.written(),
        clippedNorm: curves.clippedNorm.written(),
        parameterNorms: [...curves.parameterNorms].map(([path, series]) => [path, series.written()] as const),
        waterfalls: [...curves.waterfalls].map(([key, columns]) => [key, columns.written()] as const),
      };
    }),
    evaluations: [...evaluations],
    samples: [...samples],
    changes: [...changes],
    moves: [...moves],
  };
}

/** What is there under a name, or what was written by another version of the page. */
function named<T>(all: ReadonlyMap<string, T>, name: string): T {
  const found = all.get(name);
  if (!found) throw new Refused(phrase`The record has no curve ${quote(name)}.`);
  return found;
}

/**
 * Fills an empty record of the same experiment.
 * @throws RangeError if it is of another one.
 */
export function readRecord(record: RunRecord, written: WrittenRecord): void {
  const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
  if (
    ![written.models, written.evaluations, written.samples, written.changes, written.moves ?? []].every(
      isList,
    )
  )
    throw new Refused(phrase`The record lacks its curves, evaluations, samples, changes or engines.`);
  if (written.models.length !== record.models.length)
    throw new Refused(phrase`The record is of ${written.models.length} models, not ${record.models.length}.`);
  record.models.forEach((model, m) => {
    const curves = networkCurves(model);
    const kept = written.models[m] as WrittenCurves;
    try {
      model.loss.read(kept.loss);
      if ("gradientNorm" in kept !== (curves !== null))
        throw new Refused(phrase`The curves of model ${m + 1} are those of another kind of model.`);
      if (!curves || !("gradientNorm" in kept)) return;
      curves.gradientNorm.read(kept.gradientNorm);
      curves.clippedNorm.read(kept.clippedNorm);
      for (const [path, series] of kept.parameterNorms) named(curves.parameterNorms, path).read(series);
      for (const [key, columns] of kept.waterfalls) named(curves.waterfalls, key).read(columns);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new Refused(phrase`The curves of model ${m + 1} are not written as curves are.`);
    }
  });
  record.evaluations.push(...written.evaluations);
  record.samples.push(...written.samples);
  record.changes.push(...written.changes);
  record.moves.push(...(written.moves ?? []));
  record.update = record.models[0]?.loss.length ?? 0;
  record.version++;
}

/** A record of a run that goes on from somewhere in another one: it has shown the same until then, and can return to the same moments. */
export function forkedRecord(id: number, old: RunRecord, spec: ExperimentSpec): RunRecord {
  const record = newRecord(id, spec, old.task, old.plans, old.names);
  readRecord(record, writeRecord(old));
  for (const moment of old.moments.list()) record.moments.add(moment);
  record.horizons.push(...old.horizons);
  record.spectra.push(...old.spectra);
  record.engines = old.engines;
  return record;
}
