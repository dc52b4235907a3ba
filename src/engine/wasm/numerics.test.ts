/** The SIMD engine against the float64 oracle, on plain and on relaxed SIMD. Tolerances: docs/numerics.md. */
import { setFlagsFromString } from "node:v8";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rngFrom } from "../../lib/rng.ts";
import type { PlanRequest } from "../../model/build.ts";
import { normOf } from "../../model/matrix.ts";
import {
  everyCell,
  everyClamp,
  everyReach,
  randomBatch,
  randomWeights,
  stackOf,
} from "../../model/networks.ts";
import { traceOracle } from "../../model/oracle/run.ts";
import type { Plan } from "../../model/plan.ts";
import type { InitialStates, Trace } from "../../model/results.ts";
import { initialWeights, type Weights } from "../../model/weights.ts";
import { createWasmEngine } from "./create.ts";
import { hasRelaxedSimd, type WasmEngine } from "./engine.ts";

// Node 20 knows relaxed SIMD behind a flag.
if (!hasRelaxedSimd()) setFlagsFromString("--experimental-wasm-relaxed-simd");

/** Of every array, relative to its largest entry: float32 at some thousand operations deep. */
const ENGINE = 3e-6;
/** Each step of a profile by itself: its error is that of the whole chain behind it. */
const PROFILE = 1e-4;

const engines: { [variant: string]: WasmEngine } = {};
beforeAll(async () => {
  engines.plain = await createWasmEngine({ relaxed: false });
  engines.relaxed = await createWasmEngine();
});
afterAll(() => {
  for (const engine of Object.values(engines)) {
    expect([engine.tensorCount(), engine.memoryBytes()]).toEqual([0, 0]);
    engine.dispose();
  }
});

