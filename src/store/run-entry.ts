import type { ExperimentSpec } from "../experiment/spec.ts";
import type { Snapshot } from "../trainer/protocol.ts";
import { writeSnapshot } from "../trainer/snapshot-file.ts";
import { type KeptRun, keptFormat } from "./database.ts";
import { identityOf } from "./kept-runs.ts";
import type { RunRecord } from "./run-record.ts";
import { writeRecord } from "./written-record.ts";

/** A run as it stands. */
export interface RunToKeep {
  readonly record: RunRecord;
  /** The newest; the record reaches at least as far. */
  readonly snapshot: Snapshot;
  /** As a link holds it. */
  readonly spec: ExperimentSpec;
  /** The run that it was forked from, where it is still drawn. */
  readonly first: RunRecord | null;
  readonly isTraining: boolean;
}

/** Data of one's own is not written again and again: only the same data has the same identity. */
export function withoutData(snapshot: Snapshot): Snapshot {
  const { kind, values } = snapshot.spec.task;
  const spec: ExperimentSpec = { ...snapshot.spec, task: { kind, values } };
  return { ...snapshot, spec };
}

/**
 * A run as the browser's database keeps it.
 * @param savedAt milliseconds since 1970
 * @param firstId of the entry of the run that it was forked from, where that is kept
 * @throws RangeError where its link does not hold the experiment.
 */
export const entryOf = (
  id: string,
  state: KeptRun["state"],
  { record, snapshot, spec }: RunToKeep,
  savedAt: number,
  firstId: string | null = null,
): KeptRun => ({
  id,
  experiment: identityOf(spec),
  format: keptFormat,
  update: snapshot.update,
  savedAt,
  state,
  engine: record.engines?.[0] ?? null,
  ...(new Set(record.engines).size > 1 && record.engines && { engines: record.engines }),
  ...(firstId !== null &&
    record.forkedFrom && { forkedFrom: { id: firstId, update: record.forkedFrom.update } }),
  file: writeSnapshot(withoutData(snapshot), record.plans),
  record: writeRecord(record),
});
