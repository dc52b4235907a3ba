/** Free-running forecasts of the real loop on the reference engine: when there is one, and of what. */

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Engine } from "../engine/engine.ts";
import { createReferenceEngine } from "../engine/reference/engine.ts";
import { curve, eventsOf, type Logged, openLoop, phase, trainedLoop } from "../testing/trainer-testbed.ts";
import { networkTrace } from "./protocol.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await createReferenceEngine({ backend: "cpu" });
});
afterAll(() => engine.dispose());
vi.setConfig({ testTimeout: 60_000 });

const sine =
  "#1/task.kind=sine&task.length=8&models=simple,gru&models.*.units=4&training.batchSize=4&training.updates=45&view.horizon=12";
const watched = { profiles: true, forecast: true, terms: false };
const forecasts = (log: readonly Logged[]) => eventsOf(log, "forecast");

test("nobody looking, there is none, and looking changes no bit of the training", async () => {
  const alone = await trainedLoop(engine, sine);
  expect(forecasts(alone.log)).toEqual([]);
  const seen = await openLoop(engine, sine);
  seen.loop.needs(watched);
  seen.loop.train();
  await seen.until(phase("finished"));
  await seen.until((log) => forecasts(log).at(-1)?.update === 45);
  expect(curve(seen.log, 1)).toEqual(curve(alone.log, 1));
  await Promise.all([alone.loop.suspend(), seen.loop.suspend()]);
});

test("there is one at once, by every model on the same stretch, and one more where training rests", async () => {
  const { loop, log, until } = await openLoop(engine, sine);
  loop.needs(watched);
  await until((seen) => forecasts(seen).length === 1);
  const [first] = forecasts(log);
  expect(first).toMatchObject({ update: 0, probe: 0, horizon: 12 });
  expect(first?.truth).toHaveLength(20);
  expect(first?.models.map((values) => values?.length)).toEqual([12, 12]);
  loop.oneUpdate();
  await until((seen) => forecasts(seen).length === 2);
  expect(forecasts(log)[1]?.update).toBe(1);
  expect(forecasts(log)[1]?.models[0]).not.toEqual(first?.models[0]);
  loop.needs({ ...watched, forecast: false });
  loop.oneUpdate();
  await until((seen) => eventsOf(seen, "metrics").at(-1)?.first === 2 && phase("paused")(seen));
  await loop.suspend();
  expect(forecasts(log)).toHaveLength(2);
});

test("another horizon or probe gives another one, of the same weights; a longer one begins with the shorter", async () => {
  const { loop, log, until } = await openLoop(engine, sine);
  loop.needs(watched);
  await until((seen) => forecasts(seen).length === 1);
  loop.change("view.horizon", 30);
  await until((seen) => forecasts(seen).length === 2);
  loop.change("view.probe", 7);
  await until((seen) => forecasts(seen).length === 3);
  const [short, long, other] = forecasts(log);
  expect(long).toMatchObject({ update: 0, probe: 0, horizon: 30 });
  expect(long?.models[1]?.subarray(0, 12)).toEqual(short?.models[1]);
  expect(long?.truth.subarray(0, 20)).toEqual(short?.truth);
  expect(other).toMatchObject({ probe: 7, horizon: 30 });
  expect(other?.truth).not.toEqual(long?.truth);
  await loop.suspend();
});

test("a task that foretells no series has none, whoever looks", async () => {
  const { loop, log, until } = await openLoop(
    engine,
    "#1/task.length=10&models=gru&models.0.units=4&training.batchSize=4",
  );
  loop.needs(watched);
  loop.oneUpdate();
  await until(phase("paused"));
  await loop.suspend();
  expect(forecasts(log)).toEqual([]);
});

test("traces have the terms of every sum only while somebody looks; asking is enough for one at the same weights", async () => {
  const { loop, log, until } = await openLoop(engine, sine);
  loop.pullTrace();
  await until((seen) => eventsOf(seen, "trace").length === 1);
  loop.pullTrace();
  loop.needs({ profiles: true, forecast: false, terms: true });
  await until((seen) => eventsOf(seen, "trace").length === 2);
  const [without, withTerms] = eventsOf(log, "trace");
  expect(networkTrace(without?.models[1])?.terms).toBeNull();
  expect(withTerms?.update).toBe(without?.update);
  const gru = networkTrace(withTerms?.models[1])?.terms?.[0];
  expect(Object.keys(gru?.kernel ?? {})).toEqual(["z", "r", "n"]);
  expect(gru?.recurrentKernel.n).toHaveLength(8 * 4);
  expect(gru?.bias.n).toHaveLength(4);
  await loop.suspend();
});
