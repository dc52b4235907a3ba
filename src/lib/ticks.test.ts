import fc from "fast-check";
import { expect, test } from "vitest";
import { shareOf } from "./share-of.ts";
import { countTicks, linearTicks, logTickLabel, logTicks, spreadLabels, tickLabels } from "./ticks.ts";

test.each([
  [0, 1000, 7, [0, 200, 400, 600, 800, 1000]],
  [0, 1.4, 5, [0, 0.5, 1]],
  [0, 3, 5, [0, 1, 2, 3]],
  [2, 2, 5, [2]],
])("linear ticks of %d … %d, at most %d", (least, largest, most, ticks) => {
  expect(linearTicks(least, largest, most)).toEqual(ticks);
});

test.each([
  [1e-4, 2, 6, [1e-4, 1e-3, 1e-2, 1e-1, 1]],
  [1e-4, 100, 4, [1e-4, 1e-2, 1, 100]],
  [1e-12, 10, 5, [1e-12, 1e-9, 1e-6, 1e-3, 1]],
  [1.2, 6, 6, [2, 3, 5]],
  [0.02, 0.6, 12, [0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5]],
  [0.02, 0.6, 6, [0.02, 0.05, 0.1, 0.2, 0.5]],
])("log ticks of %d … %d, at most %d", (least, largest, most, ticks) => {
  expect(logTicks(least, largest, most)).toEqual(ticks);
});

test.each([
  [1, "1"],
  [100, "100"],
  [1e-3, "10⁻³"],
  [0.1, "10⁻¹"],
  [1e5, "10⁵"],
  [0.5, "0.5"],
  [5, "5"],
])("the tick at %d reads %s", (value, label) => {
  expect(logTickLabel(value)).toBe(label);
});

test("labels that touch move apart about their middle, in their order", () => {
  expect(spreadLabels([50, 50], 15, 0, 100)).toEqual([42.5, 57.5]);
  expect(spreadLabels([60, 50, 10], 15, 0, 100)).toEqual([62.5, 47.5, 10]);
});

test("labels stay within the plot, and push their neighbours", () => {
  expect(spreadLabels([99, 98, 80], 15, 0, 100)).toEqual([100, 85, 70]);
  expect(spreadLabels([0, 1, 2, 3], 15, 0, 100)).toEqual([0, 15, 30, 45]);
  expect(spreadLabels([], 15, 0, 100)).toEqual([]);
});

/** Numbers of every magnitude that a chart may be given: two of them as far apart as a scaled table can hold. */
const anyNumber = fc.oneof(
  fc.double({ min: -3e306, max: 3e306, noNaN: true }),
  fc.double({ min: -1000, max: 1000, noNaN: true }),
  fc.constantFrom(0, 1e20, 1e36, 9.97e36, 1e300, -1e300, 5e-324, 1e-300, 1e9, 1e9 + 1e-6, 2 ** 53),
);
const anyRange = fc.oneof(
  fc.tuple(anyNumber, anyNumber),
  // As close as numbers can be.
  anyNumber.map((value): [number, number] => [value, value + Math.abs(value) * 2 ** -52]),
  fc
    .tuple(anyNumber, fc.double({ min: 0, max: 1e-3, noNaN: true }))
    .map(([value, more]): [number, number] => [value, value + more]),
);

test("ticks of any range are numbers in it, few and rising, and no two read alike", () => {
  fc.assert(
    fc.property(anyRange, fc.integer({ min: 1, max: 12 }), ([a, b], most) => {
      const [least, largest] = [Math.min(a, b), Math.max(a, b)];
      const ticks = linearTicks(least, largest, most);
      const slack = (largest - least) * 1e-6 + Math.abs(least) * 1e-13;
      expect(ticks.length).toBeLessThanOrEqual(Math.max(2, most + 1));
      ticks.forEach((tick, k) => {
        expect(Number.isFinite(tick)).toBe(true);
        expect(tick >= least - slack && tick <= largest + slack).toBe(true);
        if (k > 0) expect(tick).toBeGreaterThan(ticks[k - 1] as number);
      });
      const labels = tickLabels(ticks);
      for (const label of labels) {
        expect(label).not.toMatch(/NaN|Infinity|∞|e[+-]/);
        expect(label.length).toBeLessThan(24);
      }
    }),
    { numRuns: 2000 },
  );
});

test("labels of ticks side by side get the digits that tell them apart", () => {
  expect(tickLabels([0, 0.5, 1])).toEqual(["0", "0.5", "1"]);
  expect(tickLabels([1e6, 1e6 + 1])).toEqual(["1,000,000", "1,000,001"]);
  expect(tickLabels([20.0000001, 20.0000002])).toEqual(["20.0000001", "20.0000002"]);
  expect(tickLabels([-1.5e30, 0, 1.5e30])).toEqual(["−1.5·10³⁰", "0", "1.5·10³⁰"]);
  expect(tickLabels([])).toEqual([]);
});

test("a share between any two numbers is a number", () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (a, b, part) => {
        const [least, largest] = [Math.min(a, b), Math.max(a, b)];
        expect(shareOf(least, least, largest)).toBe(least < largest ? 0 : 0.5);
        expect(shareOf(largest, least, largest)).toBe(least < largest ? 1 : 0.5);
        const between = least * (1 - part) + largest * part;
        const share = shareOf(Math.max(least, Math.min(between, largest)), least, largest);
        expect(share >= 0 && share <= 1).toBe(true);
      },
    ),
  );
  expect(shareOf(3, Number.NaN, 4)).toBe(0.5);
});

test.each([
  [1_000, 280, [0, 500, 1000]],
  [1_000_000, 280, [0, 500_000, 1_000_000]],
  [10_000_000, 700, [0, 2_000_000, 4_000_000, 6_000_000, 8_000_000, 10_000_000]],
])("counts up to %d on %d pixels leave room for their digits", (largest, width, ticks) => {
  expect(countTicks(largest, width)).toEqual(ticks);
});
