import { expect, test } from "vitest";
import { momentsShown, sampleAt } from "./moments.ts";

test.each([
  [[], 5, undefined],
  [[0, 20, 40], 0, 0],
  [[0, 20, 40], 19, 0],
  [[0, 20, 40], 20, 20],
  [[0, 20, 40], 99, 40],
  [[0, 20, 40], null, 40],
  // A run that was taken up again may have none of its beginning.
  [[20, 40], 3, 20],
])("of samples written at %j, a look back at %j finds that of %j", (updates, moment, found) => {
  const samples = updates.map((update) => ({ update }));
  expect(sampleAt(samples, moment)?.update).toBe(found);
});

test.each([
  [[], 5, []],
  [[0, 20, 40], 5, [0, 1, 2]],
])("%j, at most %d", (updates, most, shown) => {
  expect(momentsShown(updates, most)).toEqual(shown);
});

test("of many moments the first and the newest are offered, and more of the beginning than of the end", () => {
  const updates = Array.from({ length: 64 }, (_, k) => 20 * k);
  const shown = momentsShown(updates, 5);
  expect(shown.length).toBe(5);
  expect(shown[0]).toBe(0);
  expect(shown.at(-1)).toBe(63);
  expect(shown[2]).toBeLessThan(20);
});
