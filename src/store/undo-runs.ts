import { withChange } from "../experiment/describe.ts";
import type { Event } from "../trainer/protocol.ts";
import { changeOf, type PutAside, recordLate } from "./run-record.ts";

/** Runs that Undo can return to; the worker keeps the weights of as many. */
const undoDepth = 4;

/** The runs before the present one, as they were left. */
export interface UndoRuns {
  /** Puts a run aside; the oldest is forgotten where there are too many. */
  push(run: PutAside): void;
  /** The run that was put aside last: it is the present one again. */
  pop(): PutAside | undefined;
  readonly isEmpty: boolean;
  /** What the worker still says of a run that was put aside. Of any other run it means nothing. */
  late(event: Event): void;
}

export function createUndoRuns(): UndoRuns {
  let runs: readonly PutAside[] = [];
  return {
    push: (run) => {
      runs = [...runs, run].slice(-undoDepth);
    },
    pop: () => {
      const last = runs.at(-1);
      runs = runs.slice(0, -1);
      return last;
    },
    get isEmpty() {
      return runs.length === 0;
    },
    late: (event) => {
      const run = runs.find(({ record }) => record.id === event.run);
      if (!run) return;
      if (event.type === "changed") run.base = withChange(run.base, changeOf(event));
      if (event.type === "snapshot") run.snapshot = event.snapshot;
      recordLate(run.record, event);
    },
  };
}
