import { expect, test } from "vitest";
import { Columns } from "../lib/series.ts";
import type { RunRecord } from "../store/run-record.ts";
import { decadesFor, decadeTicks, gradientScale, shareOf } from "./gradient-scale.ts";
import { updateRange } from "./update-range.ts";

test("a share is relative to the last step, and NaN where nothing arrives", () => {
  const norms = Float32Array.of(1e-12, 0.5, 2);
  expect(shareOf(norms, 1)).toBe(0.25);
  expect(shareOf(norms, 2)).toBe(1);
  expect(shareOf(norms, 0)).toBeCloseTo(5e-13, 20);
  expect(shareOf(Float32Array.of(0, 0), 0)).toBeNaN();
  // No sequence of the batch has the last step.
  expect(shareOf(Float32Array.of(1, 4, 0), 0)).toBe(0.25);
});

test.each([
  [0, 0],
  [1, 0],
  [1.9, 0],
  [2.1, 1],
  [100, 2],
  [201, 3],
  [1e30, 12],
  [Number.POSITIVE_INFINITY, 0],
])("%d needs %d decades above 1", (largest, decades) => expect(decadesFor(largest)).toBe(decades));

test("the scale grows by whole decades and never shrinks within a run", () => {
  const columns = new Columns(2, 4);
  const record = {
    models: [{ waterfalls: new Map([["0/h", columns]]) }],
    trace: null,
  } as unknown as RunRecord;
  columns.append(Float32Array.of(0.1, 0.5));
  expect(gradientScale(record, "share")).toEqual({ low: -12, high: 0 });
  columns.append(Float32Array.of(40, 0.5));
  expect(gradientScale(record, "share").high).toBe(2);
  expect(gradientScale(record, "absolute").high).toBe(2);
  for (let i = 0; i < 20; i++) columns.append(Float32Array.of(0.1, 0.5));
  expect(gradientScale(record, "share").high).toBe(2);
  for (let i = 0; i < 20; i++) columns.append(Float32Array.of(4000, 0.5));
  expect(gradientScale(record, "share").high).toBe(4);
});

test.each([
  [{ low: -12, high: 0 }, 5, [-12, -9, -6, -3, 0]],
  [{ low: -12, high: 0 }, 3, [-12, -6, 0]],
  [{ low: -12, high: 1 }, 3, [-12, -6, 0]],
  [{ low: -12, high: 2 }, 5, [-12, -8, -4, 0, 2]],
  [{ low: -12, high: 12 }, 5, [-12, -6, 0, 6, 12]],
])("decades of %j in %d labels", (scale, most, ticks) => expect(decadeTicks(scale, most)).toEqual(ticks));

test("an axis without an end doubles", () => {
  expect(updateRange(500, 20)).toBe(500);
  expect(updateRange(500, 700)).toBe(1000);
  expect(updateRange(0, 0)).toBe(1000);
  expect(updateRange(0, 1001)).toBe(2000);
});
