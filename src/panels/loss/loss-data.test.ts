import { expect, test } from "vitest";
import { defaultSpec, modelNames } from "../../experiment/spec.ts";
import { inEnglish } from "../../lib/phrase.ts";
import { planModel, requestOf } from "../../model/build.ts";
import { newRecord, type RunRecord } from "../../store/run-record.ts";
import { tasks } from "../../tasks/index.ts";
import { loss as english } from "../../text/en/loss.ts";
import { tabSeparated } from "../table.ts";
import { lossCurves, lossRange, lossRemarks, lossSentence, lossTable } from "./loss-data.ts";

async function recordAtStart(losses: readonly number[], metric = 25.4): Promise<RunRecord> {
  const spec = defaultSpec();
  const definition = tasks[spec.task.kind];
  const task = await definition.prepare(spec.task.values, 7, async () => ({}));
  const plans = spec.models.map((model) =>
    planModel(model, requestOf(task.io, definition.loss, spec.training)),
  );
  const record = newRecord(1, spec, task, plans, modelNames(spec.models));
  record.evaluations.push({
    update: 0,
    models: losses.map((loss) => ({ loss, metric, solvedAt: null, stuckAt: null })),
  });
  return record;
}

test("an accuracy that is one in five by accident is told as it is, beside the loss of one in four", async () => {
  const record = await recordAtStart([1.39, 1.4, 1.38], 20.3);
  expect(lossRemarks(english, inEnglish, record, lossCurves(record), "log")[0]?.words).toBe(
    "All start at chance, ln 4 = 1.386: accuracy 20.3 %.",
  );
});

test("before the first update the chart says where the models start and where solved is", async () => {
  const record = await recordAtStart([1.39, 1.4, 1.38]);
  expect(
    lossRemarks(english, inEnglish, record, lossCurves(record), "log").map(({ words }) => words),
  ).toEqual(["All start at chance, ln 4 = 1.386: one answer in four is correct.", "Solved below this line."]);
  expect(lossRemarks(english, inEnglish, record, lossCurves(record), "linear")).toHaveLength(1);
  expect(lossRemarks(english, inEnglish, record, lossCurves(record), "log", 1)).toEqual([]);
});

test("what does not start at chance is not said to", async () => {
  const record = await recordAtStart([1.39, 2.5, 1.38]);
  expect(lossRemarks(english, inEnglish, record, lossCurves(record), "log")[0]?.words).toBe(
    "Untrained, they score 1.38–2.50; accuracy 25.4 %.",
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
  expect(lossSentence(english, inEnglish, record)).toContain("RNN: loss 1.39 before training");
  for (const { loss } of record.models) loss.append(0.167);
  record.update = 1;
  expect(lossSentence(english, inEnglish, record)).toContain("RNN: loss 0.167 at update 1");
  const [header, start, first] = tabSeparated(lossTable(english, inEnglish, record)).split("\n");
  expect(header?.split("\t").slice(0, 4)).toEqual([
    "update",
    "RNN training loss (cross-entropy, nats)",
    "RNN held-out loss (cross-entropy, nats)",
    "RNN held-out accuracy (%)",
  ]);
  expect(start?.split("\t").slice(0, 4)).toEqual(["0", "", "1.39", "25.4"]);
  expect(first?.split("\t")[1]).toBe("0.167");
});
