import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { inEnglish } from "../../lib/phrase.ts";
import { rngFrom } from "../../lib/rng.ts";
import type { PlanRequest } from "../../model/build.ts";
import { randomBatch, smallRequest, stackOf } from "../../model/networks.ts";
import { optimize, startTraining } from "../../model/optimize.ts";
import { traceOracle } from "../../model/oracle/run.ts";
import type { Plan } from "../../model/plan.ts";
import type { NetworkState, UpdateSettings } from "../../model/results.ts";
import { initialWeights } from "../../model/weights.ts";
import { createWasmEngine } from "./create.ts";
import type { WasmEngine } from "./engine.ts";
import { networkBytes } from "./workspace.ts";

let engine: WasmEngine;
beforeAll(async () => {
  engine = await createWasmEngine();
});
afterEach(() => {
  expect([engine.tensorCount(), engine.memoryBytes()]).toEqual([0, 0]);
});

const request: PlanRequest = {
  steps: 12,
  batch: 8,
  input: { kind: "tokens", size: 16 },
  outputs: 16,
  loss: "crossEntropy",
};
const plan = stackOf([{ cell: "lstm", options: {} }], request, 24);
const adam = (clipNorm: number): UpdateSettings => ({
  optimizer: { kind: "adam", values: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } },
  clipNorm,
});
const sgd: UpdateSettings = {
  optimizer: { kind: "sgd", values: { learningRate: 0.1, momentum: 0.9 } },
  clipNorm: 1,
};
const weightsOf = (plan: Plan) => initialWeights(plan, rngFrom(1));
const batches = (plan: Plan, count: number) => {
  const rng = rngFrom(2);
  return Array.from({ length: count }, () => randomBatch(plan, rng));
};

/** Trains from fresh weights; the losses, and the state after. */
async function train(settings: UpdateSettings, { profiles = false, count = 12 } = {}) {
  const network = engine.createNetwork(plan, weightsOf(plan));
  const losses: number[] = [];
  for (const batch of batches(plan, count))
    losses.push((await network.update(batch, settings, { profiles })).loss);
  const state = await network.read();
  network.dispose();
  return { losses, state };
}

test("the same run gives the same bits twice, watched or not", async () => {
  const first = await train(adam(0.5));
  expect(first.state.updates).toBe(12);
  expect(await train(adam(0.5))).toEqual(first);
  expect(await train(adam(0.5), { profiles: true })).toEqual(first);
});

test.each([
  ["Adam", adam(0.5)],
  ["SGD", sgd],
])("a run of %s taken up from a snapshot gives the same bits as one that went on", async (_, settings) => {
  const [before, after] = [batches(plan, 12).slice(0, 6), batches(plan, 12).slice(6)];
  const network = engine.createNetwork(plan, weightsOf(plan));
  for (const batch of before) await network.update(batch, settings, { profiles: false });
  const snapshot = await network.read();
  for (const batch of after) await network.update(batch, settings, { profiles: false });
  const through = await network.read();
  const other = engine.createNetwork(plan, weightsOf(stackOf([{ cell: "lstm", options: {} }], request, 24)));
  other.restore(snapshot);
  for (const batch of after) await other.update(batch, settings, { profiles: false });
  expect(await other.read()).toEqual(through);
  network.restore(snapshot);
  expect(await network.read()).toEqual(snapshot);
  network.dispose();
  other.dispose();
});

test.each([
  ["Adam", adam(0.5)],
  ["Adam without a limit", adam(0)],
  ["SGD", sgd],
])("losses follow the oracle's through thirty updates of %s", async (_, settings) => {
  const { losses, state } = await train(settings, { count: 30 });
  let expected: NetworkState<Float64Array> = startTraining(weightsOf(plan), settings.optimizer.kind);
  batches(plan, 30).forEach((batch, n) => {
    const { loss, gradients } = traceOracle(plan, expected.weights, batch);
    expect(Math.abs((losses[n] as number) - loss) / loss).toBeLessThan(1e-4);
    expected = optimize(expected, gradients, settings).state;
  });
  expect(Object.keys(state.slots).sort()).toEqual(Object.keys(expected.slots).sort());
});

