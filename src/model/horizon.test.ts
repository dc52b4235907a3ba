import { describe, expect, test } from "vitest";
import { rngFrom } from "../lib/rng.ts";
import { horizonCost, horizonOf, memoryHorizon, normsBack } from "./horizon.ts";
import { type Jacobians, jacobiansOf } from "./jacobian.ts";
import { randomBatch, randomWeights, smallRequest, stackOf } from "./networks.ts";
import { traceOracle } from "./oracle/run.ts";
import { spectralNorm } from "./singular-values.ts";

/** Jacobians by step of a scan that goes forward. */
const given = (steps: readonly (readonly number[])[]): Jacobians => ({
  size: Math.sqrt(steps[0]?.length ?? 0),
  stepsBack: steps.map((_, k) => steps.length - 1 - k),
  at: (t) => Float64Array.from(steps[t] ?? []),
});
const repeated = (matrix: readonly number[], steps: number) =>
  given(Array.from({ length: steps }, () => matrix));

/** A network that is linear where it is: ReLUs of states that stay above 0, with U = diag(factors). */
function linear(factors: readonly number[], steps: number, direction: "forward" | "backward" = "forward") {
  const n = factors.length;
  const bidirectional = direction === "backward";
  const plan = stackOf(
    [{ cell: "simple", options: { activation: "relu", bidirectional } }],
    { ...smallRequest, steps, batch: 1, input: { kind: "floats", size: 1 } },
    n,
  );
  const weights = new Map(plan.params.map(({ path, size }) => [path, new Float64Array(size).fill(1)]));
  for (const { path, role } of plan.params)
    if (role === "recurrentKernel")
      weights.set(
        path,
        Float64Array.from({ length: n * n }, (_, i) =>
          i % (n + 1) === 0 ? (factors[i / (n + 1)] as number) : 0,
        ),
      );
  const batch = { ...randomBatch(plan, rngFrom(1)), x: new Float32Array(steps).fill(1) };
  const trace = traceOracle(plan, weights, batch);
  return jacobiansOf(plan, weights, batch, trace, bidirectional ? 1 : 0);
}

describe("a linear network forgets by its largest factor", () => {
  test.each(["forward", "backward"] as const)("%s", (direction) => {
    const jacobians = linear([0.5, 0.9], 60, direction);
    const norms = normsBack(jacobians);
    expect(norms).toHaveLength(60);
    norms.forEach((norm, k) => {
      expect(norm / 0.9 ** (k + 1)).toBeCloseTo(1, 12);
    });
    // 0.9^43 = 0.0108, 0.9^44 = 0.0097.
    expect(memoryHorizon(jacobians)).toEqual({ steps: 43, isWhole: false, isLeast: false });
    expect(memoryHorizon(linear([0.5, 0.9], 43, direction))).toEqual({
      steps: 43,
      isWhole: true,
      isLeast: false,
    });
    expect(memoryHorizon(linear([0.5, 0.9], 44, direction))).toEqual({
      steps: 43,
      isWhole: false,
      isLeast: false,
    });
  });

  test("one that keeps or grows reaches the beginning", () => {
    expect(memoryHorizon(linear([1, 0.1], 50))).toEqual({ steps: 50, isWhole: true, isLeast: false });
    expect(memoryHorizon(linear([1.1], 50))).toEqual({ steps: 50, isWhole: true, isLeast: false });
  });

  test("one that forgets at once has no horizon", () => {
    expect(memoryHorizon(linear([0.009], 5))).toEqual({ steps: 0, isWhole: false, isLeast: false });
    expect(memoryHorizon(linear([0], 5))).toEqual({ steps: 0, isWhole: false, isLeast: false });
  });
});

test("norms are those of products from the end, the later step on the left", () => {
  const plan = stackOf([{ cell: "lstm", options: {} }], { ...smallRequest, steps: 6 });
  const weights = randomWeights(plan, rngFrom(3));
  const batch = randomBatch(plan, rngFrom(4));
  const jacobians = jacobiansOf(plan, weights, batch, traceOracle(plan, weights, batch), 0, 1);
  const n = jacobians.size;
  let product: number[] | undefined;
  const expected = jacobians.stepsBack.map((t) => {
    const own = jacobians.at(t);
    const before = product;
    product = before
      ? Array.from({ length: n * n }, (_, i) => {
          let sum = 0;
          for (let j = 0; j < n; j++)
            sum += (before[Math.floor(i / n) * n + j] as number) * (own[j * n + (i % n)] as number);
          return sum;
        })
      : [...own];
    return spectralNorm(Float64Array.from(product), n);
  });
  normsBack(jacobians).forEach((norm, k) => {
    expect(norm / (expected[k] as number)).toBeCloseTo(1, 12);
  });
});

test("the horizon ends at the first norm below the threshold, also where later ones are above it", () => {
  const swing = given([[100], [0.001], [0.5]]);
  expect(normsBack(swing).map((norm) => Number(norm.toPrecision(12)))).toEqual([0.5, 0.0005, 0.05]);
  expect(memoryHorizon(swing)).toEqual({ steps: 1, isWhole: false, isLeast: false });
  expect(normsBack(swing, 0.01)).toHaveLength(2);
  expect(horizonOf([0.5, 0.02, 0.01, 0.5], 4)).toEqual({ steps: 2, isWhole: false, isLeast: false });
  expect(horizonOf([0.5, 0.02], 2, 0.1)).toEqual({ steps: 1, isWhole: false, isLeast: false });
  // Norms of two of three steps: it may be more.
  expect(horizonOf([0.5, 0.02], 3)).toEqual({ steps: 2, isWhole: false, isLeast: true });
});

test("products that leave the range of numbers are infinite or zero, and none is NaN", () => {
  const growing = normsBack(repeated([1e10, 1, 0, 1e10], 40));
  expect(growing.at(-1)).toBe(Number.POSITIVE_INFINITY);
  expect(memoryHorizon(repeated([1e10, 1, 0, 1e10], 40))).toEqual({
    steps: 40,
    isWhole: true,
    isLeast: false,
  });
  const fading = normsBack(repeated([1e-10, 1e-12, 0, 1e-10], 40));
  expect(fading.at(-1)).toBe(0);
  expect(fading).toHaveLength(40);
  // Nilpotent: the second product is zero.
  const [once, ...later] = normsBack(repeated([0, 1, 0, 0], 4));
  expect(once).toBeCloseTo(1, 14);
  expect(later).toEqual([0, 0, 0]);
  expect(memoryHorizon(repeated([Number.NaN], 4))).toEqual({ steps: 0, isWhole: false, isLeast: false });
});

test("costs are a product of matrices and a norm a step", () => {
  expect(horizonCost(32, 40)).toBe(2 * horizonCost(32, 20));
  expect(horizonCost(128, 10)).toBeGreaterThan(10 * 128 ** 3);
});
