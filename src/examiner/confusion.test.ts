import { expect, test } from "vitest";
import { decode } from "../experiment/link.ts";
import { prepareTask } from "../experiment/spec.ts";
import { isFormed } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { rowTotal, totalsOf } from "../model/confusion.ts";
import { planOf } from "../model/counted.ts";
import { traceOracle } from "../model/oracle/run.ts";
import { plansOf } from "../model/race-plans.ts";
import { initialWeights } from "../model/weights.ts";
import { heldOutBatch } from "../trainer/batches.ts";
import { confusionOf } from "./confusion.ts";

async function network(settings: string) {
  const { spec } = decode(`#1/${settings}&models=gru&models.*.units=4`);
  const task = await prepareTask(spec, async () => {
    throw new Error("no assets");
  });
  const plan = planOf(plansOf(spec, task)[0]);
  if (!plan) throw new Error("no network");
  return { task, plan, weights: initialWeights(plan, rngFrom(spec.training.seed)), seed: spec.training.seed };
}

test.each(["task.length=8", "task.kind=hello", "task.kind=copy-memory&task.remember=3&task.delay=4"])(
  "%s: as many answers are right as the metric of the task says",
  async (settings) => {
    const { task, plan, weights, seed } = await network(settings);
    const found = confusionOf(task, seed, { plan, weights }, 1e9);
    if (!found || isFormed(found)) throw new Error("there is one");
    const batch = heldOutBatch(task, seed);
    const { outputs } = traceOracle(plan, weights, batch);
    const { all, right } = totalsOf(found);
    expect(all).toBe(batch.weight.filter((weight) => weight > 0).length);
    // The metric of copying leaves out the blanks before the answer, which the matrix counts as well.
    if (!settings.includes("copy"))
      expect((100 * right) / all).toBeCloseTo(task.metric.of(Float32Array.from(outputs), batch), 6);
    const asked = new Map<number, number>();
    batch.weight.forEach((weight, entry) => {
      const truth = batch.y[entry] as number;
      if (weight > 0) asked.set(truth, (asked.get(truth) ?? 0) + 1);
    });
    for (let k = 0; k < found.classes; k++) expect(rowTotal(found, k)).toBe(asked.get(k) ?? 0);
  },
);

test("numbers have none, and what takes too long says so", async () => {
  const adding = await network("task.kind=adding&task.length=8");
  expect(confusionOf(adding.task, adding.seed, adding, 1e9)).toBeNull();
  const order = await network("task.length=8");
  expect(isFormed(confusionOf(order.task, order.seed, order, 1000) ?? {})).toBe(true);
});
