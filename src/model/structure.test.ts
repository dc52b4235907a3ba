import { describe, expect, test } from "vitest";
import { rngFrom } from "../lib/rng.ts";
import { goldenFiles } from "../testing/golden-files.ts";
import { SLOPE, worstSlope } from "../testing/slopes.ts";
import { everyReach, randomBatch, randomWeights, smallRequest, stackOf } from "./networks.ts";
import { traceOracle, traceUpdate } from "./oracle/run.ts";
import { firstStatePath, scansOf } from "./plan.ts";
import { randomInitial, randomMasks } from "./random.ts";
import { createStepper } from "./stepper.ts";
import { initialWeights } from "./weights.ts";

const learned = { initialState: "learned" };

describe("learned first states have the slopes of the loss", () => {
  test.each(everyReach)("$name, over fewer and more steps than that", ({ cell, options }) => {
    for (const steps of [2, 18]) {
      const request = { ...smallRequest, steps, reduction: "batch" } as const;
      expect(worstSlope(stackOf([{ cell, options: { ...options, ...learned } }], request), 32)).toBeLessThan(
        SLOPE,
      );
    }
  });
});

type Rows = readonly (readonly number[])[];
/** Files that give ∂L/∂s₀ by sequence, at first states that they give too or at zero. */
const published = goldenFiles().flatMap(({ name, json, golden }) => {
  const { losses } = json as { losses?: { [loss: string]: { [what: string]: Rows } } };
  return golden.kind === "case" && Array.isArray(losses?.mse_sum?.dL_dh0)
    ? [{ name, golden, losses, first: json as { [what: string]: Rows | undefined } }]
    : [];
});

// A network of one sequence that learns just that first state has it as its gradient.
test.each(published)(
  "the gradient of a first state is the published one: $name",
  ({ golden, losses, first }) => {
    for (const { name: loss, plan, batch } of golden.losses) {
      const [scan] = scansOf(plan);
      if (!scan) throw new Error("no layer");
      const own = stackOf(
        [{ cell: scan.cell, options: { ...scan.options, ...learned } }],
        {
          ...{ steps: plan.steps, batch: 1, input: plan.input, outputs: plan.outputs },
          ...({ loss: loss === "mse_sum" ? "mse" : "crossEntropy", reduction: "batch" } as const),
        },
        scan.units,
      );
      // The files' loss is divided by the batch, or by all steps of the batch.
      const share = loss === "mse_sum" ? batch.size : batch.size * plan.steps;
      for (let b = 0; b < batch.size; b++) {
        const pick = <A extends Float32Array | Int32Array>(all: A): A => {
          const width = all.length / (plan.steps * batch.size);
          return all.filter((_, i) => Math.floor(i / width) % batch.size === b) as A;
        };
        const one = { ...batch, size: 1, x: pick(batch.x), y: pick(batch.y), weight: pick(batch.weight) };
        const weights = new Map(golden.weights);
        for (const state of scan.states)
          weights.set(
            firstStatePath(scan, state),
            Float32Array.from(first[`${state}0`]?.[b] ?? new Float32Array(scan.units)),
          );
        const { gradients } = traceOracle(own, weights, one);
        for (const state of scan.states)
          gradients.get(firstStatePath(scan, state))?.forEach((found, u) => {
            const expected = losses[loss]?.[`dL_d${state}0`]?.[b]?.[u] ?? Number.NaN;
            expect(Math.abs(found / share - expected)).toBeLessThan(1e-12);
          });
      }
    }
  },
);

test("a dozen files and more have gradients of first states", () => {
  expect(published.length).toBeGreaterThan(12);
});

test("learned first states begin at zero, which is where a network without them begins", () => {
  const [plain, own] = [{}, learned].map((options) => stackOf([{ cell: "lstm", options }]));
  if (!plain || !own) throw new Error("two plans");
  expect(own.parameterCount).toBe(plain.parameterCount + 2 * 3);
  const batch = randomBatch(plain, rngFrom(1));
  const [a, b] = [plain, own].map((plan) => traceOracle(plan, initialWeights(plan, rngFrom(2)), batch));
  expect(b?.outputs).toEqual(a?.outputs);
});

