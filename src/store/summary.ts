import { formatCount } from "../lib/format.ts";
import { en } from "../text/en.ts";
import { secondsLeft } from "./duration.ts";
import type { RunRecord } from "./run-record.ts";
import type { ModelStatus } from "./state.ts";

/** What the rail and the top bar say of each model now. */
export const modelStatuses = (record: RunRecord): readonly ModelStatus[] =>
  record.names.map((name, m) => {
    const evaluation = record.evaluations.at(-1)?.models[m];
    const last = record.models[m]?.loss.last ?? Number.NaN;
    return {
      name,
      loss: Number.isNaN(last) ? null : last,
      heldOutLoss: evaluation?.loss ?? null,
      metric: evaluation?.metric ?? null,
      solvedAt: evaluation?.solvedAt ?? null,
      stuckAt: evaluation?.stuckAt ?? null,
    };
  });

/** One sentence if the newest evaluation says something new: a model solved, or stuck at a trivial answer. */
export function milestoneOf(record: RunRecord): string | null {
  const newest = record.evaluations.at(-1);
  const before = record.evaluations.at(-2);
  if (!newest) return null;
  const sentences = newest.models.flatMap((model, m) => {
    const name = record.names[m] ?? "";
    const old = before?.models[m];
    if (model.solvedAt !== null && (old?.solvedAt ?? null) === null)
      return [en.store.solved(name, formatCount(model.solvedAt))];
    if (model.stuckAt !== null && (old?.stuckAt ?? null) === null)
      return [en.store.stuck(name, formatCount(newest.update), model.stuckAt)];
    return [];
  });
  return sentences.length > 0 ? sentences.join(" ") : null;
}

/** Where a run stands. @param planned updates; 0 is without end */
export function progressOf(record: RunRecord, planned: number, updatesPerSecond: number) {
  const { update, seconds } = record;
  return {
    update,
    seconds,
    updatesPerSecond,
    secondsLeft: secondsLeft(planned, update, updatesPerSecond > 0 ? 1 / updatesPerSecond : null),
    models: modelStatuses(record),
  };
}
