import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Engine } from "../engine/engine.ts";
import { createReferenceEngine } from "../engine/reference/engine.ts";
import {
  curve,
  eventsOf,
  failed,
  lateEngine,
  openLoop,
  phase,
  snapshotsIn,
  trainedLoop,
} from "../testing/trainer-testbed.ts";

/** The loop on an engine that takes eight updates at a time and answers late, against the one that takes one. */
let engine: Engine;
beforeAll(async () => {
  engine = await createReferenceEngine({ backend: "cpu" });
});
afterAll(() => engine.dispose());
// Two engines train in each test, on the CPU.
vi.setConfig({ testTimeout: 60_000 });

const small =
  "#1/task.length=8&models=simple,simple&models.*.units=4&models.1.units=3&training.batchSize=2&training.updates=45";

test("answers that come late and out of phase are taken in order, and change no bit", async () => {
  const late = lateEngine(engine, 8);
  const alone = await trainedLoop(engine, small);
  const many = await trainedLoop(late.engine, small);
  for (const model of [0, 1]) expect(curve(many.log, model)).toEqual(curve(alone.log, model));
  expect(eventsOf(many.log, "evaluation")).toEqual(eventsOf(alone.log, "evaluation"));
  expect(late.mostUnderWay()).toBeGreaterThan(1);
  expect(late.mostUnderWay()).toBeLessThanOrEqual(8);
  let next = 1;
  for (const { first, count } of eventsOf(many.log, "metrics")) {
    expect(first).toBe(next);
    next += count;
  }
  expect(next).toBe(46);
  for (const { loop } of [alone, many]) await loop.suspend();
});

test("a trace and an evaluation belong to the updates submitted before them", async () => {
  const late = lateEngine(engine, 8);
  const seen: string[] = [];
  let newest = 0;
  const opened = await openLoop(late.engine, small, {
    onEvent: ({ type, event }) => {
      if (type === "metrics") newest = event.first + event.count - 1;
      if (type !== "trace" && type !== "evaluation") return;
      // Its curve is on the page already, and no further.
      expect(newest).toBe(event.update);
      if (type === "trace") seen.push(`${event.update}: ${event.models[0]?.loss}`);
      if (type === "trace" && event.update < 40) opened.loop.pullTrace();
    },
  });
  opened.loop.pullTrace();
  opened.loop.train();
  await opened.until(phase("finished"));
  await opened.loop.suspend();
  expect(seen.length).toBeGreaterThan(5);
  const alone = await openLoop(engine, small);
  const expected: string[] = [];
  for (let update = 0; update <= 45; update++) {
    alone.loop.pullTrace();
    await alone.until((log) => eventsOf(log, "trace").length === update + 1);
    const trace = eventsOf(alone.log, "trace").at(-1);
    expected.push(`${trace?.update}: ${trace?.models[0]?.loss}`);
    alone.loop.oneUpdate();
    await alone.until((log) => curve(log).length === update + 1);
  }
  await alone.loop.suspend();
  expect(expected).toEqual(expect.arrayContaining(seen));
});

test("a change while eight updates are under way is recorded at the update from which it is in force", async () => {
  const late = lateEngine(engine, 8);
  let asked = false;
  const live = await openLoop(late.engine, small, {
    onEvent: ({ type, event }) => {
      if (type !== "metrics" || asked || event.first < 12) return;
      asked = true;
      live.loop.change("optimizer.learningRate", 0.05);
    },
  });
  live.loop.train();
  await live.until(phase("finished"));
  const changes = eventsOf(live.log, "changed");
  expect(changes).toHaveLength(1);
  const { update, field, value } = changes[0] as (typeof changes)[number];
  expect(update).toBeGreaterThan(12);
  const recorded = await trainedLoop(engine, `${small}&changes=${update}:${field}:${value}`);
  expect(recorded.losses).toEqual(curve(live.log));
  const plain = await trainedLoop(engine, small);
  expect(plain.losses.slice(0, update + 1)).toEqual(recorded.losses.slice(0, update + 1));
  expect(plain.losses.slice(update + 1)).not.toEqual(recorded.losses.slice(update + 1));
  for (const { loop } of [live, recorded, plain]) await loop.suspend();
});

test("a pause submits nothing more, loses nothing that is under way, and training goes on to the same losses", async () => {
  const alone = await trainedLoop(engine, small);
  const paused = await openLoop(lateEngine(engine, 8).engine, small);
  for (let length = 5; length < 40; length += 6) {
    paused.loop.train();
    await paused.until((log) => curve(log).length >= length);
    paused.loop.pause();
    const submitted = curve(paused.log).length + 8;
    await paused.until((log) => snapshotsIn(log).at(-1)?.update === curve(log).length);
    expect(curve(paused.log).length).toBeLessThanOrEqual(submitted);
    paused.loop.oneUpdate();
    await paused.until(phase("paused"));
  }
  paused.loop.train();
  await paused.until(phase("finished"));
  expect(curve(paused.log)).toEqual(alone.losses);
  for (const { loop } of [alone, paused]) await loop.suspend();
});

