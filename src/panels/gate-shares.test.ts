import { expect, test } from "vitest";
import { saturationOf } from "../model/saturation.ts";
import { nearestUnit } from "./gate-shares.ts";

test("shares of steps, by unit; the limits themselves count as neither", () => {
  // Four steps of three units.
  const values = Float32Array.of(0.05, 0.95, 0.5, 0.01, 0.95, 0.5, 0.5, 0.95, 0.5, 0.99, 0.2, 0.5);
  const { shut, open } = saturationOf({ values, units: 3 });
  expect([...shut]).toEqual([0.5, 0, 0]);
  expect([...open]).toEqual([0.25, 0.75, 0]);
});

test("the nearest dot within reach is found, or none", () => {
  const dots = { shut: Float64Array.of(0, 0.5, 0), open: Float64Array.of(0.5, 0, 0) };
  expect(nearestUnit(dots, [0.05, 0.45], 0.2)).toBe(0);
  expect(nearestUnit(dots, [0.45, 0], 0.2)).toBe(1);
  expect(nearestUnit(dots, [0.9, 0.9], 0.2)).toBeNull();
});
