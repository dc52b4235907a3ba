import { expect, test } from "vitest";
import { sampleAt } from "./moments.ts";

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