test("a stepper begins at the learned first states, also after a reset", () => {
  const plan = stackOf([{ cell: "gru", options: learned }]);
  const weights = randomWeights(plan, rngFrom(3));
  const batch = { ...randomBatch(plan, rngFrom(4)), size: 1 };
  const x = (batch.x as Float32Array).subarray(0, plan.steps * plan.input.size);
  const { outputs } = traceOracle(plan, weights, {
    ...batch,
    ...{ x, y: batch.y.subarray(0, plan.steps * plan.outputs), weight: batch.weight.subarray(0, plan.steps) },
  });
  const stepper = createStepper(plan, weights);
  for (let turn = 0; turn < 2; turn++) {
    stepper.step(x.subarray(3, 6));
    stepper.reset();
    for (let t = 0; t < plan.steps; t++)
      stepper.step(x.subarray(3 * t, 3 * t + 3)).forEach((value, v) => {
        expect(value).toBeCloseTo(outputs[t * plan.outputs + v] as number, 12);
      });
    stepper.reset();
  }
});

const random = () =>
  stackOf(
    [
      { cell: "lstm", options: { initialState: "random" } },
      { cell: "gru", options: {} },
    ],
    { ...smallRequest, batch: 400 },
  );

test("random first states have a σ of 0.1, differ by sequence, state and update, and are the same again", () => {
  const plan = random();
  const sampled = (update: number, seed = 7) => randomInitial(plan, { seed, update }, 400);
  const { h, c } = sampled(1)[0] as { h: Float32Array; c: Float32Array };
  expect(sampled(1)[1]).toEqual({});
  expect(h).toHaveLength(400 * 3);
  const mean = h.reduce((sum, x) => sum + x, 0) / h.length;
  const variance = h.reduce((sum, x) => sum + (x - mean) ** 2, 0) / h.length;
  expect(Math.abs(mean)).toBeLessThan(0.012);
  expect(Math.sqrt(variance)).toBeGreaterThan(0.093);
  expect(Math.sqrt(variance)).toBeLessThan(0.107);
  expect(new Set([h[0], h[3], c[0], sampled(2)[0]?.h?.[0], sampled(1, 8)[0]?.h?.[0]]).size).toBe(5);
  expect(sampled(1)).toEqual(sampled(1));
  // Where nothing is random, nothing is there.
  expect(randomInitial(plan, undefined, 400)).toEqual([]);
  expect(randomInitial(stackOf([{ cell: "lstm", options: {} }]), { seed: 7, update: 1 }, 4)).toEqual([]);
});

test("only an update begins at random states", () => {
  const plan = random();
  const weights = randomWeights(plan, rngFrom(5));
  const batch = randomBatch(plan, rngFrom(6));
  const still = traceUpdate(plan, weights, batch, undefined);
  expect(still.loss).toBe(traceOracle(plan, weights, batch).loss);
  expect(traceUpdate(plan, weights, batch, { seed: 1, update: 1 }).loss).not.toBe(still.loss);
});

const dropping = (batch: number) =>
  stackOf(
    [
      { cell: "lstm", options: { dropout: 30 } },
      { cell: "simple", options: {} },
      { cell: "gru", options: { dropout: 60 } },
    ],
    { ...smallRequest, batch },
  );

test("with masks, too, gradients are the slopes of the loss", () => {
  const plan = dropping(2);
  const masks = randomMasks(plan, { seed: 1, update: 1 }, 2);
  expect(masks.map((mask) => mask?.includes(0))).toEqual([true, undefined, true]);
  expect(worstSlope(plan, 41, [], masks)).toBeLessThan(SLOPE);
});

