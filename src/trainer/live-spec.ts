import { specAt, withChange, withChangesUntil, withValue } from "../experiment/describe.ts";
import type { Change, ExperimentSpec } from "../experiment/spec.ts";
import type { FieldValue } from "../lib/fields.ts";

/** The experiment of a run with the changes made while it trains. */
export interface LiveSpec {
  /** As at the start, with every change, planned and made. */
  readonly whole: ExperimentSpec;
  /** Settings in force after `update` updates, that is for update `update` + 1. */
  after(update: number): ExperimentSpec;
  /** Replaces the value at the start. */
  edit(field: string, value: FieldValue): void;
  /** A change from `change.update` on replaces what was planned for that field from there on. */
  record(change: Change): void;
  /** Tells of the changes made after `update` updates that were not told of yet. */
  announce(update: number): void;
  forgetAfter(update: number): void;
}

/**
 * @param update updates made so far: earlier changes have been told of.
 * @param tell a change is in force.
 */
export function createLiveSpec(
  given: ExperimentSpec,
  update: number,
  tell: (change: Change) => void,
): LiveSpec {
  let spec = given;
  const told = new Set<Change>(spec.changes.filter((change) => change.update < update));
  function tellOnce(change: Change): void {
    if (told.has(change)) return;
    told.add(change);
    tell(change);
  }
  return {
    get whole() {
      return spec;
    },
    after: (at) => specAt(spec, at),
    edit: (field, value) => {
      spec = withValue(spec, field, value);
    },
    record: (change) => {
      spec = withChange(spec, change);
      tellOnce(change);
    },
    announce: (at) => {
      for (const change of spec.changes) if (change.update === at) tellOnce(change);
    },
    forgetAfter: (at) => {
      spec = withChangesUntil(spec, at);
    },
  };
}
