import { expect, test } from "vitest";
import { type Rng, rngFrom } from "./rng.ts";

const take = (n: number, next: () => number) => Array.from({ length: n }, next);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

test("the same seed and path give the same numbers, at any time", () => {
  const first = rngFrom(7).fork("data").fork("train");
  const parent = rngFrom(7);
  take(5, parent.uniform);
  expect(take(20, parent.fork("data").fork("train").uniform)).toEqual(take(20, first.uniform));
});

test("other seeds and paths give other numbers", () => {
  const starts = new Set<string>();
  const note = (rng: Rng) => starts.add(take(4, rng.uniform).join());
  for (let seed = 0; seed < 300; seed++) note(rngFrom(seed));
  for (let i = 0; i < 300; i++) note(rngFrom(1).fork(`init/layers.${i}.kernel`));
  expect(starts.size).toBe(600);
});

test("neighbouring seeds do not move together", () => {
  const [a, b] = [rngFrom(1), rngFrom(2)].map((rng) => take(5000, rng.uniform)) as [number[], number[]];
  const covariance = mean(a.map((x, i) => (x - 0.5) * ((b[i] as number) - 0.5)));
  // 4.5 standard errors of a product of two uniforms of variance 1/12.
  expect(Math.abs(covariance * 12)).toBeLessThan(4.5 / Math.sqrt(5000));
});

test("uniform numbers fill [0, 1) evenly", () => {
  const values = take(20_000, rngFrom(3).uniform);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  const bins = new Array<number>(10).fill(0);
  for (const value of values) bins[Math.floor(value * 10)] = (bins[Math.floor(value * 10)] as number) + 1;
  const chiSquare = bins.reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0);
  expect(chiSquare).toBeLessThan(33.7); // 9 degrees of freedom, p = 1e-4
});

test("below stays below, and reaches every number", () => {
  const rng = rngFrom(4);
  const seen = new Set(take(500, () => rng.below(6)));
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
});

test("normal numbers have mean 0, variance 1 and the right tails", () => {
  const values = take(40_000, rngFrom(5).normal);
  expect(Math.abs(mean(values))).toBeLessThan(4.5 / Math.sqrt(40_000));
  expect(Math.abs(mean(values.map((x) => x * x)) - 1)).toBeLessThan(4.5 * Math.sqrt(2 / 40_000));
  const share = values.filter((x) => Math.abs(x) > 1.959964).length / 40_000;
  expect(Math.abs(share - 0.05)).toBeLessThan(4.5 * Math.sqrt((0.05 * 0.95) / 40_000));
});
