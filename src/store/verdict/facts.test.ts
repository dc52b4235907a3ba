import { beforeEach, expect, test } from "vitest";
import { withTask, withValues } from "../../experiment/describe.ts";
import { defaultModel, defaultSpec, modelNames } from "../../experiment/spec.ts";
import { phrase } from "../../lib/phrase.ts";
import { planModel, requestOf } from "../../model/build.ts";
import { type TaskKind, tasks } from "../../tasks/index.ts";
import type { ModelEvaluation } from "../../trainer/protocol.ts";
import { networkCurves, newRecord, type RunRecord } from "../run-record.ts";
import type { RunSummary } from "../run-summary.ts";
import { factsOf, firstRelevantStep } from "./facts.ts";

const spec = withValues(
  { ...defaultSpec(), models: [defaultModel("simple"), defaultModel("lstm")] },
  { "task.length": 20 },
);
const noAsset = () => Promise.reject(new Error("no asset"));
const task = await tasks["temporal-order"].prepare(spec.task.values, 7, noAsset);
const request = requestOf(task.io, "crossEntropy", spec.training);
const plans = spec.models.map((model) => planModel(model, request));

let record: RunRecord;
beforeEach(() => {
  record = newRecord(1, spec, task, plans, modelNames(spec.models));
});

const run = (phase: RunSummary["phase"], failure: RunSummary["failure"] = null) => ({
  id: 1,
  phase,
  failure,
});
const networks = () => record.models.flatMap((model) => networkCurves(model) ?? []);
const chance = Math.log(4);
const evaluation = (loss: number, change: Partial<ModelEvaluation> = {}): ModelEvaluation => ({
  loss,
  metric: 25,
  solvedAt: null,
  stuckAt: null,
  ...change,
});

/** Updates 1 … n of both models; every norm at a step is `norm` to the power of its distance from the end. */
function train(n: number, { norm = 0.5, profile = true, loss = (u: number) => 2 - u / n } = {}): void {
  for (let update = 1; update <= n; update++)
    for (const curves of networks()) {
      curves.loss.append(loss(update));
      curves.gradientNorm.append(update === n ? 9 : 0.1);
      if (profile)
        for (const columns of curves.waterfalls.values())
          columns.append(Float32Array.from({ length: 20 }, (_, t) => norm ** (19 - t)));
    }
  record.update = n;
}
const evaluate = (update: number, ...models: ModelEvaluation[]) =>
  record.evaluations.push({ update, models });

test("there are facts where a run rests or diverged, and nowhere else", () => {
  expect(factsOf(record, run("ready"), spec)).toBeNull();
  expect(factsOf(record, run("paused"), spec)).toBeNull();
  train(40);
  evaluate(40, evaluation(0.5), evaluation(1));
  for (const phase of ["preparing", "ready", "training"] as const)
    expect(factsOf(record, run(phase), spec), phase).toBeNull();
  expect(factsOf(record, run("paused"), spec)?.ending).toBe("paused");
  expect(factsOf(record, run("finished"), spec)?.ending).toBe("finished");
  expect(factsOf(record, { ...run("finished"), id: 2 }, spec), "of another run").toBeNull();
  const failure = {
    code: "workerLost",
    message: phrase``,
    update: 41,
    model: null,
    gradientNorm: null,
    lastGood: 32,
  } as const;
  expect(factsOf(record, run("failed", failure), spec)).toBeNull();
  const diverged = factsOf(
    record,
    run("failed", { ...failure, code: "diverged", model: 1, gradientNorm: 3 }),
    spec,
  );
  expect(diverged?.ending).toBe("diverged");
  expect(diverged?.diverged).toEqual({ model: "LSTM", update: 41, gradientNorm: 3 });
});

test("the first step that can matter is where the task can put its first letter", async () => {
  expect(firstRelevantStep(task, 7)).toBe(1);
  const byKind = async (kind: TaskKind) =>
    firstRelevantStep(await tasks[kind].prepare(withTask(spec, kind).task.values, 7, noAsset), 7);
  expect(await byKind("adding")).toBe(0);
  // Every step has a loss of its own there.
  for (const kind of ["sine", "copy-memory", "hello"] as const) expect(await byKind(kind), kind).toBeNull();
});

