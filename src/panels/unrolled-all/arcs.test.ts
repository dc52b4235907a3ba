import { expect, test } from "vitest";
import { arcsOf } from "./arcs.ts";

test("an arc for each step that reads a state so far back, in either direction of time", () => {
  expect(arcsOf(5, [3], "forward")).toEqual([
    [0, 3],
    [1, 4],
  ]);
  expect(arcsOf(5, [3], "backward")).toEqual([
    [3, 0],
    [4, 1],
  ]);
  expect(arcsOf(4, [2, 3], "forward")).toHaveLength(3);
  expect(arcsOf(3, [4], "forward")).toEqual([]);
  expect(arcsOf(5, [], "forward")).toEqual([]);
});