function gap(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>): number {
  if (actual?.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [error, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const off = Math.abs((actual[i] as number) - (expected[i] as number));
    if (Number.isNaN(off)) return off;
    error = Math.max(error, off);
    largest = Math.max(largest, Math.abs(expected[i] as number));
  }
  return error === 0 ? 0 : error / largest;
}

/** By what is compared. */
function gapsOf(actual: Trace, expected: Trace<Float64Array>): ReadonlyMap<string, number> {
  const gaps = new Map([
    ["loss", gap([actual.loss], [expected.loss])],
    ["outputs", gap(actual.outputs, expected.outputs)],
  ]);
  expected.trajectories.forEach((byName, layer) => {
    for (const [name, values] of Object.entries(byName))
      gaps.set(`${name} of layer ${layer}`, gap(actual.trajectories[layer]?.[name], values));
  });
  expected.stateGradients.forEach((states, layer) => {
    for (const [state, values] of Object.entries(states))
      gaps.set(`∂L/∂${state} of layer ${layer}`, gap(actual.stateGradients[layer]?.[state], values));
  });
  for (const [path, values] of expected.gradients)
    gaps.set(`gradient of ${path}`, gap(actual.gradients.get(path), values));
  return gaps;
}

const beyond = (gaps: ReadonlyMap<string, number>, bound = ENGINE) =>
  [...gaps].filter(([, error]) => !(error <= bound));

const halved = (plan: Plan, seed: number): Weights =>
  new Map(
    [...randomWeights(plan, rngFrom(seed))].map(([path, values]) => [
      path,
      Float32Array.from(values, (x) => x / 2),
    ]),
  );

function initialOf(plan: Plan, size: number): InitialStates {
  const rng = rngFrom(9);
  return plan.nodes.flatMap((node) =>
    node.op === "scan"
      ? [
          Object.fromEntries(
            node.states.map((state) => [
              state,
              Float32Array.from({ length: size * node.units }, () => rng.normal() / 2),
            ]),
          ),
        ]
      : [],
  );
}

/** Traces and one update's telemetry, on both builds. */
async function check(plan: Plan, { size = plan.batch, initial = false } = {}): Promise<void> {
  const weights = halved(plan, 3);
  const batch = randomBatch(plan, rngFrom(4), size);
  const states = initial ? initialOf(plan, size) : [];
  const expected = traceOracle(plan, weights, batch, states);
  for (const engine of Object.values(engines)) {
    const network = engine.createNetwork(plan, weights);
    expect(beyond(gapsOf(await network.trace(batch, states), expected))).toEqual([]);
    if (!initial) {
      const evaluation = await network.evaluate(batch);
      expect(gap([evaluation.loss], [expected.loss])).toBeLessThan(ENGINE);
      expect(gap(evaluation.outputs, expected.outputs)).toBeLessThan(ENGINE);
      const settings = {
        optimizer: { kind: "sgd", values: { learningRate: 0, momentum: 0 } },
        clipNorm: 0,
      } as const;
      const told = await network.update(batch, settings, { profiles: true });
      const norms = [...expected.gradients.values()].map((values) => normOf(values));
      expect(
        gap([told.loss, told.gradientNorm], [expected.loss, normOf(Float64Array.from(norms))]),
      ).toBeLessThan(ENGINE);
      expect(gap(told.parameterNorms, norms)).toBeLessThan(ENGINE);
      for (const { scan, state, norms: profile } of told.profiles) {
        const values = expected.stateGradients[scan]?.[state] as Float64Array;
        const each = values.length / plan.steps;
        for (let t = 0; t < plan.steps; t++)
          expect(
            gap([profile[t] as number], [normOf(values.subarray(t * each, (t + 1) * each))]),
          ).toBeLessThan(PROFILE);
      }
    }
    network.dispose();
  }
}

const tokens: PlanRequest = {
  steps: 7,
  batch: 5,
  input: { kind: "tokens", size: 11 },
  outputs: 6,
  loss: "crossEntropy",
};
const floats: PlanRequest = { ...tokens, input: { kind: "floats", size: 3 }, outputs: 2, loss: "mse" };

describe.each(everyCell)("$name", ({ cell, options }) => {
  const layer = { cell, options };
  test("agrees with the oracle on tokens and floats, alone and stacked", async () => {
    await check(stackOf([layer], tokens, 12));
    await check(stackOf([layer], floats, 12));
    await check(stackOf([layer, layer], floats, 9));
  });
  test("agrees with the oracle from initial states", async () => {
    await check(stackOf([layer, layer], tokens, 8), { initial: true });
  });
  test("agrees with the oracle in both directions, alone and stacked", async () => {
    const both = { cell, options: { ...options, bidirectional: true } };
    await check(stackOf([both], floats, 8));
    await check(stackOf([layer, both, both, layer], floats, 9));
    await check(stackOf([both, both], tokens, 9), { initial: true });
  });
  test("agrees with the oracle where the gradient stops every three steps", async () => {
    const both = { cell, options: { ...options, bidirectional: true } };
    await check(stackOf([layer, both], { ...floats, truncation: 3 }, 9));
  });
});

test.each(everyClamp)("$name, held, agrees with the oracle", async (layer) => {
  await check(stackOf([layer], tokens, 12));
  await check(stackOf([layer, layer], floats, 9), { initial: true });
});

test.each(everyReach)("$name agrees with the oracle over more steps than that", async (layer) => {
  const steps = 3 + Math.max(...Object.values(layer.options).map(Number));
  await check(stackOf([layer], { ...tokens, steps }, 9), { initial: true });
  await check(stackOf([layer], { ...floats, steps }, 12));
  const both = { ...layer, options: { ...layer.options, bidirectional: true } };
  await check(stackOf([both, layer], { ...tokens, steps }, 9), { initial: true });
});

const [lstm, gru, before, simple] = [
  { cell: "lstm", options: {} },
  { cell: "gru", options: {} },
  { cell: "gru", options: { resetAfter: false } },
  { cell: "simple", options: {} },
] as const;

test.each([
  ["primes everywhere", stackOf([gru], { ...tokens, steps: 11, batch: 7, outputs: 3 }, 13)],
  [
    "ones everywhere",
    stackOf([lstm], { ...floats, steps: 1, batch: 1, input: { kind: "floats", size: 1 }, outputs: 1 }, 1),
  ],
  ["one step", stackOf([before], { ...tokens, steps: 1 }, 8)],
  ["one sequence", stackOf([lstm], { ...tokens, batch: 1 }, 8)],
  ["one unit", stackOf([gru], tokens, 1)],
  ["one class", stackOf([simple], { ...tokens, outputs: 1 }, 5)],
  ["a sum over steps", stackOf([lstm], { ...tokens, reduction: "batch" }, 8)],
  ["three layers of three cells", stackOf([lstm, before, simple], floats, 17)],
  [
    "more columns and rows than a block",
    stackOf([lstm], { ...floats, steps: 3, batch: 67, input: { kind: "floats", size: 41 } }, 131),
  ],
  ["more rows than a chunk", stackOf([gru], { ...tokens, steps: 29, batch: 19 }, 21)],
])("%s", async (_, plan) => {
  await check(plan);
});

test.each([1, 3, 12, 31])("a batch of %i for a network of 5", async (size) => {
  await check(stackOf([lstm, gru], tokens, 10), { size });
  await check(stackOf([{ cell: "gru", options: { bidirectional: true } }], tokens, 10), { size });
});

test("norms near 1e-30 keep their digits", async () => {
  const plan = stackOf([simple], { ...floats, steps: 26 }, 16);
  const weights = new Map(
    [...halved(plan, 5)].map(([path, values]) => [
      path,
      path.endsWith("recurrentKernel") ? values.map((x) => x / 20) : values,
    ]),
  );
  const full = randomBatch(plan, rngFrom(6));
  const batch = { ...full, weight: full.weight.map((_, i) => (i >= 25 * plan.batch ? 1 : 0)) };
  const expected = traceOracle(plan, weights, batch).stateGradients[0]?.h as Float64Array;
  for (const engine of Object.values(engines)) {
    const network = engine.createNetwork(plan, weights);
    const settings = {
      optimizer: { kind: "sgd", values: { learningRate: 0, momentum: 0 } },
      clipNorm: 0,
    } as const;
    const { profiles } = await network.update(batch, settings, { profiles: true });
    network.dispose();
    const each = expected.length / plan.steps;
    const wanted = Array.from({ length: plan.steps }, (_, t) =>
      normOf(expected.subarray(t * each, (t + 1) * each)),
    );
    expect(wanted[0]).toBeLessThan(1e-20);
    wanted.forEach((norm, t) => {
      expect(Math.abs((profiles[0]?.norms[t] as number) - norm) / norm).toBeLessThan(PROFILE);
    });
  }
});

test.each([
  ["S", 32, 25, 32, 16],
  ["M", 32, 50, 64, 64],
] as const)(
  "gradients at %s",
  async (_, batch, steps, units, symbols) => {
    const request = {
      ...tokens,
      steps,
      batch,
      input: { kind: "tokens", size: symbols } as const,
      outputs: symbols,
    };
    for (const layer of steps > 25 ? [lstm] : [lstm, gru, before, simple]) {
      const plan = stackOf([layer], request, units);
      const weights = initialWeights(plan, rngFrom(1));
      const data = { ...randomBatch(plan, rngFrom(2)), weight: new Float32Array(steps * batch).fill(1) };
      const expected = traceOracle(plan, weights, data);
      for (const engine of Object.values(engines)) {
        const network = engine.createNetwork(plan, weights);
        expect(beyond(gapsOf(await network.trace(data), expected))).toEqual([]);
        network.dispose();
      }
    }
  },
  60_000,
);
