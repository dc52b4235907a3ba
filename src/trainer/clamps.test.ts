/** Gates held and freed while a run goes on: on every engine that runs in Node, from a link and by hand. */

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createCrew } from "../engine/crew/crew.ts";
import type { Engine, NetworkState } from "../engine/engine.ts";
import { createReferenceEngine } from "../engine/reference/engine.ts";
import { createWasmEngine } from "../engine/wasm/create.ts";
import { encode } from "../experiment/link.ts";
import type { FieldValue } from "../lib/fields.ts";
import { networkState } from "../model/counted.ts";
import { type FakeWorkers, fakeWorkers } from "../testing/crew-testbed.ts";
import {
  curve,
  eventsOf,
  lateEngine,
  type OpenLoop,
  openLoop,
  phase,
  trainedLoop,
} from "../testing/trainer-testbed.ts";
import { networkMetrics, networkTrace } from "./protocol.ts";

let reference: Engine;
let wasm: Engine;
/** Of this thread and one worker. */
let crew: Engine;
let workers: FakeWorkers;
beforeAll(async () => {
  reference = await createReferenceEngine({ backend: "cpu" });
  wasm = await createWasmEngine({ relaxed: false });
  const options = { relaxed: false };
  workers = fakeWorkers((own) => createWasmEngine(own));
  crew = createCrew(await createWasmEngine(options), { workers: 1, spawn: workers.spawn, options });
});
afterAll(async () => {
  // A worker lets go when the message comes in.
  const held = () => [reference, wasm, crew].map((engine) => engine.tensorCount());
  await vi.waitFor(() => expect(held()).toEqual([0, 0, 0]), { timeout: 30_000 });
  reference.dispose();
  crew.dispose();
});
vi.setConfig({ testTimeout: 60_000 });

const link =
  "#1/task.length=10&models=gru,lstm&models.*.units=5&training.batchSize=4&training.updates=24&training.seed=3";

/** Makes `count` updates one by one, and rests. */
async function updates({ loop, log, until }: OpenLoop, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const had = curve(log).length;
    loop.oneUpdate();
    await until(() => curve(log).length > had && phase("paused")(log));
  }
}

async function stateOf({ loop }: OpenLoop, model = 0): Promise<NetworkState> {
  const memory = await loop.suspend();
  const state = networkState(memory?.now.models[model]?.state);
  if (!state) throw new Error("the run broke");
  return state;
}

/** A run in which z is held, its value is moved, r is held too, and both are freed again. */
const steps: readonly (readonly [count: number, field: string, value: FieldValue])[] = [
  [3, "models.0.clampZ", 0],
  [4, "models.0.clampZ", 37],
  [4, "models.1.clampF", 100],
  [3, "models.0.clampR", 100],
  [4, "models.0.clampZ", -1],
  [3, "models.0.clampR", -1],
];

async function byHand(engine: Engine): Promise<{ opened: OpenLoop; losses: number[][] }> {
  const opened = await openLoop(engine, link);
  for (const [count, field, value] of steps) {
    await updates(opened, count);
    opened.loop.change(field, value);
  }
  opened.loop.train();
  await opened.until(phase("finished"));
  return { opened, losses: [curve(opened.log), curve(opened.log, 1)] };
}

describe.each([
  ["reference", () => reference],
  ["wasm", () => wasm],
  ["wasm, three updates at a time", () => lateEngine(wasm, 3).engine],
  ["wasm, the second model in a worker of a crew", () => crew],
] as const)("on %s", (_, engineOf) => {
  test("the link of a run whose gates were held and freed repeats it to the last bit", async () => {
    const { opened, losses } = await byHand(engineOf());
    const memory = await opened.loop.suspend();
    const spec = memory?.now.spec;
    expect(spec?.changes.map(({ update, field, value }) => [update, field, value])).toEqual([
      [3, "models.0.clampZ", 0],
      [7, "models.0.clampZ", 37],
      [11, "models.1.clampF", 100],
      [14, "models.0.clampR", 100],
      [18, "models.0.clampZ", -1],
      [21, "models.0.clampR", -1],
    ]);
    const again = await trainedLoop(engineOf(), encode(spec ?? opened.spec));
    expect([again.losses, curve(again.log, 1)]).toEqual(losses);
    const state = await again.loop.suspend();
    expect(state?.now.models.map(({ state }) => state)).toEqual(memory?.now.models.map(({ state }) => state));
    const untouched = await trainedLoop(engineOf(), link);
    expect(untouched.losses.slice(0, 3)).toEqual(losses[0]?.slice(0, 3));
    expect(untouched.losses.slice(3)).not.toEqual(losses[0]?.slice(3));
    await untouched.loop.suspend();
  });
});

test("a model in a worker loses as on the engine alone", async () => {
  const [there, here] = [await byHand(crew), await byHand(wasm)];
  expect(there.losses).toEqual(here.losses);
  expect(workers.started()).toBeGreaterThan(0);
  for (const { opened } of [there, here]) await opened.loop.suspend();
});

