import { beforeEach, expect, test } from "vitest";
import { defaults } from "../../lib/fields.ts";
import { rngFrom } from "../../lib/rng.ts";
import { randomBatch, randomWeights, smallRequest, stackOf } from "../../model/networks.ts";
import type { Plan } from "../../model/plan.ts";
import type { UpdateSettings } from "../../model/results.ts";
import { optimizers } from "../../optimizers/index.ts";
import { type FakeGl, fakeGl } from "../../testing/fake-gl.ts";
import { createBundle, piecesOf } from "./bundle.ts";
import { type Device, type GpgpuContext, openDevice } from "./device.ts";

const plan = stackOf([{ cell: "lstm", options: {} }], { ...smallRequest, steps: 5, batch: 6 }, 5);
const weightsOf = (plan: Plan, seed: number) =>
  new Map([...randomWeights(plan, rngFrom(seed))].map(([path, values]) => [path, Float32Array.from(values)]));
const settings: UpdateSettings = {
  optimizer: { kind: "adam", values: defaults(optimizers.adam.fields) },
  clipNorm: 1,
};

let fake: FakeGl;
let device: Device;
beforeEach(() => {
  fake = fakeGl();
  device = openDevice({ gl: fake.gl } as unknown as GpgpuContext, false);
});

/** Draw calls of what `run` does. */
async function callsOf(run: () => Promise<unknown>): Promise<number> {
  const before = fake.calls.length;
  await run();
  return fake.calls.length - before;
}

const forward = plan.steps + 2;
/** Steps back, ∂L/∂logits, what they send back, gradients of the layer and of the readout, telemetry. */
const backward = plan.steps + 5;

test("an update of several models is the draw calls of one, each once", async () => {
  for (const models of [1, 4]) {
    const bundle = createBundle(
      device,
      Array.from({ length: models }, () => plan),
      Array.from({ length: models }, (_, m) => weightsOf(plan, m)),
    );
    expect(await callsOf(() => bundle.update(randomBatch(plan, rngFrom(1)), settings))).toBe(
      forward + backward + 1,
    );
    bundle.dispose();
  }
});

test("a trace is an update without the optimizer, an evaluation the forward passes", async () => {
  const bundle = createBundle(device, [plan], [weightsOf(plan, 1)]);
  const [member] = bundle.members;
  const batch = randomBatch(plan, rngFrom(1), 3);
  expect(await callsOf(async () => member?.trace(batch))).toBe(forward + backward);
  expect(await callsOf(async () => member?.evaluate(batch))).toBe(forward);
});

test("members that ask about one batch share its passes, until weights change", async () => {
  const bundle = createBundle(device, [plan, plan], [weightsOf(plan, 1), weightsOf(plan, 2)]);
  const [first, second] = bundle.members;
  const batch = randomBatch(plan, rngFrom(1), 3);
  const both = async () => [await first?.evaluate(batch), await second?.evaluate(batch)];
  expect(await callsOf(both)).toBe(forward);
  expect(await callsOf(both)).toBe(0);
  await bundle.update(randomBatch(plan, rngFrom(2)), settings);
  expect(await callsOf(both)).toBe(forward);
  const state = await first?.read();
  if (state) first?.restore(state);
  expect(await callsOf(both)).toBe(forward);
  // Another batch of the same size takes the same textures.
  await first?.evaluate(randomBatch(plan, rngFrom(3), 3));
  expect(await callsOf(both)).toBe(forward);
});

test("of other batch sizes than the training batch's, only the last lists keep what they have on the device", async () => {
  const bundle = createBundle(device, [plan], [weightsOf(plan, 1)]);
  const evaluate = async (size: number) => {
    await bundle.members[0]?.evaluate(randomBatch(plan, rngFrom(1), size));
    const { textures, buffers, framebuffers } = device.resources();
    return textures + buffers + framebuffers;
  };
  const counts: number[] = [];
  // All of one number of texels, which read into the same pixel buffers.
  for (const size of [1, 2, 3, 4, 1, 2, 3]) counts.push(await evaluate(size));
  expect(counts[1]).toBeGreaterThan(counts[0] as number);
  expect(new Set(counts.slice(2)).size).toBe(1);
});

test("weights are read with the number of updates before them, however many numbers arrive together", async () => {
  const bundle = createBundle(device, [plan], [weightsOf(plan, 1)]);
  const batch = randomBatch(plan, rngFrom(1));
  const told = Array.from({ length: 3 }, () => bundle.update(batch, settings));
  const read = bundle.members[0]?.read();
  const later = Array.from({ length: 4 }, () => bundle.update(batch, settings));
  const applied = (await Promise.all([...told, ...later])).map(([one]) => one?.applied);
  expect(applied).toEqual(Array.from({ length: 7 }, () => true));
  expect((await read)?.updates).toBe(3);
});

test("after dispose nothing of a bundle is left on the device", async () => {
  const bundle = createBundle(device, [plan], [weightsOf(plan, 1)]);
  await bundle.update(randomBatch(plan, rngFrom(1)), settings);
  await bundle.members[0]?.evaluate(randomBatch(plan, rngFrom(1), 3));
  expect(device.resources().textures).toBeGreaterThan(0);
  bundle.dispose();
  expect(device.resources()).toMatchObject({ textures: 0, buffers: 0, framebuffers: 0, bytes: 0 });
});

test("a bundle that the device refuses leaves nothing on it", () => {
  fake.refuse();
  expect(() => createBundle(device, [plan], [weightsOf(plan, 1)])).toThrow(RangeError);
  expect(device.resources()).toMatchObject({ textures: 0, buffers: 0, framebuffers: 0, bytes: 0 });
});

test("weights of the wrong length are refused by name", () => {
  const wrong = new Map([...weightsOf(plan, 1), ["readout.bias", new Float32Array(7)]]);
  expect(() => createBundle(device, [plan], [wrong])).toThrow("“readout.bias” has 7 values");
});

test("pieces of an evaluation are equal, in fours, and no longer than allowed", () => {
  expect(piecesOf(6, 8)).toEqual({ each: 6, count: 1 });
  expect(piecesOf(9, 8)).toEqual({ each: 8, count: 2 });
  expect(piecesOf(17, 8)).toEqual({ each: 8, count: 3 });
  expect(piecesOf(100, 40)).toEqual({ each: 36, count: 3 });
});
