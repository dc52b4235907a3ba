import type { Evaluation } from "../engine/engine.ts";
import type { Batch } from "../lib/batch.ts";
import type { PreparedTask } from "../tasks/task.ts";
import type { JudgeMemory, ModelEvaluation } from "./protocol.ts";

/** Evaluations in a row that must sit at a trivial answer before a model counts as stuck. */
const stuckAfter = 5;
/** A loss within this share of a trivial answer's counts as sitting at it. */
const stuckWithin = 0.02;

/** Follows one model's evaluations: solved at two in a row, stuck after five at a trivial answer. */
export interface Judge {
  judge(update: number, evaluation: Evaluation, batch: Batch): ModelEvaluation;
  /** What a judge needs to go on from here. */
  memory(): JudgeMemory;
}

/** @param from the memory of a judge that followed the model until now. */
export function createJudge(task: PreparedTask, from: JudgeMemory = []): Judge {
  let history = from;
  return {
    judge: (update, evaluation, batch) => {
      const metric = task.metric.of(evaluation.outputs, batch);
      const good = task.solved?.test({ loss: evaluation.loss, metric }) ?? false;
      const trivial = task.trivial.find(({ loss }) => Math.abs(evaluation.loss - loss) <= stuckWithin * loss);
      const before = history.at(-1);
      const solvedAt = before?.solvedAt ?? (good && before?.good ? before.update : null);
      history = [...history, { update, good, at: trivial?.label ?? null, solvedAt }].slice(-stuckAfter);
      const stuck =
        trivial !== undefined &&
        update > 0 &&
        history.length === stuckAfter &&
        history.every(({ at }) => at === trivial.label);
      return { loss: evaluation.loss, metric, solvedAt, stuckAt: stuck ? trivial.label : null };
    },
    memory: () => history,
  };
}
