import { expect, test } from "vitest";
import { createLosses } from "./losses.ts";

test.each([
  [
    "two losses are mended",
    [
      [0, 40],
      [10, 41],
    ],
    [true, true],
  ],
  [
    "the third within a minute is not",
    [
      [0, 40],
      [10, 41],
      [20, 45],
    ],
    [true, true, false],
  ],
  [
    "losses over a minute apart are",
    [
      [0, 40],
      [10, 41],
      [71, 45],
    ],
    [true, true, true],
  ],
  [
    "32 updates of progress count as a new beginning",
    [
      [0, 40],
      [10, 41],
      [20, 64],
      [30, 65],
    ],
    [true, true, true, true],
  ],
] as const)("%s", (_, list, expected) => {
  const losses = createLosses();
  const answers = list.map(([seconds, update]) => {
    const goesOn = losses.note(update, seconds * 1000);
    losses.resumed(32);
    return goesOn;
  });
  expect(answers).toEqual(expected);
});

test("whoever asks for another try gets all of them again", () => {
  const losses = createLosses();
  for (const update of [1, 2]) expect(losses.note(update, 0)).toBe(true);
  expect(losses.note(3, 0)).toBe(false);
  losses.forgive();
  expect(losses.note(4, 0)).toBe(true);
});
