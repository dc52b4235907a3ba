import type { Formed } from "../lib/phrase.ts";
import type { Emit } from "./run.ts";
import { nextRun, type RunMove, type RunState } from "./run-state.ts";

/** Where a run stands, and the telling of its phases. */
export interface Progress {
  /** As of now: every move makes another one. */
  readonly run: RunState;
  /** Moves the run on, and tells of the phase if it enters another one. */
  step(move: RunMove, reason?: Formed): void;
  /** Moves it without a word: whoever calls tells what happened. */
  stepSilently(move: RunMove): void;
  /** Tells of the present phase. */
  tell(reason?: Formed): void;
}

export function createProgress(first: RunState, emit: Emit): Progress {
  let run = first;
  const tell = (reason: Formed | null = null) =>
    emit("phase", { phase: run.phase, update: run.update, reason });
  return {
    get run() {
      return run;
    },
    step: (move, reason) => {
      const { phase } = run;
      run = nextRun(run, move);
      if (run.phase !== phase) tell(reason);
    },
    stepSilently: (move) => {
      run = nextRun(run, move);
    },
    tell,
  };
}
