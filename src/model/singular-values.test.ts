import { describe, expect, test } from "vitest";
import { inEnglish } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { jacobiansOf } from "./jacobian.ts";
import { normOf } from "./matrix.ts";
import { everyCell, randomBatch, randomWeights, smallRequest, stackOf } from "./networks.ts";
import { traceOracle } from "./oracle/run.ts";
import { type ScanNode, scansOf } from "./plan.ts";
import {
  allValuesUpTo,
  hochreiterBound,
  largestSingularValue,
  powerIteration,
  singularValues,
  spectralNorm,
  spectrumCost,
  spectrumOf,
} from "./singular-values.ts";

const random = (n: number, seed: number) =>
  Float64Array.from({ length: n * n }, rngFrom(seed).fork(`${n}`).normal);

/** Q diag(values) R for orthogonal Q and R, each of as many random reflections as there are rows. */
function withValues(values: readonly number[], seed: number): Float64Array {
  const n = values.length;
  const rng = rngFrom(seed);
  const a = Float64Array.from({ length: n * n }, (_, i) =>
    i % (n + 1) === 0 ? (values[i / (n + 1)] as number) : 0,
  );
  for (let times = 0; times < n; times++)
    for (const [along, across] of [
      [1, n],
      [n, 1],
    ] as const) {
      const v = Float64Array.from({ length: n }, rng.normal);
      const square = v.reduce((sum, value) => sum + value * value, 0);
      for (let j = 0; j < n; j++) {
        const dot = v.reduce((sum, value, i) => sum + value * (a[i * along + j * across] as number), 0);
        v.forEach((value, i) => {
          const at = i * along + j * across;
          a[at] = (a[at] as number) - (2 * dot * value) / square;
        });
      }
    }
  return a;
}

const expectNear = (found: ArrayLike<number>, expected: readonly number[], within = 1e-13) => {
  expect(found).toHaveLength(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  expected.forEach((value, i) => {
    expect(Math.abs((found[i] as number) - value)).toBeLessThanOrEqual(within * largest);
  });
};

describe("all singular values", () => {
  test("of matrices whose values are known", () => {
    expectNear(singularValues(Float64Array.of(-3), 1), [3]);
    expectNear(singularValues(Float64Array.of(3, 0, 4, 5), 2), [Math.sqrt(45), Math.sqrt(5)]);
    expectNear(singularValues(Float64Array.of(0, -2, 1, 0), 2), [2, 1]);
    expectNear(singularValues(Float64Array.of(1, 0, 0, 0, 0, -7, 0, 2, 0), 3), [7, 2, 1]);
    // All ones: rank one.
    expectNear(singularValues(new Float64Array(25).fill(1), 5), [5, 0, 0, 0, 0]);
    expect([...singularValues(new Float64Array(9), 3)]).toEqual([0, 0, 0]);
    expectNear(singularValues(Float64Array.of(1, 0, 0, 1), 2), [1, 1]);
  });

  test.each([
    [[4, 3, 2, 1]],
    [[1, 1, 1, 1, 1]],
    [[1, 1 - 1e-12, 1e-3, 1e-3, 1e-9, 0, 0]],
    [[9, 0, 0]],
    [Array.from({ length: 60 }, (_, i) => 0.7 ** i)],
  ])("that a matrix was made with: %j", (values) => {
    expectNear(singularValues(withValues(values, 3), values.length), values);
  });

  test.each([1, 2, 7, 32, allValuesUpTo])("of a random matrix of %i: their squares add up to ‖A‖²", (n) => {
    const a = random(n, 5);
    const values = singularValues(a, n);
    expect(Math.abs(normOf(values) / normOf(a) - 1)).toBeLessThan(1e-13);
    expect([...values]).toEqual([...values].sort((x, y) => y - x));
    const transposed = a.map((_, i) => a[(i % n) * n + Math.floor(i / n)] as number);
    expectNear(singularValues(transposed, n), [...values]);
    expect(singularValues(a, n, 1)[0]).toBe(values[0]);
  });

  test("whatever the size of the entries, and NaN where there is no answer", () => {
    const values = [3, 2, 1e-3];
    for (const size of [1e-290, 1e290]) {
      const scaled = withValues(values, 4).map((value) => value * size);
      expectNear(
        singularValues(scaled, 3),
        values.map((value) => value * size),
      );
      expect(largestSingularValue(scaled, 3).value / size).toBeCloseTo(3, 2);
    }
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect([...singularValues(Float64Array.of(1, 0, 0, bad), 2)]).toEqual([Number.NaN, Number.NaN]);
      expect(largestSingularValue(Float64Array.of(1, 0, 0, bad), 2).value).toBeNaN();
    }
  });
});

