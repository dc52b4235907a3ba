import { expect, test } from "vitest";
import { Series } from "./series.ts";
import { movingAverage } from "./smooth.ts";

const seriesOf = (values: readonly number[], capacity?: number): Series => {
  const series = new Series(capacity);
  for (const value of values) series.append(value);
  return series;
};

test("starts at the first value, and a constant stays what it is", () => {
  expect([...movingAverage(seriesOf([2, 2, 2]), 0.9, "linear")]).toEqual([2, 2, 2]);
  expect(movingAverage(seriesOf([3, 9]), 0.9, "linear")[0]).toBe(3);
});

test("weight 0 is the series itself", () => {
  expect([...movingAverage(seriesOf([1, 5, 2]), 0, "linear")]).toEqual([1, 5, 2]);
});

test("on a log axis it is the geometric mean", () => {
  const [, second] = movingAverage(seriesOf([1e-4, 1]), 0.5, "log");
  // Weights 1/3 and 2/3.
  expect(second).toBeCloseTo(10 ** (-4 / 3), 10);
});

test("passes over what is not finite, and survives zero on a log axis", () => {
  expect([...movingAverage(seriesOf([4, Number.NaN, 4]), 0.9, "linear")]).toEqual([4, 4, 4]);
  expect(movingAverage(seriesOf([0, 0]), 0.9, "log")[1]).toBeGreaterThan(0);
  expect(movingAverage(seriesOf([Number.NaN]), 0.9, "log")[0]).toBeNaN();
});

test("a merged series forgets as fast as the whole one", () => {
  const values = Array.from({ length: 64 }, (_, k) => (k < 32 ? 0 : 1));
  const whole = movingAverage(seriesOf(values), 0.9, "linear");
  const merged = movingAverage(seriesOf(values, 32), 0.9, "linear");
  expect(merged.length).toBe(32);
  expect(merged.at(-1)).toBeCloseTo(whole.at(-1) as number, 2);
});