test("clipping scales the gradient and says so", async () => {
  const [batch] = batches(plan, 1);
  if (!batch) throw new Error("no batch");
  const tell = async (clipNorm: number) => {
    const network = engine.createNetwork(plan, weightsOf(plan));
    const told = await network.update(batch, { ...sgd, clipNorm }, { profiles: false });
    const { weights } = await network.read();
    network.dispose();
    return { told, moved: (weights.get("readout.bias") as Float32Array).map(Math.abs) };
  };
  const free = await tell(0);
  const clipped = await tell(free.told.gradientNorm / 4);
  expect(free.told.clippedNorm).toBe(free.told.gradientNorm);
  expect(clipped.told.gradientNorm).toBe(free.told.gradientNorm);
  expect(clipped.told.clippedNorm).toBe(free.told.gradientNorm / 4);
  clipped.moved.forEach((moved, i) => {
    expect(moved).toBeCloseTo((free.moved[i] as number) / 4, 6);
  });
  // A limit that is not reached changes no bit.
  expect(await tell(free.told.gradientNorm * 2)).toEqual(free);
});

test("an update whose loss is not finite changes nothing, and none is applied until `restore`", async () => {
  const floats = stackOf([{ cell: "gru", options: {} }], { ...smallRequest, batch: 5 }, 6);
  const [good, odd] = batches(floats, 2);
  if (!good || !odd) throw new Error("no batch");
  const network = engine.createNetwork(floats, weightsOf(floats));
  await network.update(good, adam(1), { profiles: true });
  const before = await network.read();
  const bad = { ...odd, x: Float32Array.from(odd.x, (value, i) => (i === 0 ? Number.NaN : value)) };
  const told = await network.update(bad, adam(1), { profiles: true });
  expect([told.applied, Number.isFinite(told.loss)]).toEqual([false, false]);
  expect(await network.read()).toEqual(before);
  expect((await network.update(good, adam(1), { profiles: false })).applied).toBe(false);
  network.restore(before);
  const huge = { ...good, y: Float32Array.from(good.y, () => 1e30) };
  expect((await network.update(huge, adam(1), { profiles: false })).applied).toBe(false);
  network.restore(before);
  expect((await network.update(good, adam(1), { profiles: false })).applied).toBe(true);
  network.dispose();
});

test("a gradient that is infinite is told as infinite, and one that is no number as such", async () => {
  const floats = stackOf([{ cell: "simple", options: {} }], { ...smallRequest, reduction: "batch" }, 6);
  // At rest all states are zero: the readout's bias alone has a gradient, a sum beyond float32.
  const atRest = new Map([...weightsOf(floats)].map(([path, values]) => [path, values.map(() => 0)]));
  const [batch] = batches(floats, 1);
  if (!batch) throw new Error("no batch");
  const norms = async (target: number) => {
    const network = engine.createNetwork(floats, atRest);
    const weight = batch.weight.map(() => 1);
    const y = Float32Array.from(batch.y, () => target);
    const told = await network.update({ ...batch, y, weight }, sgd, { profiles: false });
    network.dispose();
    expect(told.applied).toBe(false);
    return [
      told.gradientNorm,
      told.parameterNorms[floats.params.findIndex(({ path }) => path === "readout.bias")],
    ];
  };
  expect(await norms(1.5e38)).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  expect(await norms(Number.NaN)).toEqual([Number.NaN, Number.NaN]);
});

test("models of a race come out as if each trained alone", async () => {
  const plans = [plan, stackOf([{ cell: "gru", options: {} }], request, 7)];
  const race = engine.createRace(plans.map((plan) => ({ plan, weights: weightsOf(plan) })));
  const alone = plans.map((plan) => engine.createNetwork(plan, weightsOf(plan)));
  for (const batch of batches(plan, 5)) {
    const told = await race.update(batch, adam(1), { profiles: true });
    for (const [i, network] of alone.entries())
      expect(await network.update(batch, adam(1), { profiles: true })).toEqual(told[i]);
  }
  for (const [i, network] of alone.entries()) {
    expect(await network.read()).toEqual(await race.members[i]?.read());
    network.dispose();
  }
  race.dispose();
});

