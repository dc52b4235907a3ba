import { describe, expect, test } from "vitest";
import type { Batch } from "../lib/batch.ts";
import { rngFrom } from "../lib/rng.ts";
import { differences, lengthened, numbersOf, paddedLayers } from "../testing/padded.ts";
import { worstSlope } from "../testing/slopes.ts";
import type { PlanRequest } from "./build.ts";
import { checkBatch } from "./lengths.ts";
import { everyCell, everyReach, randomBatch, randomWeights, smallRequest, stackOf } from "./networks.ts";
import { traceOracle, traceUpdate } from "./oracle/run.ts";

const request: PlanRequest = { ...smallRequest, steps: 5, batch: 4, isPadded: true };
const randomKey = { seed: 3, update: 2 };
const everything = { initialState: "learned", bidirectional: true, dropout: 40 };

describe.each(["mean", "batch"] as const)("padding changes no bit of a %s", (reduction) => {
  test.each(paddedLayers)("$name", ({ layers, ...more }) => {
    const asked = { ...request, ...more, reduction };
    const [plan, ...longer] = [0, 1, 20].map((by) => stackOf(layers, { ...asked, steps: asked.steps + by }));
    if (!plan) throw new Error("a plan");
    const weights = randomWeights(plan, rngFrom(1));
    const batch = randomBatch(plan, rngFrom(2));
    const expected = numbersOf(traceUpdate(plan, weights, batch, randomKey), batch);
    expect(expected.get("loss")?.[0]).toBeGreaterThan(0);
    for (const more of longer) {
      const padded = lengthened(more, batch, rngFrom(3));
      const found = numbersOf(traceUpdate(more, weights, padded, randomKey), padded);
      expect(differences(found, expected)).toEqual([]);
    }
  });
});

/** One sequence of a batch as it is without padding. */
function alone({ size, x, y, weight, lengths, steps }: Batch, b: number): Batch {
  const length = lengths?.[b] ?? steps;
  const pick = <A extends Int32Array | Float32Array>(all: A): A => {
    const width = all.length / (steps * size);
    return all.filter(
      (_, i) => Math.floor(i / width) % size === b && Math.floor(i / width / size) < length,
    ) as A;
  };
  return { steps: length, size: 1, x: pick(x), y: pick(y), weight: pick(weight) };
}

describe("a padded batch is what its sequences are one by one", () => {
  test.each(paddedLayers)("$name", ({ layers, ...more }) => {
    const asked: PlanRequest = { ...request, ...more, reduction: "batch" };
    const plan = stackOf(layers, asked);
    const weights = randomWeights(plan, rngFrom(4));
    const batch = randomBatch(plan, rngFrom(5));
    const whole = traceOracle(plan, weights, batch);
    const numbers = numbersOf(whole, batch);
    const each = Array.from({ length: batch.size }, (_, b) => {
      const own = alone(batch, b);
      const trace = traceOracle(
        stackOf(layers, { ...asked, steps: own.steps, batch: 1, isPadded: false }),
        weights,
        own,
      );
      return { trace, numbers: numbersOf(trace, own) };
    });
    const near = (found: number, expected: number) => expect(Math.abs(found - expected)).toBeLessThan(1e-12);
    near(whole.loss, each.reduce((sum, { trace }) => sum + trace.loss, 0) / batch.size);
    for (const name of numbers.keys())
      if (name.startsWith("trajectories") || name === "outputs")
        expect(each.flatMap((one) => one.numbers.get(name) ?? [])).toEqual(numbers.get(name));
    for (const [path, gradient] of whole.gradients)
      gradient.forEach((value, i) => {
        near(
          value,
          each.reduce((sum, { trace }) => sum + (trace.gradients.get(path)?.[i] ?? 0), 0) / batch.size,
        );
      });
    for (const [name, values] of numbers)
      if (name.startsWith("stateGradients"))
        each
          .flatMap((one) => one.numbers.get(name) ?? [])
          .forEach((value, i) => {
            near(values[i] as number, value / batch.size);
          });
  });
});

describe("gradients of padded batches are the slopes of the loss", () => {
  test.each(everyCell)("$name", ({ cell, options }) => {
    const layer = { cell, options: { ...options, ...everything } };
    expect(worstSlope(stackOf([layer], { ...request, batch: 3 }, 2), 41)).toBeLessThan(1e-7);
  });
  test.each(everyReach)("$name", ({ cell, options }) => {
    const layer = { cell, options: { ...options, ...everything } };
    expect(worstSlope(stackOf([layer], { ...request, steps: 18, batch: 3 }, 2), 42)).toBeLessThan(1e-7);
  });
});

test("nothing that grows in the padding reaches a gradient", () => {
  const layers = [{ cell: "simple", options: { activation: "relu", bidirectional: true } }] as const;
  const plan = stackOf(layers, { ...request, steps: 400 });
  const weights = new Map(
    [...randomWeights(plan, rngFrom(6))].map(([path, values]) => [path, values.map((x) => 9 * Math.abs(x))]),
  );
  const batch = randomBatch({ ...plan, steps: 3 }, rngFrom(7));
  const { gradients, trajectories } = traceOracle(plan, weights, lengthened(plan, batch, rngFrom(8)));
  for (const values of gradients.values()) expect(values.every(Number.isFinite)).toBe(true);
  expect(Math.max(...(trajectories[0]?.h ?? []))).toBeGreaterThan(1);
});

test("a batch must fit its plan, and says what to do where it does not", () => {
  const plan = stackOf([{ cell: "lstm", options: {} }], request);
  const batch = randomBatch(plan, rngFrom(1));
  const lengths = Int32Array.of(5, 5, 5, 5);
  const check =
    (more: Partial<Batch>, isPadded = true) =>
    () =>
      checkBatch({ ...plan, isPadded }, { ...batch, ...more });
  expect(check({})).not.toThrow();
  expect(check({}, false)).toThrow(/equal length.*isPadded/);
  expect(check({ steps: 6 })).toThrow("the batch has 6 steps, but the plan has 5");
  expect(check({ lengths: Int32Array.of(5) })).toThrow("1 lengths for 4 sequences");
  expect(check({ lengths: Int32Array.of(5, 0, 5, 5) })).toThrow(/sequence 1 has a length of 0/);
  expect(check({ lengths: Int32Array.of(5, 5, 6, 5) })).toThrow(/sequence 2 has a length of 6/);
  expect(check({ lengths, weight: new Float32Array(20) })).not.toThrow();
  expect(check({ lengths: Int32Array.of(1, 5, 5, 5), weight: new Float32Array(20).fill(1) })).toThrow(
    /sequence 0 ends after 1 steps, but step 1 has the weight 1/,
  );
  expect(() => stackOf([{ cell: "lstm", options: {} }], { ...request, truncation: 2 })).toThrow(
    /unequal length/,
  );
});
