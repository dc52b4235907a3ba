import { expect, test } from "vitest";
import { decode } from "../experiment/link.ts";
import { inEnglish } from "../lib/phrase.ts";
import { createEvaluations } from "./evaluations.ts";
import { createLiveSpec } from "./live-spec.ts";
import { createPipeline } from "./pipeline.ts";
import { createProgress } from "./progress.ts";
import type { ModelEvaluation } from "./protocol.ts";
import { newRun, type RunMove } from "./run-state.ts";

const judged = (solvedAt: number | null): ModelEvaluation => ({
  loss: 1,
  metric: 2,
  solvedAt,
  stuckAt: null,
});

/** A run at update 40 whose models are judged like this. */
function evaluating(hash: string, models: readonly ModelEvaluation[], ...moves: readonly RunMove[]) {
  const log: string[] = [];
  const progress = createProgress(newRun(40, false, "training"), () => undefined);
  for (const move of moves) progress.step(move);
  const pipeline = createPipeline(() => 0);
  const evaluations = createEvaluations({
    ...{ progress, pipeline, task: {} },
    spec: createLiveSpec(decode(hash).spec, 40, () => undefined),
    evaluator: {
      examine: async (withStates) => {
        log.push(`examine ${withStates}`);
        return { results: [], states: [] };
      },
      judge: (update) => {
        log.push(`judge ${update}`);
        return models;
      },
    },
    metrics: { flush: () => log.push("flush") },
    instruments: { evaluated: () => log.push("evaluated") },
    emit: (type) => log.push(type),
    finish: (reason) => log.push(inEnglish(reason)),
  });
  const run = async () => {
    evaluations.submit();
    await pipeline.ready();
    pipeline.takeReady();
    return log;
  };
  return { evaluations, run };
}

const told = ["examine false", "judge 40", "flush", "evaluation", "evaluated"];
const stops = "#1/training.stopWhenSolved=1";

test("a run ends once all models have solved the task, if that is asked for and it still trains", async () => {
  const end = "All models solved the task by update 40.";
  const all = [judged(20), judged(40)];
  expect(await evaluating(stops, all).run()).toEqual([...told, end]);
  expect(await evaluating(stops, [judged(20), judged(null)]).run()).toEqual(told);
  expect(await evaluating("#1/training.stopWhenSolved=0", all).run()).toEqual(told);
  expect(await evaluating(stops, all, { type: "pause" }).run()).toEqual(told);
});

test("while one is under way that may end the run, that is known", async () => {
  const { evaluations, run } = evaluating(stops, [judged(null)]);
  expect(evaluations.mayEnd()).toBe(false);
  const done = run();
  expect(evaluations.mayEnd()).toBe(true);
  await done;
  expect(evaluations.mayEnd()).toBe(false);
  const other = evaluating("#1/training.stopWhenSolved=0", [judged(null)]);
  void other.run();
  expect(other.evaluations.mayEnd()).toBe(false);
});
