import { expect, test } from "vitest";
import { planModel, requestOf } from "../../model/plan.ts";
import { defaultSpec, modelNames } from "../../spec/spec.ts";
import { newRecord, type RunRecord } from "../../store/run-record.ts";
import { tasks } from "../../tasks/index.ts";
import { lossCurves, lossRange, lossRemarks, lossSentence, lossTable } from "./loss-data.ts";

async function recordAtStart(losses: readonly number[]): Promise<RunRecord> {
  const spec = defaultSpec();
  const definition = tasks[spec.task.kind];
  const task = await definition.prepare(spec.task.values, 7, async () => ({}));
  const plans = spec.models.map((model) =>
    planModel(model, requestOf(task.io, definition.loss, spec.training)),
  );
  const record = newRecord(1, spec, task, plans, modelNames(spec.models));
  record.evaluations.push({
    update: 0,
    models: losses.map((loss) => ({ loss, metric: 25.4, solvedAt: null, stuckAt: null })),
  });
  return record;
}

test("before the first update the chart says where the models start and where solved is", async () => {
  const record = await recordAtStart([1.39, 1.4, 1.38]);
  expect(lossRemarks(record, lossCurves(record), "log").map(({ words }) => words)).toEqual([
    "All start at chance, ln 4 = 1.386: one answer in four is right.",
    "Solved is down here.",
  ]);
  expect(lossRemarks(record, lossCurves(record), "linear")).toHaveLength(1);
});

test("what does not start at chance is not said to", async () => {
  const record = await recordAtStart([1.39, 2.5, 1.38]);
  expect(lossRemarks(record, lossCurves(record), "log")[0]?.words).toBe(
    "Untrained they score 1.38 to 2.50; accuracy 25.4 %.",
  );
});

test("the log axis reaches four decades under chance, and further for data", async () => {
  const record = await recordAtStart([1.39, 1.4, 1.38]);
  const [least, largest] = lossRange("log", record, lossCurves(record));
  expect(least).toBe(1e-4);
  expect(largest).toBeGreaterThan(1.386);
  record.models[0]?.loss.append(2e-6);
  expect(lossRange("log", record, lossCurves(record))[0]).toBe(1e-6);
});

test("the sentence and the table hold what the picture holds", async () => {
  const record = await recordAtStart([1.39, 1.4, 1.38]);
  expect(lossSentence(record)).toContain("RNN: loss 1.39 before training");
  for (const { loss } of record.models) loss.append(0.167);
  record.update = 1;
  expect(lossSentence(record)).toContain("RNN: loss 0.167 at update 1");
  const [header, start, first] = lossTable(record).split("\n");
  expect(header?.split("\t").slice(0, 4)).toEqual([
    "update",
    "RNN train loss",
    "RNN held-out loss",
    "RNN held-out accuracy",
  ]);
  expect(start?.split("\t").slice(0, 4)).toEqual(["0", "", "1.39", "25.4"]);
  expect(first?.split("\t")[1]).toBe("0.167");
});
