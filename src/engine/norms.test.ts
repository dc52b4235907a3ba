import { expect, test } from "vitest";
import { normOfNorms, normOfRows } from "./norms.ts";

test("norms near 1e-32 come out although their squares underflow float32", () => {
  // Two rows: largest entries 1e-32 and 2e-32, sums of squared shares 2 and 1.
  const pairs = Float32Array.of(1e-32, 2e-32, 2, 1);
  expect(normOfRows(pairs) / (Math.sqrt(2 + 4) * 1e-32)).toBeCloseTo(1, 6);
  expect(normOfRows(pairs, 1, 2) / 2e-32).toBeCloseTo(1, 6);
});

test.each([
  [[Number.NaN, 1], Number.NaN],
  [[1, Number.NaN], Number.NaN],
  [[Number.POSITIVE_INFINITY, Number.NaN], Number.POSITIVE_INFINITY],
])("an entry that is not finite stays visible: %j", (pair, norm) => {
  expect(normOfRows(Float32Array.from(pair))).toBe(norm);
});

test("norms of several arrays add up in squares, whatever their scale", () => {
  expect(normOfNorms([3e-200, 4e-200]) / 5e-200).toBeCloseTo(1, 12);
  expect(normOfNorms([3e200, 4e200]) / 5e200).toBeCloseTo(1, 12);
  expect(normOfNorms([0, 0])).toBe(0);
  expect(normOfNorms([1, Number.NaN])).toBeNaN();
  expect(normOfNorms([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
});
