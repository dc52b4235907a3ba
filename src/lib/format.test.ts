import fc from "fast-check";
import { expect, test } from "vitest";
import {
  formatAbout,
  formatCount,
  formatFixed,
  formatNorm,
  formatNumber,
  formatPrefixed,
  formatSeconds,
  formatSigned,
  powerOfTen,
} from "./format.ts";

test.each([
  [0, "0"],
  [1.386294, "1.39"],
  [0.0427, "0.0427"],
  [0.00185, "0.00185"],
  [0.000447, "4.5·10⁻⁴"],
  [5.4e-12, "5.4·10⁻¹²"],
  [1e-12, "10⁻¹²"],
  [9.96e-13, "10⁻¹²"],
  [12.345, "12.3"],
  [1234.5, "1,230"],
  [999_999, "1,000,000"],
  [3e8, "3·10⁸"],
  [-0.35, "−0.350"],
  [Number.NaN, "–"],
  [Number.POSITIVE_INFINITY, "∞"],
])("%d is written %s", (value, written) => {
  expect(formatNumber(value)).toBe(written);
});

test("what underflows is under the floor, not a gap", () => {
  expect(formatNorm(0)).toBe("< 10⁻³⁸");
  expect(formatNorm(1e-40)).toBe("< 10⁻³⁸");
  expect(formatNorm(2e-38)).toBe("2·10⁻³⁸");
});

test.each([
  [0.18, "+0.18"],
  [-0.354, "−0.35"],
])("the state %d is written %s", (value, written) => {
  expect(formatSigned(value)).toBe(written);
});

test.each([
  [0.84, "0.8 s"],
  [42.3, "42 s"],
  [200, "3 min 20 s"],
  [1800, "30 min"],
  [7500, "2 h 5 min"],
])("%d s are written %s", (value, written) => {
  expect(formatSeconds(value)).toBe(written);
});

test("counts are separated, exponents raised", () => {
  expect(formatCount(1240)).toBe("1,240");
  expect(powerOfTen(-12)).toBe("10⁻¹²");
});

test.each([
  [0, "0 B"],
  [850, "850 B"],
  [999, "1 kB"],
  [1000, "1 kB"],
  [2_140_000, "2.1 MB"],
  [38_400_000, "38 MB"],
  [996_000_000, "1 GB"],
  [5e15, "5000 TB"],
])("%d bytes are written %s", (value, written) => {
  expect(formatPrefixed(value, "B")).toBe(written);
});

test.each([
  [0.2, "1 s"],
  [23, "25 s"],
  [86, "85 s"],
  [88, "1 min"],
  [187, "3 min"],
  [5300, "88 min"],
  [5400, "1.5 h"],
  [36_000, "10 h"],
  [360_000, "4 days"],
])("about %d s are written %s", (value, written) => {
  expect(formatAbout(value)).toBe(written);
});

test.each([
  [0.35, 2, "0.35"],
  [-0.001, 2, "0.00"],
  [-1.2, 2, "−1.20"],
  [99999, 1, "99999.0"],
  [9.97e36, 2, "10³⁷"],
  [-2.5e7, 3, "−2.5·10⁷"],
  [Number.NaN, 1, "–"],
  [Number.POSITIVE_INFINITY, 1, "∞"],
])("%d with %d decimals is %s", (value, decimals, text) => {
  expect(formatFixed(value, decimals)).toBe(text);
});

test("no number is printed with more than a dozen signs, whatever its magnitude", () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: 1, max: 4 }),
      (value, digits) => {
        for (const text of [formatNumber(value, digits), formatFixed(value, 2), formatSigned(value)]) {
          expect(text).not.toMatch(/NaN|Infinity|e[+-]|undefined/);
          expect(text.length).toBeLessThanOrEqual(14);
        }
      },
    ),
  );
  expect(formatNumber(5e-324)).toBe("4.9·10⁻³²⁴");
  expect(formatSigned(2.5e30)).toBe("+2.5·10³⁰");
});
