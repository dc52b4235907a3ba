import type { Confused, Examinations } from "../examiner/protocol.ts";
import { type Formed, isFormed } from "../lib/phrase.ts";
import type { RunRecord } from "./run-record.ts";

/** Takes the answers to held-out sequences out of an examination, or why there are none. */
export function recordConfused(record: RunRecord, examined: Examinations | Formed): void {
  const confused: Confused | Formed = isFormed(examined)
    ? examined
    : { update: examined.update, models: examined.models.map(({ confusion }) => confusion) };
  record.confused = confused;
  record.version++;
}
