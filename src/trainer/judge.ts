import type { Evaluation } from "../engine/engine.ts";
import type { Batch } from "../lib/batch.ts";
import type { PreparedTask } from "../tasks/task.ts";
import type { ModelEvaluation } from "./protocol.ts";

/** Evaluations in a row that must sit at a trivial answer before a model counts as stuck. */
const stuckAfter = 5;
/** A loss within this share of a trivial answer's counts as sitting at it. */
const stuckWithin = 0.02;

/** Follows one model's evaluations: solved at two in a row, stuck after five at a trivial answer. */
export interface Judge {
  judge(update: number, evaluation: Evaluation, batch: Batch): ModelEvaluation;
  /** Forgets what came after an update. */
  truncate(update: number): void;
}

export function createJudge(task: PreparedTask): Judge {
  let history: { update: number; good: boolean; at: string | null; solvedAt: number | null }[] = [];
  return {
    judge: (update, evaluation, batch) => {
      const metric = task.metric.of(evaluation.outputs, batch);
      const good = task.solved?.test({ loss: evaluation.loss, metric }) ?? false;
      const trivial = task.trivial.find(({ loss }) => Math.abs(evaluation.loss - loss) <= stuckWithin * loss);
      const before = history.at(-1);
      const solvedAt = before?.solvedAt ?? (good && before?.good ? before.update : null);
      history.push({ update, good, at: trivial?.label ?? null, solvedAt });
      const recent = history.slice(-stuckAfter);
      const stuck =
        trivial !== undefined &&
        update > 0 &&
        recent.length === stuckAfter &&
        recent.every(({ at }) => at === trivial.label);
      return { loss: evaluation.loss, metric, solvedAt, stuckAt: stuck ? trivial.label : null };
    },
    truncate: (update) => {
      history = history.filter((entry) => entry.update <= update);
      for (const entry of history) if ((entry.solvedAt ?? 0) > update) entry.solvedAt = null;
    },
  };
}
