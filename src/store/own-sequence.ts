import { isFormed } from "../lib/phrase.ts";
import { type OwnSequence, ownSequence } from "../tasks/own-sequence.ts";
import type { RunRecord } from "./run-record.ts";
import type { AppState } from "./state.ts";

interface Known {
  readonly typed: AppState["typed"];
  readonly own: OwnSequence | null;
}
const known = new WeakMap<RunRecord, Known>();

/** The sequence that was typed, if it is one of the run's task: the record shows it from now on, once it is examined. */
export function ownOf(record: RunRecord, typed: AppState["typed"]): OwnSequence | null {
  const found = known.get(record);
  if (found?.typed === typed) return found.own;
  const read = typed && ownSequence(record.task, typed);
  const own = read && !isFormed(read) ? read : null;
  known.set(record, { typed, own });
  const wasOwn = record.own !== null;
  record.own = own;
  if (wasOwn && own === null && record.lookedAt === null) record.trace = record.newestTrace;
  record.version++;
  return own;
}