describe("both directions beside the rest", () => {
  const rest = { bidirectional: true, dropout: 40 };
  const key = { seed: 3, update: 2 };
  const slopeOf = (plan: ReturnType<typeof stackOf>) =>
    worstSlope(plan, 43, randomInitial(plan, key, plan.batch), randomMasks(plan, key, plan.batch));

  test("an embedding below, random first states, gates held, one direction above", () => {
    const tokens = { ...smallRequest, input: { kind: "tokens", size: 4 } } as const;
    const layers = [
      { cell: "embedding", options: { dropout: 20 } },
      { cell: "lstm", options: { ...rest, initialState: "random", clampF: 70 } },
      { cell: "gru", options: { ...rest, ...learned, clampZ: 25 } },
      { cell: "simple", options: learned },
    ] as const;
    expect(slopeOf(stackOf(layers, tokens))).toBeLessThan(SLOPE);
  });

  test("each direction has random numbers of its own, the forward one those of a layer of one direction", () => {
    const [one, two] = [false, true].map((bidirectional) =>
      stackOf([{ cell: "gru", options: { ...rest, bidirectional, initialState: "random" } }]),
    );
    if (!one || !two) throw new Error("two plans");
    for (const sampled of [randomInitial, randomMasks]) {
      const [forward, backward] = sampled(two, key, 2);
      expect(forward).toEqual(sampled(one, key, 2)[0]);
      expect(backward).not.toEqual(forward);
    }
  });

  test("a gradient that stops reaches learned first states from the chunk at their own end alone", () => {
    const layer = { cell: "lstm", options: { bidirectional: true, ...learned } } as const;
    const [whole, cut] = [0, 2].map((truncation) => stackOf([layer], { ...smallRequest, truncation }));
    if (!whole || !cut) throw new Error("two plans");
    const weights = randomWeights(whole, rngFrom(51));
    const paths = ["layers.0.initial.c", "layers.0.backward.initial.c"];
    for (const counted of [0, 1, 2, 3]) {
      const batch = randomBatch(whole, rngFrom(52));
      batch.weight.forEach((_, i) => {
        batch.weight[i] = Math.floor(i / batch.size) === counted ? 1 : 0;
      });
      const [all, stopped] = [whole, cut].map((plan) => traceOracle(plan, weights, batch).gradients);
      paths.forEach((path, backward) => {
        const isNear = counted < 2 === (backward === 0);
        const wanted = all?.get(path) as Float64Array;
        expect(wanted.every((slope) => slope !== 0)).toBe(true);
        expect(stopped?.get(path)).toEqual(isNear ? wanted : new Float64Array(3));
      });
    }
  });
});

test("masks drop the given share, keep the mean, and depend on layer, update and seed alone", () => {
  const plan = dropping(500);
  const sampled = (update: number, seed = 7) => randomMasks(plan, { seed, update }, 500);
  const [first, none, last] = sampled(1);
  expect(none).toBeUndefined();
  for (const [mask, share] of [
    [first, 0.3],
    [last, 0.6],
  ] as const) {
    expect(mask).toHaveLength(plan.steps * 500 * 3);
    const values = [...(mask ?? [])];
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / (1 - share))]));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean - 1)).toBeLessThan(0.05);
  }
  expect(sampled(1)).toEqual(sampled(1));
  expect(sampled(2)[0]).not.toEqual(first);
  expect(sampled(1, 8)[0]).not.toEqual(first);
  expect(randomMasks(plan, undefined, 500)).toEqual([]);
});

test("dropout is on the way up alone: its own layer's states and later steps know nothing of it", () => {
  const plan = stackOf([{ cell: "gru", options: { dropout: 50 } }], { ...smallRequest, batch: 8 });
  const weights = randomWeights(plan, rngFrom(8));
  const batch = randomBatch(plan, rngFrom(9));
  const [plain, dropped] = [undefined, { seed: 1, update: 1 }].map((key) =>
    traceUpdate(plan, weights, batch, key),
  );
  expect(dropped?.trajectories).toEqual(plain?.trajectories);
  expect(dropped?.outputs).not.toEqual(plain?.outputs);
});
