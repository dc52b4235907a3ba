import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Engine } from "../engine/engine.ts";
import { createReferenceEngine } from "../engine/reference/engine.ts";
import { inEnglish } from "../lib/phrase.ts";
import { curve, eventsOf, openLoop, phase, trainedLoop } from "../testing/trainer-testbed.ts";
import { networkMetrics, networkTrace } from "./protocol.ts";
import type { RunMemory } from "./run.ts";

/** The real loop on the real reference engine (tfjs' CPU backend), with the events collected. */
let engine: Engine;
beforeAll(async () => {
  engine = await createReferenceEngine({ backend: "cpu" });
});
afterAll(() => engine.dispose());
// Networks train in each test, on the CPU.
vi.setConfig({ testTimeout: 60_000 });

const open = (hash: string, from?: RunMemory) => openLoop(engine, hash, { from });
const trained = (hash: string) => trainedLoop(engine, hash);

const small = "#1/task.length=10&models=gru&models.0.units=4&training.batchSize=4&training.updates=23";

test("the same link gives the same losses to the last bit, and frees every tensor", async () => {
  const before = engine.tensorCount();
  const a = await trained(small);
  const b = await trained(small);
  expect(a.losses).toHaveLength(23);
  expect(a.losses).toEqual(b.losses);
  const c = await trained(`${small}&training.seed=8`);
  expect(c.losses).not.toEqual(a.losses);
  await c.loop.suspend();
  await a.loop.suspend();
  await b.loop.suspend();
  expect(engine.tensorCount()).toBe(before);
});

test("a summed loss is the mean times the steps that count, and the last step alone is another loss", async () => {
  const hello = "#1/task.kind=hello&models=gru&models.0.units=4&training.batchSize=4&training.updates=1";
  const options = ["", "&training.reduction=sum", "&training.lossSteps=last"];
  const [mean = 0, sum = 0, last = 0] = await Promise.all(
    options.map(async (option) => {
      const { losses, loop, log } = await trained(hello + option);
      await loop.suspend();
      expect(eventsOf(log, "evaluation")[0]?.models[0]?.loss).toBeGreaterThan(0);
      return losses[0] as number;
    }),
  );
  expect(sum / mean).toBeCloseTo(10, 4);
  expect(last).not.toBe(mean);
  expect(last).toBeLessThan(2 * mean);
});

test.each([
  ["random first states", "initialState=random", "initialState=zero"],
  ["dropout", "dropout=50", "dropout=0"],
])("%s: random alike for equal models, and again by a run that is taken up", async (_, random, none) => {
  const hash = `#1/task.length=10&models=gru,gru&models.*.units=4&models.*.${random}&training.batchSize=4&training.updates=8`;
  const whole = await trained(hash);
  expect(curve(whole.log, 1)).toEqual(whole.losses);
  const zero = await trained(hash.replace(random, none));
  expect(zero.losses[0]).not.toBe(whole.losses[0]);
  // Nothing is random in an evaluation.
  expect(eventsOf(zero.log, "evaluation")[0]).toEqual(eventsOf(whole.log, "evaluation")[0]);
  const first = await open(hash);
  for (let n = 0; n < 3; n++) {
    first.loop.oneUpdate();
    await first.until((log) => curve(log).length === n + 1);
  }
  const second = await open(hash, (await first.loop.suspend()) ?? undefined);
  second.loop.train();
  await second.until(phase("finished"));
  expect([...curve(first.log), ...curve(second.log)]).toEqual(whole.losses);
  for (const { loop } of [whole, zero, second]) await loop.suspend();
});

test("evaluates untrained, at 20, and counts updates without a gap", async () => {
  const { log, loop } = await trained(small);
  expect(eventsOf(log, "evaluation").map(({ update }) => update)).toEqual([0, 20]);
  let next = 1;
  for (const { first, count } of eventsOf(log, "metrics")) {
    expect(first).toBe(next);
    next += count;
  }
  expect(next).toBe(24);
  await loop.suspend();
});

test("a run put aside and taken up again continues to the same losses", async () => {
  const whole = await trained(small);
  const first = await open(small);
  for (let n = 0; n < 7; n++) {
    first.loop.oneUpdate();
    await first.until(phase("paused"));
  }
  await first.until((log) => curve(log).length === 7);
  const memory = await first.loop.suspend();
  expect(memory).not.toBeNull();
  const second = await open(small, memory ?? undefined);
  second.loop.train();
  await second.until(phase("finished"));
  expect([...curve(first.log), ...curve(second.log)]).toEqual(whole.losses);
  await second.loop.suspend();
  await whole.loop.suspend();
});

