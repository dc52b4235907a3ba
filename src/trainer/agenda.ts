/** What a run does next, from where it stands: nothing here is done, and nothing is awaited. */
import { mayLook, type RunState } from "./run-state.ts";

/** What the agenda has to know besides. Each is asked only when it matters. */
export interface Outlook {
  /** All planned updates are submitted. */
  isPlanReached(): boolean;
  /** Something is under way that keeps the device busy. */
  isBusy(): boolean;
  /** An evaluation is under way that may end the run. */
  mayEnd(): boolean;
  /** Milliseconds until the speed that is set allows the next update. */
  dueIn(): number;
  /** Gates are to be held otherwise than they are. */
  differs(): boolean;
  /** Something wants to be looked at with the present weights. */
  looks(): boolean;
}

export type Work = "evaluation" | "snapshot" | "look" | "update";

/** Gates are to be held otherwise before the next update or look. */
const mustFollow = (run: RunState, { differs }: Outlook): boolean =>
  run.life !== "closing" && run.phase !== "failed" && differs();

function mayUpdate(run: RunState, { isBusy, mayEnd, isPlanReached, dueIn }: Outlook): boolean {
  if (!run.training) return run.singles > 0 && !isBusy();
  return !mayEnd() && !isPlanReached() && dueIn() === 0;
}

/**
 * What the engine is given next; null if nothing is to be given now. Evaluations and snapshots come before the next update, so that
 * they belong to the one before it.
 */
export function nextWork(run: RunState, outlook: Outlook): Work | null {
  if (run.due.evaluation) return "evaluation";
  if (run.life === "closing") return null;
  if (run.due.snapshot) return "snapshot";
  if (mustFollow(run, outlook)) return null;
  if (mayLook(run) && outlook.looks()) return "look";
  return mayUpdate(run, outlook) ? "update" : null;
}

/**
 * What is done once nothing is under way and nothing is to be given: hold other gates, end, wait until an update is due, keep what was
 * not kept yet, or stop.
 * @param kept update of the newest snapshot begun
 */
export function nextAtRest(
  run: RunState,
  outlook: Outlook,
  kept: number,
): "follow" | "finish" | "wait" | "keep" | "stop" {
  if (mustFollow(run, outlook)) return "follow";
  if (run.training) return outlook.isPlanReached() ? "finish" : "wait";
  return run.life === "open" && run.phase !== "failed" && kept !== run.update ? "keep" : "stop";
}

/** Whether a run that stopped has something to do after all. */
export const isWanted = (run: RunState, { looks }: Outlook): boolean =>
  run.rollBackTo !== null || run.singles > 0 || run.training || (mayLook(run) && looks());
