import { expect, test } from "vitest";
import { Columns, Series } from "../lib/series.ts";
import { networkCurves, type RunRecord } from "../store/run-record.ts";
import { decadeTicks, gradientScale, shareOf } from "./gradient-scale.ts";
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

/** A record of one model with these updates, untrained first, and with a trace of the untrained network. */
const recordOf = (updates: readonly Float32Array[], trace: Float32Array | null = null): RunRecord => {
  const columns = new Columns(trace?.length ?? updates[0]?.length ?? 1, 4);
  for (const norms of updates) columns.append(norms);
  const traced = trace && { models: [{ trajectories: [], gradientNorms: [{ h: trace }] }] };
  return {
    models: [{ waterfalls: new Map([["0/h", columns]]), gradientNorm: new Series() }],
    trace: traced,
  } as unknown as RunRecord;
};
const whole = { low: -12, high: 2 };
const opened = { low: -3, high: 2 };

test("the scale never changes within a run, whatever comes", () => {
  const columns = new Columns(2, 4);
  const record = {
    models: [{ waterfalls: new Map([["0/h", columns]]), gradientNorm: new Series() }],
    trace: null,
  } as unknown as RunRecord;
  expect(gradientScale(record, "share")).toEqual(whole);
  columns.append(Float32Array.of(1e-5, 0.5));
  for (const first of [40, 4000, 1e30, 0.1, 1e-30]) {
    expect(gradientScale(record, "share")).toEqual(whole);
    for (let i = 0; i < 20; i++) columns.append(Float32Array.of(first, 0.5));
  }
  expect(gradientScale(record, "share")).toEqual(whole);
});

test("where no untrained share is under 10⁻³ the scale starts there, and stays so when some fall under it", () => {
  const record = recordOf([], Float32Array.of(0.01, 0.2, 1));
  expect(gradientScale(record, "share")).toEqual(opened);
  networkCurves(record.models[0])
    ?.waterfalls.get("0/h")
    ?.append(Float32Array.of(1e-9, 1e-4, 1));
  expect(gradientScale(record, "share")).toEqual(opened);
  // The absolute norm falls with the loss.
  expect(gradientScale(record, "absolute")).toEqual(whole);
});

test("a run that is opened again has the scale that it had", () => {
  const healthy = Float32Array.of(0.02, 0.3, 1);
  const faint = Float32Array.of(1e-7, 0.3, 1);
  expect(gradientScale(recordOf([healthy, faint, faint], faint), "share")).toEqual(opened);
  expect(gradientScale(recordOf([faint, healthy, healthy], healthy), "share")).toEqual(whole);
});

test("steps after the end of a sequence are not faint; a gradient that vanished is", () => {
  expect(gradientScale(recordOf([Float32Array.of(0.1, 1, 0, 0)]), "share")).toEqual(opened);
  expect(gradientScale(recordOf([Float32Array.of(0, 0.1, 1)]), "share")).toEqual(whole);
});

test.each([
  [{ low: -12, high: 2 }, 5, [-12, -9, -6, -3, 0]],
  [{ low: -12, high: 2 }, 3, [-12, -6, 0]],
  [{ low: -3, high: 2 }, 5, [-3, 0, 2]],
  [{ low: -3, high: 2 }, 3, [-3, 0, 2]],
])("decades of %j in %d labels", (scale, most, ticks) => expect(decadeTicks(scale, most)).toEqual(ticks));

test("an axis without an end doubles", () => {
  expect(updateRange(500, 20)).toBe(500);
  expect(updateRange(500, 700)).toBe(1000);
  expect(updateRange(0, 0)).toBe(1000);
  expect(updateRange(0, 1001)).toBe(2000);
});