test("a change made at an update and the link that records it give the same curve", async () => {
  const live = await open(small);
  for (let n = 0; n < 5; n++) {
    live.loop.oneUpdate();
    await live.until((log) => curve(log).length === n + 1);
  }
  live.loop.change("optimizer.learningRate", 0.05);
  live.loop.train();
  await live.until(phase("finished"));
  const recorded = await trained(`${small}&changes=5:optimizer.learningRate:0.05`);
  expect(recorded.losses).toEqual(curve(live.log));
  expect(eventsOf(recorded.log, "changed")).toEqual([
    { update: 5, field: "optimizer.learningRate", value: 0.05 },
  ]);
  const plain = await trained(small);
  expect(plain.losses.slice(0, 5)).toEqual(recorded.losses.slice(0, 5));
  expect(plain.losses.slice(6)).not.toEqual(recorded.losses.slice(6));
  for (const { loop } of [live, recorded, plain]) await loop.suspend();
});

test("two equal models have equal curves on identical batches", async () => {
  const { log, loop } = await trained(
    "#1/task.length=10&models=lstm,lstm&models.*.units=4&training.batchSize=4&training.updates=6",
  );
  expect(curve(log, 0)).toEqual(curve(log, 1));
  await loop.suspend();
});

test("an infinite loss stops the run, goes back to good weights and goes on with clipping", async () => {
  const { loop, log, until } = await open(
    "#1/task.kind=adding&task.length=30&models=simple&models.0.activation=relu&models.0.units=16" +
      "&models.0.recurrentInitializer=normal&models.0.recurrentStddev=0.6&training.batchSize=8&training.clipNorm=0" +
      "&optimizer.kind=sgd&optimizer.learningRate=1&training.updates=40",
  );
  loop.train();
  await until(phase("failed"));
  const failed = eventsOf(log, "failed")[0];
  expect(failed).toMatchObject({ code: "diverged", model: 0, lastGood: 0 });
  expect(inEnglish(failed?.message ?? "")).toMatch(/became (NaN|infinite) at update \d+/);
  expect(curve(log).every(Number.isFinite)).toBe(true);
  loop.rollBack(1);
  await until(phase("finished"));
  expect(eventsOf(log, "rolledBack")).toEqual([{ update: 0 }]);
  expect(eventsOf(log, "changed").at(-1)).toMatchObject({ field: "training.clipNorm", value: 1 });
  expect(networkMetrics(eventsOf(log, "metrics").at(-1)?.models[0])?.clippedNorm.at(-1)).toBeLessThanOrEqual(
    1.00001,
  );
  await loop.suspend();
});

test("a trace comes once a pull, of one update for all models, and again when the probe changes", async () => {
  const { loop, log, until } = await open(
    "#1/task.length=10&models=gru,lstm&models.*.units=4&training.batchSize=4",
  );
  loop.pullTrace();
  await until((all) => eventsOf(all, "trace").length === 1);
  loop.pullTrace();
  loop.change("view.probe", 3);
  await until((all) => eventsOf(all, "trace").length === 2);
  const [first, second] = eventsOf(log, "trace");
  expect([first?.probe, second?.probe]).toEqual([0, 3]);
  expect(first?.models).toHaveLength(2);
  expect(networkTrace(first?.models[1])?.trajectories[0]?.c).toHaveLength(10 * 4);
  expect(networkTrace(first?.models[1])?.gradientNorms[0]?.c).toHaveLength(10);
  expect(networkTrace(second?.models[0])?.trajectories[0]?.h).not.toEqual(
    networkTrace(first?.models[0])?.trajectories[0]?.h,
  );
  await loop.suspend();
});

test("stops when every model has solved the task, if asked", async () => {
  const { log, loop } = await trained(
    "#1/task.kind=hello&models=gru&models.0.units=16&optimizer.learningRate=0.02&training.batchSize=8" +
      "&training.stopWhenSolved=1&training.updates=600",
  );
  const last = eventsOf(log, "evaluation").at(-1);
  expect(last?.models[0]?.solvedAt).toBe((last?.update ?? 0) - 20);
  expect(inEnglish(eventsOf(log, "phase").at(-1)?.reason ?? "")).toMatch(/solved/);
  expect(eventsOf(log, "sample").length).toBeGreaterThan(0);
  await loop.suspend();
});
