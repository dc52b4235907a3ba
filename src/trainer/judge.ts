import type { Evaluation } from "../engine/engine.ts";
import type { Batch } from "../lib/batch.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { answerNamed } from "../tasks/trivial.ts";
import type { JudgeMemory, ModelEvaluation } from "./protocol.ts";

/** Evaluations in a row that must sit at a trivial answer before a model counts as stuck. */
const stuckAfter = 5;
/** A loss within this share of a trivial answer's counts as sitting at it. */
const stuckWithin = 0.02;
/** A stuck model has left its trivial answer once its loss is this share below it, … */
const leftBelow = 0.08;
/** … or after this many evaluations in a row that are not within `stuckWithin`. One noisy evaluation changes nothing. */
const leftAfter = 3;

/**
 * Follows one model's evaluations: solved at two in a row, stuck after five at a trivial answer. A model that is stuck
 * stays so until it has clearly left, so that words and numbers on the page do not alternate with the noise.
 */
export interface Judge {
  judge(update: number, evaluation: Evaluation, batch: Batch): ModelEvaluation;
  /** What a judge needs to go on from here. */
  memory(): JudgeMemory;
}

/** @param from the memory of a judge that followed the model until now. */
export function createJudge(task: PreparedTask, from: JudgeMemory = []): Judge {
  // Written by earlier versions, a memory names an answer by its label.
  const idOf = (written: string | null) => answerNamed(task.trivial, written)?.id ?? written;
  let history: JudgeMemory = from.map((one) => ({
    ...one,
    at: idOf(one.at),
    ...(one.stuckAt !== undefined && { stuckAt: idOf(one.stuckAt) }),
  }));
  /** @param seen evaluations until now. @param before the answer that the model was stuck at until now. */
  const stuckNow = (seen: JudgeMemory, before: string | null, loss: number): string | null => {
    const newest = seen.at(-1);
    if (!newest || newest.update === 0 || newest.solvedAt !== null) return null;
    const { at } = newest;
    if (at !== null && seen.length === stuckAfter && seen.every((one) => one.at === at)) return at;
    const left = answerNamed(task.trivial, before);
    if (!left || loss <= (1 - leftBelow) * left.loss) return null;
    return seen.slice(-leftAfter).some((one) => one.at === before) ? before : null;
  };
  return {
    judge: (update, evaluation, batch) => {
      const metric = task.metric.of(evaluation.outputs, batch);
      const good = task.solved?.test({ loss: evaluation.loss, metric }) ?? false;
      const trivial = task.trivial.find(({ loss }) => Math.abs(evaluation.loss - loss) <= stuckWithin * loss);
      const before = history.at(-1);
      const solvedAt = before?.solvedAt ?? (good && before?.good ? before.update : null);
      const at = trivial?.id ?? null;
      const seen = [...history, { update, good, at, solvedAt, stuckAt: null }].slice(-stuckAfter);
      const stuckAt = stuckNow(seen, before?.stuckAt ?? null, evaluation.loss);
      history = [...seen.slice(0, -1), { update, good, at, solvedAt, stuckAt }];
      return { loss: evaluation.loss, metric, solvedAt, stuckAt };
    },
    memory: () => history,
  };
}
