import { expect, test } from "vitest";
import { fittingSize, letterSize } from "./letter-size.ts";

test("a letter that fits keeps its size; a wide one is as wide as its step", () => {
  expect(fittingSize(9, 7.8)).toBe(letterSize);
  for (const cell of [7, 8, 9.5])
    for (const width of [6.1, 7.8, 10.9, 13, 26]) {
      const size = fittingSize(cell, width);
      expect(size).toBeLessThanOrEqual(letterSize);
      expect((width * size) / letterSize).toBeLessThanOrEqual(cell + 1e-9);
    }
});
