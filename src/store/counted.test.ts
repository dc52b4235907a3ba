import { beforeEach, expect, test, vi } from "vitest";
import { decode } from "../experiment/link.ts";
import { planOf } from "../model/counted.ts";
import { open } from "../testing/store-testbed.ts";
import { verdict } from "../text/en/verdict.ts";
import { flopsOfRun, paceKey, paceOfRun } from "./duration.ts";
import { enginesOf } from "./kept-runs.ts";
import {
  networkCurves,
  openRecord,
  type RunRecord,
  recordEngine,
  recordMetrics,
  truncateRecord,
} from "./run-record.ts";
import { factsOf } from "./verdict/facts.ts";
import { sentencesOf } from "./verdict/sentences.ts";
import { readRecord, writeRecord } from "./written-record.ts";

const { spec } = decode("#1/task.length=8&models=simple,gru&models.*.units=4");

/** The first model of every experiment counts, whatever its link has there: the page plans its models like the worker. */
vi.mock("../model/race-plans.ts", async (load) => {
  const real = await load<typeof import("../model/race-plans.ts")>();
  const { withCounters } = await import("../testing/counted-racer.ts");
  const { requestOf } = await import("../model/build.ts");
  const plansOf: typeof real.plansOf = (spec, task) =>
    withCounters(real.plansOf(spec, task), [0], requestOf(task.io, "crossEntropy", spec.training));
  return { ...real, plansOf };
});

const race = () => openRecord(1, spec, async () => null);

function train(record: RunRecord, count: number): void {
  const loss = Float32Array.from({ length: count }, (_, n) => record.update + n + 1);
  const parameters = planOf(record.plans[1])?.params.length ?? 0;
  recordMetrics(record, {
    ...{ first: record.update + 1, count, seconds: count, tensors: 0, profiles: [[], []] },
    models: [
      { loss },
      {
        ...{ loss, gradientNorm: loss, clippedNorm: loss },
        parameterNorms: new Float32Array(count * parameters).fill(2),
      },
    ],
  });
}

test("a model that counts has a loss curve and no other; a cut shortens both models alike", async () => {
  const record = await race();
  expect(Object.keys(record.models[0] ?? {})).toEqual(["loss"]);
  train(record, 12);
  train(record, 8);
  expect(record.models.map(({ loss }) => loss.length)).toEqual([20, 20]);
  expect(networkCurves(record.models[0])).toBeNull();
  const network = networkCurves(record.models[1]);
  expect(network?.gradientNorm.length).toBe(20);
  expect([...(network?.parameterNorms.values() ?? [])].map(({ length }) => length)).toEqual(
    new Array(6).fill(20),
  );
  truncateRecord(record, 15);
  expect(record.models.map(({ loss }) => loss.length)).toEqual([15, 15]);
  expect(network?.gradientNorm.length).toBe(15);
});

test("written and read again it is as it was; curves of the other kind of model are refused", async () => {
  const record = await race();
  train(record, 10);
  const written = structuredClone(writeRecord(record));
  expect(Object.keys(written.models[0] ?? {})).toEqual(["loss"]);
  const again = await race();
  readRecord(again, written);
  expect(again.models).toEqual(record.models);
  expect(again.update).toBe(10);
  const swapped = { ...written, models: [...written.models].reverse() };
  await expect(race().then((empty) => readRecord(empty, swapped))).rejects.toThrow(
    "The curves of model 1 are those of another kind of model.",
  );
});

test("the operations of a run are its networks'; where all count there is no pace to tell", async () => {
  const record = await race();
  const alone = { ...record, plans: record.plans.slice(1) };
  expect(flopsOfRun(record)).toBe(flopsOfRun(alone));
  record.updatesPerSecond = 10;
  expect(paceOfRun(record, spec)?.seconds).toBe(0.1);
  expect(paceOfRun({ ...record, plans: record.plans.slice(0, 1) }, spec)).toBeNull();
  expect(paceKey({ engine: "wasm", backend: "wasm", byModel: [null, "wasm"] })).toBe(
    paceKey({ engine: "wasm", backend: "wasm", byModel: ["wasm", "wasm"] }),
  );
});

test("it has no engine: it is in no move, and a kept run remembers the network's", async () => {
  const record = await race();
  recordEngine(record, { byModel: [null, "wasm"], update: 0 });
  recordEngine(record, { byModel: [null, "webgl"], update: 32 });
  expect(record.moves).toEqual([{ update: 32, from: "wasm", to: "webgl" }]);
  truncateRecord(record, 16);
  expect(record.moves).toEqual([{ update: 16, from: "wasm", to: "webgl" }]);
  const kept = { engine: null, engines: [null, "wasm"] } as unknown as Parameters<typeof enginesOf>[0];
  expect(enginesOf(kept, 2)).toEqual([null, "wasm"]);
});

test("a verdict says of it what its losses say, and nothing of a gradient", async () => {
  const record = await race();
  train(record, 40);
  record.evaluations.push({
    update: 40,
    models: [
      { loss: Math.log(4), metric: 25, solvedAt: null, stuckAt: null },
      { loss: 1, metric: 60, solvedAt: null, stuckAt: null },
    ],
  });
  const facts = factsOf(record, { id: 1, phase: "paused", failure: null }, spec);
  if (!facts) throw new Error("no facts");
  expect(facts.models[0]).toMatchObject({ name: "RNN", at: { name: "chance" }, reach: null, norm: null });
  expect(facts.models[1]?.norm).not.toBeNull();
  const said = sentencesOf(verdict, facts)
    .flatMap((sentence) => sentence.map(({ text }) => text))
    .join(". ");
  expect(said).toMatch(/RNN is at the baseline “chance”/);
  expect(said).not.toMatch(/NaN|undefined|null/);
});

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

test("in the session its curve goes back to the snapshot with the network's, and goes on from there", async () => {
  const page = await open("#1/task.kind=hello&models=simple,gru&models.*.units=4");
  page.actions.train();
  page.keep(0);
  page.train(1, 20);
  page.keep(16);
  page.lose();
  expect(page.losses().map(({ length }) => length)).toEqual([16, 16]);
  page.train(17, 24, 1);
  expect(page.losses()[0]).toHaveLength(24);
  expect(Object.keys(page.record().models[0] ?? {})).toEqual(["loss"]);
});
