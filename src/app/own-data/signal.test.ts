import { expect, test } from "vitest";
import { withStroke } from "../../lib/stroke.ts";
import { repeated, type ShapeName, shapeSignal, shapes, signalSteps } from "./signal.ts";

const flat = Array.from({ length: 10 }, () => 0);

test.each(Object.keys(shapes) as ShapeName[])("the shape %s stays within the pad", (name) => {
  const signal = shapeSignal(name);
  expect(signal).toHaveLength(signalSteps);
  for (const value of signal) expect(Math.abs(value)).toBeLessThanOrEqual(1);
  expect(new Set(signal).size).toBeGreaterThan(1);
});

// [from, to, what comes out]
test.each([
  [
    [2, 0.5],
    [2, 0.5],
    [0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0],
  ],
  [
    [1, 0],
    [5, 0.8],
    [0, 0, 0.2, 0.4, 0.6, 0.8, 0, 0, 0, 0],
  ],
  [
    [5, 0.8],
    [1, 0],
    [0, 0, 0.2, 0.4, 0.6, 0.8, 0, 0, 0, 0],
  ],
  [
    [-4, 1],
    [1, 1],
    [1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
  ],
  [
    [8, 5],
    [30, 5],
    [0, 0, 0, 0, 0, 0, 0, 0, 1, 1],
  ],
] as const)("a stroke from %j to %j leaves no step out", (from, to, drawn) => {
  withStroke(flat, from, to).forEach((value, step) => {
    expect(value).toBeCloseTo(drawn[step] as number, 10);
  });
});

test("a stretch is repeated with three digits", () => {
  expect(repeated([0.12345, -1], 2)).toEqual([0.123, -1, 0.123, -1]);
});
