import { expect, test } from "vitest";
import { normOf } from "./matrix.ts";
import { clipByGlobalNorm, clipFactor, globalNorm, optimize, startTraining } from "./optimize.ts";

const weights = new Map([
  ["a", Float64Array.of(1, -2, 3)],
  ["b", Float64Array.of(0.5)],
]);
/** Another gradient at every update. */
const gradientsAt = (t: number) =>
  new Map([
    ["a", Float64Array.of(0.3 * t, -0.1, 0)],
    ["b", Float64Array.of(2 / t)],
  ]);

test("SGD with momentum: v ← μ·v + g, θ ← θ − η·v", () => {
  const settings = {
    optimizer: { kind: "sgd", values: { learningRate: 0.1, momentum: 0.9 } },
    clipNorm: 0,
  } as const;
  let state = startTraining(weights, "sgd");
  const [theta, v] = [
    [1, -2, 3, 0.5],
    [0, 0, 0, 0],
  ];
  for (let t = 1; t <= 5; t++) {
    state = optimize(state, gradientsAt(t), settings).state;
    [...gradientsAt(t).values()]
      .flatMap((g) => [...g])
      .forEach((g, i) => {
        v[i] = 0.9 * (v[i] as number) + g;
        theta[i] = (theta[i] as number) - 0.1 * (v[i] as number);
      });
  }
  expect(state.updates).toBe(5);
  [...state.weights.values()]
    .flatMap((w) => [...w])
    .forEach((w, i) => {
      expect(w).toBeCloseTo(theta[i] as number, 14);
    });
});

test("Adam: θ ← θ − η·m̂/(√v̂ + ε), and a gradient that was always 0 moves nothing", () => {
  const [rate, beta1, beta2, epsilon] = [0.01, 0.8, 0.95, 1e-3];
  const values = { learningRate: rate, beta1, beta2, epsilon };
  let state = startTraining(weights, "adam");
  const theta = [1, -2, 3, 0.5];
  const [m, v] = [
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ];
  for (let t = 1; t <= 5; t++) {
    state = optimize(state, gradientsAt(t), { optimizer: { kind: "adam", values }, clipNorm: 0 }).state;
    [...gradientsAt(t).values()]
      .flatMap((g) => [...g])
      .forEach((g, i) => {
        m[i] = beta1 * (m[i] as number) + (1 - beta1) * g;
        v[i] = beta2 * (v[i] as number) + (1 - beta2) * g * g;
        const [mHat, vHat] = [(m[i] as number) / (1 - beta1 ** t), (v[i] as number) / (1 - beta2 ** t)];
        theta[i] = (theta[i] as number) - (rate * mHat) / (Math.sqrt(vHat) + epsilon);
      });
  }
  [...state.weights.values()]
    .flatMap((w) => [...w])
    .forEach((w, i) => {
      expect(w).toBeCloseTo(theta[i] as number, 14);
    });
  expect(state.weights.get("a")?.[2]).toBe(3);
  expect(Object.keys(state.slots)).toEqual(["m", "v"]);
});

test("clipping scales all parameters together, down and never up", () => {
  const gradients = gradientsAt(1);
  const norm = Math.hypot(0.3, 0.1, 2);
  expect(globalNorm(gradients)).toBeCloseTo(norm, 14);
  expect(clipFactor(norm, 0)).toBe(1);
  expect(clipFactor(norm, 10)).toBe(1);
  const clipped = clipByGlobalNorm(gradients, 0.5);
  expect(globalNorm(clipped)).toBeCloseTo(0.5, 14);
  expect(clipped.get("b")?.[0]).toBeCloseTo((2 * 0.5) / norm, 14);
  const settings = {
    optimizer: { kind: "sgd", values: { learningRate: 1, momentum: 0 } },
    clipNorm: 0.5,
  } as const;
  const { gradientNorm, clippedNorm } = optimize(startTraining(weights, "sgd"), gradients, settings);
  expect([gradientNorm, clippedNorm]).toEqual([globalNorm(gradients), globalNorm(clipped)]);
});

test("norms neither underflow nor overflow, and say when something is not finite", () => {
  expect(normOf(Float32Array.of(3e-38, 4e-38)) / 5e-38).toBeCloseTo(1, 6);
  expect(normOf(Float64Array.of(3e-200), Float64Array.of(4e-200)) / 5e-200).toBeCloseTo(1, 12);
  expect(normOf(Float64Array.of(3e200, 4e200)) / 5e200).toBeCloseTo(1, 12);
  expect(normOf(new Float64Array(3))).toBe(0);
  expect(normOf(Float64Array.of(1, Number.NaN))).toBeNaN();
  expect(normOf(Float64Array.of(1, Number.NEGATIVE_INFINITY))).toBe(Number.POSITIVE_INFINITY);
});
