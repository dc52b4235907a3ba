/** Where a run stands, as plain data, and how each command and event moves it on: no engine, no clock, nothing to await. */
import type { Phase } from "./protocol.ts";
import type { MovablePhase } from "./run.ts";

export interface RunState {
  readonly phase: Phase;
  /** Updates whose results have been taken. */
  readonly update: number;
  /** Updates given to the engine; ahead of `update` by those under way. */
  readonly submitted: number;
  /** Someone asked for training: from here on a change is an event of the run, and before it a part of its start. */
  readonly begun: boolean;
  /** To train until it is paused or over. */
  readonly training: boolean;
  /** Single updates that were asked for and not submitted yet. */
  readonly singles: number;
  /** A new clip norm, to go back with; null where nobody asked. */
  readonly rollBackTo: number | null;
  /** The update that was not applied. */
  readonly failedAt: number | null;
  /** The run came to its end; training on takes that back. */
  readonly finished: boolean;
  /** What comes before the next update, and belongs to the one before it. */
  readonly due: { readonly evaluation: boolean; readonly snapshot: boolean };
  /** Closing: nothing new is begun. Dead: neither the engine nor the loop is believed any more. */
  readonly life: "open" | "closing" | "dead";
}

export type RunMove =
  /** The untrained models, or the snapshot, are on screen. */
  | { readonly type: "started" }
  /** @param isOver all planned updates are submitted: then there is nothing to train. */
  | { readonly type: "train"; readonly isOver: boolean }
  | { readonly type: "pause" }
  | { readonly type: "oneUpdate"; readonly count?: number }
  | { readonly type: "rollBack"; readonly clipNorm: number }
  /** More updates are wanted than before. */
  | { readonly type: "extended" }
  | { readonly type: "close" }
  /** An update was given to the engine; `due` is what is to follow it. */
  | { readonly type: "submitted"; readonly due: RunState["due"] }
  | { readonly type: "evaluating" }
  | { readonly type: "keeping" }
  /** The results of the next update were taken. */
  | { readonly type: "taken" }
  /** Nothing that would count is under way any more. */
  | { readonly type: "rested" }
  | { readonly type: "finished" }
  /** The results of an update say that it was not applied, and nothing behind it either. */
  | { readonly type: "notApplied"; readonly update: number }
  /** The run that was asked to goes back. */
  | { readonly type: "rollingBack" }
  | { readonly type: "wentBack"; readonly update: number }
  | { readonly type: "crashed" };

const nothingDue: RunState["due"] = { evaluation: false, snapshot: false };

/**
 * @param update updates made so far.
 * @param finished it had come to its end by then.
 * @param moved the phase of a run that only moves to another engine: it goes on in it.
 */
export const newRun = (update: number, finished: boolean, moved?: MovablePhase): RunState => ({
  phase: moved ?? "preparing",
  update,
  submitted: update,
  begun: update > 0,
  training: moved === "training",
  singles: 0,
  rollBackTo: null,
  failedAt: null,
  finished,
  due: nothingDue,
  life: "open",
});

/** The run after a move; the same object where the move means nothing to it. */
export function nextRun(run: RunState, move: RunMove): RunState {
  switch (move.type) {
    case "started":
      return { ...run, phase: run.finished ? "finished" : run.update > 0 ? "paused" : "ready" };
    case "train":
      if (run.training || run.phase === "failed" || (run.finished && move.isOver)) return begun(run);
      return { ...begun(run), training: true, finished: false, phase: "training" };
    case "pause":
      return { ...run, training: false, singles: 0 };
    case "oneUpdate":
      if (run.training || run.phase === "failed") return begun(run);
      return { ...begun(run), singles: run.singles + (move.count ?? 1), finished: false, phase: "training" };
    case "rollBack":
      return run.phase === "failed" ? { ...run, rollBackTo: move.clipNorm } : run;
    case "extended":
      return run.phase === "finished" ? { ...run, finished: false, phase: "paused" } : run;
    case "close":
      return {
        ...run,
        training: false,
        singles: 0,
        rollBackTo: null,
        life: run.life === "dead" ? "dead" : "closing",
      };
    case "submitted": {
      const singles = run.training ? run.singles : run.singles - 1;
      return { ...run, submitted: run.submitted + 1, singles, due: move.due };
    }
    case "evaluating":
      return { ...run, due: { ...run.due, evaluation: false } };
    case "keeping":
      return { ...run, due: { ...run.due, snapshot: false } };
    case "taken":
      return { ...run, update: run.update + 1 };
    case "rested":
      return { ...run, phase: "paused" };
    case "finished":
      return { ...run, training: false, singles: 0, finished: true, phase: "finished" };
    case "notApplied":
      return {
        ...run,
        training: false,
        singles: 0,
        failedAt: move.update,
        submitted: run.update,
        due: nothingDue,
        phase: "failed",
      };
    case "rollingBack":
      return { ...run, rollBackTo: null };
    case "wentBack":
      return {
        ...run,
        update: move.update,
        submitted: move.update,
        failedAt: null,
        finished: false,
        training: true,
        phase: "training",
      };
    case "crashed":
      return { ...run, training: false, singles: 0, life: "dead", phase: "failed" };
    default:
      return move satisfies never;
  }
}

const begun = (run: RunState): RunState => (run.begun ? run : { ...run, begun: true });

/** It was asked to pause, or for single updates that are all submitted: it rests once none is under way. */
export const isComingToRest = ({ life, training, singles, phase }: RunState): boolean =>
  life !== "closing" && !training && singles === 0 && phase === "training";

/** After an update that one model did not apply, the others may stand elsewhere until all go back. */
export const mayLook = ({ failedAt }: RunState): boolean => failedAt === null;

/** The phase in which it may move to another engine; null where it may not. */
export function movablePhase(run: RunState): MovablePhase | null {
  if (run.life !== "open" || run.failedAt !== null || run.update === 0) return null;
  if (run.singles > 0 || run.rollBackTo !== null) return null;
  return run.training ? "training" : run.phase === "paused" ? "paused" : null;
}
