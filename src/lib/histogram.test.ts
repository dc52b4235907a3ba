import fc from "fast-check";
import { expect, test } from "vitest";
import { countedIn, decadesOf, histogramOf } from "./histogram.ts";

test("bins hold what falls into them, their lower edge included, and the ends what lies beyond", () => {
  const { counts } = histogramOf([-9, -1, -0.5, 0, 0.49, 0.5, 1, 9], { low: -1, high: 1, bins: 4 });
  expect([...counts]).toEqual([2, 1, 2, 3]);
});

test("decades are of magnitudes; a 0 has none", () => {
  const { counts, zeros, broken } = decadesOf([1e-3, -2e-3, 0, 5, Number.NaN, -0], {
    low: -4,
    high: 2,
    bins: 6,
  });
  expect([...counts]).toEqual([0, 2, 0, 0, 1, 0]);
  expect([zeros, broken]).toEqual([2, 1]);
});

test("each number is counted once, whatever it is", () => {
  fc.assert(
    fc.property(fc.array(fc.double()), (values) => {
      expect(countedIn(histogramOf(values, { low: -1, high: 1, bins: 7 }))).toBe(values.length);
      expect(countedIn(decadesOf(values, { low: -16, high: 4, bins: 80 }))).toBe(values.length);
    }),
  );
});
