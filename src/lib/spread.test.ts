import { expect, test } from "vitest";
import { spreadByLog } from "./spread.ts";

test.each([
  [[], 5, []],
  [[0, 20, 40], 5, [0, 1, 2]],
])("%j, at most %d", (updates, most, shown) => {
  expect(spreadByLog(updates, most)).toEqual(shown);
});

test("of many moments the first and the newest are offered, and more of the beginning than of the end", () => {
  const updates = Array.from({ length: 64 }, (_, k) => 20 * k);
  const shown = spreadByLog(updates, 5);
  expect(shown.length).toBe(5);
  expect(shown[0]).toBe(0);
  expect(shown.at(-1)).toBe(63);
  expect(shown[2]).toBeLessThan(20);
});