test("paused is said once, after the last update that was under way", async () => {
  const { loop, log, until } = await openLoop(lateEngine(engine, 8).engine, small);
  loop.train();
  await until((seen) => curve(seen).length >= 10);
  loop.pause();
  await until(phase("paused"));
  // By then whatever was still under way is on the page.
  await loop.suspend();
  const phases = eventsOf(log, "phase").map((event) => `${event.phase} at ${event.update}`);
  expect(phases).toEqual(["ready at 0", "training at 0", `paused at ${curve(log).length}`]);
});

test("a run put aside with updates under way is taken up again where it was, on another engine", async () => {
  const alone = await trainedLoop(engine, small);
  const first = await openLoop(lateEngine(engine, 8).engine, small);
  first.loop.train();
  await first.until((log) => curve(log).length >= 18);
  const memory = await first.loop.suspend();
  const second = await trainedLoop(engine, small, { from: memory ?? undefined });
  expect([...curve(first.log), ...second.losses]).toEqual(alone.losses);
  expect(
    [...eventsOf(first.log, "evaluation"), ...eventsOf(second.log, "evaluation")].map(({ update }) => update),
  ).toEqual([0, 20, 40]);
  for (const { loop } of [alone, second]) await loop.suspend();
});

const exploding =
  "#1/task.kind=adding&task.length=30&models=simple&models.0.activation=relu&models.0.units=16" +
  "&models.0.recurrentInitializer=normal&models.0.recurrentStddev=0.6&training.batchSize=8&training.clipNorm=0" +
  "&optimizer.kind=sgd&optimizer.learningRate=1&training.updates=40";

test("what was under way behind an update that was not applied is dropped, and the roll back is exact", async () => {
  const runs = [];
  for (const candidate of [engine, lateEngine(engine, 8).engine]) {
    const run = await openLoop(candidate, exploding);
    run.loop.train();
    await run.until(failed);
    run.loop.rollBack(1);
    await run.until(phase("finished"));
    runs.push(run);
  }
  const [alone, late] = runs.map(({ log }) => ({
    failures: eventsOf(log, "failed"),
    back: eventsOf(log, "rolledBack"),
    changes: eventsOf(log, "changed"),
    losses: curve(log),
  }));
  expect(alone?.failures).toHaveLength(1);
  expect(late).toEqual(alone);
  for (const { loop } of runs) await loop.suspend();
});

test("a run that failed is put aside as it was at its newest snapshot, where all models stand together", async () => {
  const hash = exploding.replace("models=simple&", "models=simple,simple&models.1.units=2&");
  const run = await openLoop(lateEngine(engine, 8).engine, hash);
  run.loop.train();
  await run.until(failed);
  run.loop.pullTrace();
  run.loop.change("view.temperature", 0.5);
  const memory = await run.loop.suspend();
  const [failure] = eventsOf(run.log, "failed");
  expect(memory?.wentBack).toBe(true);
  expect(memory?.now.update).toBeLessThan(failure?.update ?? 0);
  expect(memory?.now.models.map(({ state }) => state.updates)).toEqual(
    memory?.now.models.map(() => memory.now.update),
  );
  expect(eventsOf(run.log, "trace")).toEqual([]);
});

test("training that stops when solved stops at the same update", async () => {
  const hash =
    "#1/task.kind=hello&models=gru&models.0.units=16&optimizer.learningRate=0.02&training.batchSize=8" +
    "&training.stopWhenSolved=1&training.updates=600";
  const alone = await trainedLoop(engine, hash);
  const late = await trainedLoop(lateEngine(engine, 8).engine, hash);
  // Whatever was under way besides has been taken by then.
  for (const { loop } of [alone, late]) await loop.suspend();
  expect(curve(late.log)).toEqual(curve(alone.log));
  expect(eventsOf(late.log, "phase").at(-1)).toEqual(eventsOf(alone.log, "phase").at(-1));
});

test("a speed of twenty updates a second is no faster on an engine that could take eight at once", async () => {
  const began = performance.now();
  const { loop, losses } = await trainedLoop(
    lateEngine(engine, 8).engine,
    `${small.replace("updates=45", "updates=8")}&training.speed=20`,
  );
  expect(losses).toHaveLength(8);
  expect(performance.now() - began).toBeGreaterThan(7 * 50 - 5);
  await loop.suspend();
});