describe("the largest singular value by power iteration", () => {
  /** By how much it is off, relative to what all values say. */
  const off = (value: number, a: Float64Array, n: number) => Math.abs(value / spectralNorm(a, n) - 1);

  test.each([1, 2, 7, 32, 90])("is the largest of all of a random matrix of %i", (n) => {
    const a = random(n, 6);
    const usual = largestSingularValue(a, n);
    expect(usual.isSettled).toBe(true);
    expect(off(usual.value, a, n)).toBeLessThan(powerIteration.tolerance / 2);
    const exact = largestSingularValue(a, n, { tolerance: 1e-7, most: 1e5 });
    expect(off(exact.value, a, n)).toBeLessThan(1e-9);
  });

  test("of Jacobians, and of a matrix that is zero or a multiple of a rotation", () => {
    const plan = stackOf([{ cell: "lstm", options: {} }], smallRequest, 8);
    const weights = randomWeights(plan, rngFrom(1));
    const batch = randomBatch(plan, rngFrom(2));
    const { size, at } = jacobiansOf(plan, weights, batch, traceOracle(plan, weights, batch), 0);
    for (let t = 0; t < plan.steps; t++)
      expect(off(largestSingularValue(at(t), size).value, at(t), size)).toBeLessThan(
        powerIteration.tolerance / 2,
      );
    expect(largestSingularValue(new Float64Array(9), 3)).toMatchObject({ value: 0, isSettled: true });
    expect(largestSingularValue(Float64Array.of(0, -2, 2, 0), 2)).toMatchObject({
      isSettled: true,
      iterations: 1,
    });
  });

  test("where iterations run out it is a lower bound that says so", () => {
    const a = random(40, 7);
    const { value, iterations, isSettled } = largestSingularValue(a, 40, { tolerance: 1e-12, most: 3 });
    expect({ iterations, isSettled }).toEqual({ iterations: 3, isSettled: false });
    expect(value).toBeLessThan(spectralNorm(a, 40));
    expect(value).toBeGreaterThan(0.5 * spectralNorm(a, 40));
  });

  test("is all that is told of a matrix that is too large, with a sentence", () => {
    const n = allValuesUpTo + 1;
    const values = Array.from({ length: n }, (_, i) => 2 * 0.9 ** i);
    const spectrum = spectrumOf(withValues(values, 8), n);
    if (spectrum.kind !== "largest") throw new Error("all values");
    expect(spectrum.value).toBeCloseTo(2, 3);
    expect(inEnglish(spectrum.said)).toBe(
      "Only the largest singular value is computed: the state has 101 values, and all are computed up to 100.",
    );
    expect(spectralNorm(withValues(values, 8), n)).toBe(spectrum.value);
    expect(spectrumOf(random(allValuesUpTo, 1), allValuesUpTo).kind).toBe("all");
  });
});

describe("Hochreiter's bound", () => {
  const plain = everyCell.filter(({ cell }) => cell === "simple");
  test.each(plain)("no step of $name multiplies a gradient by more", (layer) => {
    const plan = stackOf([layer], { ...smallRequest, steps: 6 }, 5);
    const weights = randomWeights(plan, rngFrom(1));
    const batch = randomBatch(plan, rngFrom(2));
    const bound = hochreiterBound(scansOf(plan)[0] as ScanNode, weights) as number;
    const U = weights.get("layers.0.recurrentKernel") as Float64Array;
    const factor = layer.options.activation === "sigmoid" ? 0.25 : 1;
    expect(bound).toBeCloseTo(factor * spectralNorm(U, 5), 12);
    const { size, at } = jacobiansOf(plan, weights, batch, traceOracle(plan, weights, batch), 0);
    for (let t = 0; t < plan.steps; t++)
      expect(spectralNorm(at(t), size)).toBeLessThanOrEqual(bound * (1 + 1e-12));
  });

  test.each(everyCell.filter(({ cell }) => cell !== "simple"))("$name has none", (layer) => {
    const plan = stackOf([layer]);
    expect(hochreiterBound(scansOf(plan)[0] as ScanNode, randomWeights(plan, rngFrom(1)))).toBeNull();
  });
});

test("costs grow with the cube of the size where all values are computed, with its square beyond", () => {
  expect(spectrumCost(80) / spectrumCost(40)).toBeGreaterThan(5);
  expect(spectrumCost(800) / spectrumCost(400)).toBe(4);
  expect(spectrumCost(64, 1)).toBeLessThan(spectrumCost(64));
});