test("weights of a held gate, and their optimizer's slots, wait until it is free again", async () => {
  const before = await openLoop(wasm, link);
  await updates(before, 5);
  const at5 = await stateOf(before);
  const run = await openLoop(wasm, link);
  await updates(run, 5);
  run.loop.change("models.0.clampZ", 50);
  await updates(run, 6);
  run.loop.change("models.0.clampZ", 20);
  await updates(run, 1);
  const at12 = await stateOf(run);
  const blockOf = (values: Float32Array | undefined, gate: number) =>
    values?.filter((_, i) => Math.floor((i % 15) / 5) === gate);
  for (const pick of [
    (state: NetworkState) => state.weights,
    (state: NetworkState) => state.slots.m,
    (state: NetworkState) => state.slots.v,
  ])
    for (const path of ["layers.0.kernel", "layers.0.recurrentKernel", "layers.0.bias"]) {
      const [old, now] = [pick(at5)?.get(path), pick(at12)?.get(path)];
      expect(now).toHaveLength(old?.length ?? 0);
      expect(blockOf(now, 0)).toEqual(blockOf(old, 0)); // z
      expect(blockOf(now, 2)).not.toEqual(blockOf(old, 2)); // n
    }
  expect([...at12.weights.keys()]).toEqual([...at5.weights.keys()]);
  expect(at12.updates).toBe(12);
});

test("a run put aside while a gate is held goes on to the same losses", async () => {
  const whole = await trainedLoop(wasm, `${link}&changes=5:models.0.clampZ:30`);
  const first = await openLoop(wasm, `${link}&changes=5:models.0.clampZ:30`);
  await updates(first, 9);
  const memory = await first.loop.suspend();
  const second = await trainedLoop(wasm, `${link}&changes=5:models.0.clampZ:30`, {
    from: memory ?? undefined,
  });
  expect([...curve(first.log), ...second.losses]).toEqual(whole.losses);
  await second.loop.suspend();
  await whole.loop.suspend();
});

test("the probe shows a held gate at its value, at rest too, and norms keep their places", async () => {
  const run = await openLoop(wasm, link);
  await updates(run, 2);
  run.loop.pullTrace();
  await run.until((log) => eventsOf(log, "trace").length === 1);
  run.loop.change("models.0.clampR", 60);
  run.loop.pullTrace();
  await run.until((log) => eventsOf(log, "trace").length === 2);
  const [free, held] = eventsOf(run.log, "trace").map(
    ({ models }) => networkTrace(models[0])?.trajectories[0]?.r ?? [],
  );
  expect(new Set(free).size).toBeGreaterThan(10);
  expect(new Set(held)).toEqual(new Set([Math.fround(0.6)]));
  await updates(run, 1);
  const norms = eventsOf(run.log, "metrics").map(
    ({ models }) => networkMetrics(models[0])?.parameterNorms ?? [],
  );
  // Kernel, recurrent kernel, two biases; readout's kernel and bias.
  expect(norms.map(({ length }) => length)).toEqual([6, 6, 6]);
  expect([...(norms.at(-1) ?? [])].every((norm) => norm > 0)).toBe(true);
  await run.loop.suspend();
});

describe("the other sense of the update gate", () => {
  const turned = `${link}&changes=9:models.0.updateGate:new`;
  // Float32, against itself in another order of operations; the gap grows with the updates.
  const ROUNDING = 1e-4;

  test("keeps the function and the training; the probe's outputs are compared, and the link repeats it", async () => {
    const plain = await trainedLoop(wasm, link);
    const other = await trainedLoop(wasm, turned);
    const again = await trainedLoop(wasm, turned);
    expect(again.losses).toEqual(other.losses);
    expect(other.losses.slice(0, 9)).toEqual(plain.losses.slice(0, 9));
    other.losses.forEach((loss, n) => {
      expect(Math.abs(loss - (plain.losses[n] as number))).toBeLessThan(ROUNDING);
    });
    const [told] = eventsOf(other.log, "converted");
    expect(told).toMatchObject({ update: 9, model: 0 });
    // The oracle's float64.
    expect(told?.worst).toBeLessThan(1e-14);
    for (const { loop } of [plain, other, again]) await loop.suspend();
  });

  test("goes on from a snapshot made before, at and behind it to the same losses", async () => {
    const whole = await trainedLoop(wasm, turned);
    await whole.loop.suspend();
    for (const count of [8, 9, 12]) {
      const first = await openLoop(wasm, turned);
      await updates(first, count);
      const memory = await first.loop.suspend();
      const second = await trainedLoop(wasm, turned, { from: memory ?? undefined });
      expect([...curve(first.log), ...second.losses]).toEqual(whole.losses);
      await second.loop.suspend();
    }
  });
});