test("what reaches that step is a share of the last step's norm, of the newest update", () => {
  train(40);
  evaluate(40, evaluation(0.5), evaluation(1));
  const facts = factsOf(record, run("finished"), spec);
  expect(facts?.models[0]?.reach).toEqual({ share: expect.closeTo(0.5 ** 18, 12), step: 2 });
  // Its cell state carries as much: the hidden state's share tells no lie.
  expect(facts?.models[1]?.reach?.share).toBeCloseTo(0.5 ** 18, 12);
});

test("nothing is said of a gradient that travels through a second state, or that nobody recorded", () => {
  train(1);
  evaluate(0, evaluation(chance), evaluation(chance));
  const cell = networks()[1]?.waterfalls.get("0/c");
  const lstm = () => factsOf(record, run("paused"), spec)?.models[1]?.reach;
  expect(lstm()).not.toBeNull();
  cell?.append(Float32Array.from({ length: 20 }, () => 1));
  expect(lstm()).toBeNull();
  record = newRecord(1, spec, task, plans, ["RNN", "LSTM"]);
  train(40, { profile: false });
  evaluate(40, evaluation(0.5), evaluation(1));
  expect(factsOf(record, run("paused"), spec)?.models.map(({ reach }) => reach)).toEqual([null, null]);
});

test("padded steps behind the sequences' ends have no gradient and are not the last step", () => {
  train(0);
  for (const curves of networks()) {
    curves.loss.append(1);
    for (const columns of curves.waterfalls.values())
      columns.append(Float32Array.from({ length: 20 }, (_, t) => (t < 10 ? 0.1 : t === 10 ? 2 : 0)));
  }
  record.update = 1;
  evaluate(0, evaluation(chance), evaluation(chance));
  expect(factsOf(record, run("paused"), spec)?.models[0]?.reach?.share).toBeCloseTo(0.05);
});

test("a model stands at a baseline where the judge or its loss says so, unless it has solved the task", () => {
  train(40);
  evaluate(40, evaluation(chance * 1.015), evaluation(chance, { solvedAt: 20 }));
  const at = () => factsOf(record, run("paused"), spec)?.models.map((model) => model.at?.name ?? null);
  expect(at()).toEqual(["chance", null]);
  evaluate(60, evaluation(1.3, { stuckAt: `chance, ln 4 = ${chance.toFixed(3)}` }), evaluation(1.2));
  expect(at()).toEqual(["chance", null]);
  evaluate(80, evaluation(0.5), evaluation(3));
  const [below, above] = factsOf(record, run("paused"), spec)?.models ?? [];
  expect(below?.beats?.name).toBe("chance");
  expect(below?.misses).toBeNull();
  expect(above?.beats).toBeNull();
  expect(above?.misses?.name).toBe("chance");
});

test("an evaluation of the untrained models is no result", () => {
  train(3);
  evaluate(0, evaluation(chance), evaluation(chance));
  const facts = factsOf(record, run("paused"), spec);
  expect(facts?.evaluatedAt).toBe(0);
  for (const model of facts?.models ?? [])
    expect([model.heldOut, model.at, model.metric, model.best]).toEqual([null, null, null, null]);
});

test("falls, norms and the lowest held-out loss are read from the curves", () => {
  train(400, { loss: (update) => (update <= 300 ? 2 : 1) });
  evaluate(20, evaluation(0.4), evaluation(1));
  evaluate(400, evaluation(0.6), evaluation(1));
  const model = factsOf(record, run("finished"), spec)?.models[0];
  expect(model?.fall).toEqual({ share: 0.5, over: 100 });
  expect(model?.training).toBe(1);
  expect(model?.best).toEqual({ update: 20, loss: 0.4 });
  expect(model?.norm).toEqual({ median: 0.1, largest: 9 });
});

test("a model whose last evaluation meets the criterion is nearly solved, until the second in a row", () => {
  train(20);
  evaluate(20, evaluation(0.01, { metric: 100 }), evaluation(0.3, { metric: 98 }));
  const nearly = () =>
    factsOf(record, run("paused"), spec)?.models.map(({ isNearlySolved }) => isNearlySolved);
  expect(nearly()).toEqual([true, false]);
  evaluate(40, evaluation(0.01, { metric: 100, solvedAt: 20 }), evaluation(0.3, { metric: 99 }));
  expect(nearly()).toEqual([false, true]);
});
