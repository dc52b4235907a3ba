import { expect, test } from "vitest";
import { seating } from "./seating.ts";

test.each([
  [[5], 1, [0]],
  // The lead's thread has other things to do besides: it gets the shorter one, and of equals it is the last.
  [[5, 9], 2, [0, 1]],
  [[9, 5], 2, [1, 0]],
  [[4, 4, 4], 2, [1, 0, 1]],
  [[4, 4, 4], 3, [1, 2, 0]],
  [[2, 9, 3, 4], 2, [0, 1, 0, 0]],
  [[7, 6, 5, 4, 3], 3, [1, 2, 0, 0, 2]],
])("models of %j on %i seats: %j", (loads, seats, expected) => {
  expect(seating(loads, seats)).toEqual(expected);
});
