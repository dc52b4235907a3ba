import { expect, test } from "vitest";
import { rngFrom } from "../src/lib/rng.ts";
import { grows, type Point, slopeOf, studentQuantile } from "./soak-slope.ts";

/** Half an hour, a sample every half minute. */
const sampled = (value: (hours: number, n: number) => number): readonly Point[] =>
  Array.from({ length: 60 }, (_, n) => ({ at: n / 120, value: value(n / 120, n) }));
const noise = rngFrom(1);

test.each([
  [4, 2.776],
  [5, 2.571],
  [10, 2.228],
  [30, 2.042],
  [1000, 1.962],
])("Student's quantile at %d degrees of freedom is %d", (freedom, tabled) => {
  expect(Math.abs(studentQuantile(freedom) / tabled - 1)).toBeLessThan(0.003);
});

test("a line has its slope, without doubt", () => {
  const slope = slopeOf(sampled((hours) => 100 + 7 * hours));
  expect(slope.perHour).toBeCloseTo(7);
  expect(slope.median).toBeCloseTo(7);
  expect(slope.margin).toBeCloseTo(0);
  expect(slope.mean).toBeCloseTo(100 + 7 * (29.5 / 120));
});

test("least squares and interval as worked out by hand", () => {
  const slope = slopeOf([
    { at: 0, value: 1 },
    { at: 1, value: 1.5 },
    { at: 2, value: 3 },
    { at: 3, value: 3.5 },
  ]);
  expect(slope.perHour).toBeCloseTo(0.9);
  // Residuals 0.1, −0.3, 0.3, −0.1: their squares sum to 0.2, two degrees of freedom, Σ(x − x̄)² = 5.
  expect(slope.margin).toBeCloseTo(studentQuantile(2) * Math.sqrt(0.2 / 2 / 5));
  expect(slope.median).toBeCloseTo((2.5 / 3 + 1) / 2);
});

test("what stands still, and what only trembles, does not grow", () => {
  expect(grows(slopeOf(sampled(() => 30)), 0.02)).toBe(false);
  expect(grows(slopeOf(sampled(() => 0)), 0.02)).toBe(false);
  for (let n = 0; n < 20; n++)
    expect(grows(slopeOf(sampled(() => 100 + 3 * noise.normal())), 0.05), `draw ${n}`).toBe(false);
});

test("a leak under noise grows; within the allowance, or downwards, it does not", () => {
  const leaking = slopeOf(sampled((hours) => 100 + 20 * hours + noise.normal()));
  expect(grows(leaking, 0.05)).toBe(true);
  expect(grows(leaking, 0.5)).toBe(false);
  expect(grows(slopeOf(sampled((hours) => 100 - 20 * hours + noise.normal())), 0.05)).toBe(false);
});

test("one object more for every minute, among thirty, grows; one jump does not", () => {
  expect(grows(slopeOf(sampled((_, n) => 30 + Math.floor(n / 2))), 0.05)).toBe(true);
  expect(grows(slopeOf(sampled((_, n) => (n < 12 ? 30 : 33))), 0.05)).toBe(false);
});

test("two samples have a slope without confidence, one has none", () => {
  const two = slopeOf([
    { at: 0, value: 1 },
    { at: 1, value: 9 },
  ]);
  expect(two).toMatchObject({ perHour: 8, margin: Number.POSITIVE_INFINITY });
  expect(grows(two, 0.05)).toBe(false);
  expect(() => slopeOf([{ at: 0, value: 1 }])).toThrow(
    "a slope needs samples at two times, and there are 1 samples",
  );
});
