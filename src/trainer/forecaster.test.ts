import { describe, expect, test } from "vitest";
import { readAsset } from "../../scripts/data-assets.ts";
import { collate } from "../lib/batch.ts";
import { add, input, recur } from "../lib/expr.ts";
import { rngFrom } from "../lib/rng.ts";
import type { PlanRequest } from "../model/build.ts";
import { planOfEquations, stackOf } from "../model/networks.ts";
import { traceOracle } from "../model/oracle/run.ts";
import type { Plan } from "../model/plan.ts";
import { initialWeights, type Weights } from "../model/weights.ts";
import type { Forecast } from "../tasks/forecast.ts";
import { heldOutStretch } from "../tasks/held-out.ts";
import { tasks } from "../tasks/index.ts";
import { freeRun, runFreely } from "./forecaster.ts";

/** Two outputs, one of them fed back; the second input goes on being the data's. */
const table = (lag: number, read = 6): Forecast => ({
  ...{ read, lag, most: 100, stepUnit: "steps", feed: [1, null] },
  stretch: () => ({ x: new Float32Array(), truth: new Float32Array() }),
});

const planRequest = (inputs: number, outputs: number, steps: number): PlanRequest => ({
  ...{ steps, batch: 1, input: { kind: "floats", size: inputs }, outputs, loss: "mse" },
});
const planOf = (inputs: number, outputs: number, steps = 6): Plan =>
  stackOf(
    [
      { cell: "gru", options: {} },
      { cell: "lstm", options: {} },
    ],
    planRequest(inputs, outputs, steps),
  );
const weightsOf = (plan: Plan): Weights => initialWeights(plan, rngFrom(3));
const data = (length: number): Float32Array => Float32Array.from({ length }, (_, k) => Math.sin(1.7 * k) / 2);

/** Outputs [T, V] of the float64 oracle on a sequence [T, D]. */
function oracle(plan: Plan, weights: Weights, x: Float32Array, outputs: number): Float64Array {
  const steps = x.length / 2;
  const y = new Float32Array(steps * outputs);
  const long = planOf(2, outputs, steps);
  const batch = collate([{ x, y, weight: new Float32Array(steps).fill(1) }]);
  return Float64Array.from(traceOracle({ ...long, params: plan.params }, weights, batch).outputs);
}

/** Never interrupted. */
const always = async () => true;

describe.each([1, 2, 5, 6])("forecasts %d steps ahead", async (lag) => {
  const forecast = table(lag);
  const plan = planOf(2, 2);
  const weights = weightsOf(plan);
  const steps = 17;
  const x = data(2 * (forecast.read + steps));
  const run = (await runFreely(plan, weights, forecast, x, steps, always)) ?? new Float32Array();

  test("never read the truth: without it nothing changes", async () => {
    const poisoned = x.slice();
    for (let t = forecast.read; t < forecast.read + steps; t++) poisoned[2 * t] = Number.NaN;
    expect(await runFreely(plan, weights, forecast, poisoned, steps, always)).toEqual(run);
    expect(run.every(Number.isFinite)).toBe(true);
  });

  test("read the data of the columns that nothing foretells, and of the steps before", async () => {
    const later = x.slice();
    later[2 * forecast.read + 1] = (later[2 * forecast.read + 1] as number) + 1;
    expect(await runFreely(plan, weights, forecast, later, steps, always)).not.toEqual(run);
    const before = x.slice();
    before[2] = (before[2] as number) + 1;
    expect(await runFreely(plan, weights, forecast, before, steps, always)).not.toEqual(run);
  });

  test("are what the oracle answers to the very sequence that was read", () => {
    const read = x.slice();
    for (let k = 0; k < steps; k++) read[2 * (forecast.read + k)] = run[2 * k + 1] as number;
    const outputs = oracle(plan, weights, read, 2);
    // What is fed is float64 in the free run and float32 here, some 1e-8 apart; tanh networks of this size shrink it.
    for (let k = 0; k < run.length; k++)
      expect(run[k]).toBeCloseTo(outputs[2 * (forecast.read - lag) + k] as number, 6);
  });

  test("as far as the lag they are the network's outputs on the data alone", async () => {
    const outputs = oracle(plan, weights, x.slice(0, 2 * forecast.read), 2);
    const first = await runFreely(plan, weights, forecast, x, lag, always);
    expect(first).toEqual(Float32Array.from(outputs.subarray(2 * (forecast.read - lag))));
    expect(run.subarray(0, 2 * lag)).toEqual(first);
  });
});

test("a model that is right about a wave without noise stays on it for 400 steps", async () => {
  const period = 20;
  const wave = { length: 30, period, noise: 0, randomPhase: true };
  const task = await tasks.sine.prepare(wave, 1, async (name) => readAsset(name));
  // v(t+1) = 2 cos(2π/P)·v(t) − v(t−1): one unit holds the newest value, the other the one before.
  const equations = [{ name: "h'", expr: add(input("g", false), recur("g", "h")) }];
  const plan = planOfEquations(
    equations,
    ["g"],
    ["h"],
    {
      ...{ steps: 30, batch: 1, input: { kind: "floats", size: 1 }, outputs: 1, loss: "mse" },
    },
    2,
  );
  const weights = new Map<string, Float32Array>(
    plan.params.map(({ path, size }) => [path, new Float32Array(size)]),
  );
  weights.set("layers.0.kernel", Float32Array.of(1, 0));
  weights.set("layers.0.recurrentKernel", Float32Array.of(0, 1, 0, 0));
  weights.set("readout.kernel", Float32Array.of(2 * Math.cos((2 * Math.PI) / period), -1));
  const networks = [{ plan, weights }];
  for (const probe of [0, 9]) {
    const run = await freeRun(task, networks, { seed: 1, probe, horizon: 400 }, always);
    expect(run?.truth).toHaveLength(430);
    // The weights are float32: the angle is off by 1e-7, and that times 400 steps.
    const misses = run?.models[0]?.map((value, k) => Math.abs(value - (run.truth[30 + k] as number)));
    expect(Math.max(...(misses ?? [Number.NaN]))).toBeLessThan(2e-3);
  }
});

test("the horizon ends where the data do, and what is transferred is nobody else's", async () => {
  const load = async (name: string) => readAsset(name);
  const task = await tasks.co2.prepare({ length: 120, horizon: 24, relative: true }, 1, load);
  const plan = planOf(1, 1, 120);
  const networks = [{ plan, weights: weightsOf(plan) }];
  const run = await freeRun(task, networks, { seed: 1, probe: 4, horizon: 400 }, always);
  expect(run?.horizon).toBe(60);
  expect(run?.models[0]).toHaveLength(60);
  if (!task.forecast) throw new Error("CO₂ is a series");
  const { truth } = heldOutStretch(task.forecast, 1, 4, 60);
  expect(run?.truth).toEqual(truth);
  const hello = await tasks.hello.prepare({ length: 5 }, 1, load);
  expect(await freeRun(hello, networks, { seed: 1, probe: 0, horizon: 5 }, always)).toBeNull();
});

test("a large network breathes, and stops where nobody waits any more", async () => {
  const plan = stackOf([{ cell: "gru", options: {} }], planRequest(2, 2, 6), 128);
  let breaths = 0;
  const threeTimes = async () => ++breaths < 3;
  const x = data(2 * 106);
  expect(await runFreely(plan, weightsOf(plan), table(1), x, 100, threeTimes)).toBeNull();
  expect(breaths).toBe(3);
});