test("evaluations and traces of other sizes leave training as it was, and no memory behind", async () => {
  const expected = (await train(adam(1))).state;
  const network = engine.createNetwork(plan, weightsOf(plan));
  const rng = rngFrom(7);
  const bytes: number[] = [];
  for (const batch of batches(plan, 12)) {
    await network.evaluate(randomBatch(plan, rng, 21));
    await network.trace(randomBatch(plan, rng, 1));
    await network.trace(randomBatch(plan, rng, 11));
    await network.update(batch, adam(1), { profiles: true });
    bytes.push(engine.memoryBytes());
  }
  expect(await network.read()).toEqual(expected);
  expect(new Set(bytes).size).toBe(1);
  network.dispose();
});

test("tokens and classes that are none count as nothing", async () => {
  const network = engine.createNetwork(plan, weightsOf(plan));
  const batch = randomBatch(plan, rngFrom(3));
  const strange = { ...batch, x: batch.x.map((x, i) => (i % 5 === 0 ? -1 : x)) as Int32Array };
  expect(Number.isFinite((await network.update(strange, adam(1), { profiles: false })).loss)).toBe(true);
  const far = { ...batch, y: batch.y.map(() => 1e6) as Int32Array };
  expect((await network.update(far, adam(1), { profiles: false })).loss).toBe(0);
  network.dispose();
});

test("what does not fit is refused with the number and the remedy, and nothing is taken", () => {
  const large = stackOf([{ cell: "lstm", options: {} }], { ...request, steps: 400, batch: 1024 }, 1024);
  const support = engine.supports(large);
  const reason = support.ok ? "" : inEnglish(support.reason);
  expect(reason).toMatch(/GiB.*Reduce the batch size, the units or the length/);
  expect(() => engine.createNetwork(large, new Map())).toThrow(reason);
  expect(engine.supports(plan)).toEqual({ ok: true });
  expect(() => engine.createNetwork(plan, new Map())).toThrow(/has no values/);
});

test("a batch of another length is refused", async () => {
  const network = engine.createNetwork(plan, weightsOf(plan));
  const batch = randomBatch({ ...plan, steps: 3 }, rngFrom(1));
  await expect(network.update(batch, adam(1), { profiles: false })).rejects.toThrow(
    /3 steps, but the plan has 12/,
  );
  network.dispose();
});

test("a network for which the memory runs out midway leaves no block behind", async () => {
  const own = await createWasmEngine();
  const neighbour = own.createNetwork(plan, weightsOf(plan));
  const before = [own.tensorCount(), own.memoryBytes()];
  const original = own.heap.take.bind(own.heap);
  let left = 0;
  const take = vi.spyOn(own.heap, "take").mockImplementation((bytes) => {
    if (left-- === 0) throw new RangeError("no more memory");
    return original(bytes);
  });
  const network = own.createNetwork.bind(own, plan, weightsOf(plan));
  let blocks = 0;
  for (; blocks < 100; blocks++) {
    left = blocks;
    try {
      network().dispose();
      break;
    } catch (error) {
      expect(error).toEqual(new RangeError("no more memory"));
      expect([own.tensorCount(), own.memoryBytes()]).toEqual(before);
    }
  }
  expect(blocks).toBe(before[0]);
  take.mockRestore();
  neighbour.dispose();
  expect([own.tensorCount(), own.memoryBytes()]).toEqual([0, 0]);
});

test("a race is refused where its models do not fit together, and none of it stays", async () => {
  const bytes = 1.5 * networkBytes(plan);
  const tight = await createWasmEngine({ bytes });
  const model = { plan, weights: weightsOf(plan) };
  tight.createRace([model]).dispose();
  expect(() => tight.createRace([model, model])).toThrow(RangeError);
  expect(() => tight.createRace([model, model])).toThrow(/^The 2 models together would need/);
  // What breaks while a later one is made.
  expect(() => engine.createRace([model, { plan, weights: [] as never }])).toThrow();
  expect(tight.tensorCount()).toBe(0);
});
