import { expect, test } from "vitest";
import { placesIn } from "./places.ts";

test("both axes have one scale, and the longer one fills its side of the plot", () => {
  expect(placesIn(Float64Array.from([0, 0, 4, 1, 2, 2]), 120, 220)).toEqual([
    { x: 10, y: 135 },
    { x: 110, y: 110 },
    { x: 60, y: 85 },
  ]);
});

test("points that do not differ stand in the middle", () => {
  expect(placesIn(new Float64Array(4).fill(3), 100, 50)).toEqual([
    { x: 50, y: 25 },
    { x: 50, y: 25 },
  ]);
});
