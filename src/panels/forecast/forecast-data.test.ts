import fc from "fast-check";
import { expect, test } from "vitest";
import { inEnglish } from "../../lib/phrase.ts";
import { linearTicks } from "../../lib/ticks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { forecast as english } from "../../text/en/forecast.ts";
import { tabSeparated } from "../table.ts";
import { noteOf, rangeOf, sentenceOf, seriesNames, tableOf, type View, viewOf } from "./forecast-data.ts";

/** Two series in scales of their own; the first is fed, the second foretold only, and a third input is the data's. */
const record = {
  names: ["RNN", "GRU"],
  task: {
    io: {
      steps: 3,
      input: { kind: "floats", names: ["level", "hour"] },
      output: { kind: "values", names: ["level later", "flow later"], unit: "m" },
      readout: "every",
    },
    unscale: (value: number, column = 0) => (column === 0 ? 10 * value : value + 100),
    forecast: { read: 3, lag: 2, most: 10, stepUnit: "hours", feed: [0, null] },
  },
  forecast: {
    ...{ update: 1240, probe: 4, horizon: 2 },
    truth: Float32Array.of(1, 1, 2, 2, 3, 3, 4, 4, 6, 6),
    models: [Float32Array.of(4, 5, 5, 5), Float32Array.of(4, 4, 6, Number.NaN)],
  },
} as unknown as RunRecord;

test("a series is what the task's column is, unscaled, with the mean absolute error of each line", () => {
  expect(seriesNames(record.task)).toEqual(["level", "flow later"]);
  const [level, flow] = [viewOf(english, inEnglish, record, 0), viewOf(english, inEnglish, record, 1)];
  expect(level).toMatchObject({ name: "level", unit: "m", read: [10, 20, 30], truth: [40, 60] });
  expect(level?.models.map((line) => line && [...line.values, line.error])).toEqual([
    [40, 50, 5],
    [40, 60, 0],
  ]);
  expect(level?.persistence).toMatchObject({ values: [30, 30], error: 20 });
  expect(flow).toMatchObject({ name: "flow later", read: [101, 102, 103], truth: [104, 106] });
  expect(flow?.models[0]).toMatchObject({ values: [105, 105], error: 1 });
  expect(flow?.models[1]?.error).toBeNaN();
});

test("a sentence says it, and so does a table", () => {
  const view = viewOf(english, inEnglish, record, 0);
  if (!view) throw new Error("there is a forecast");
  expect(sentenceOf(english, view)).toBe(
    "Free-running forecast over 2 hours after held-out sequence 5, at update 1,240. Mean absolute error: RNN 5.00 m, GRU 0 m, same as last 20.0 m.",
  );
  expect(tabSeparated(tableOf(english, view)).split("\n")).toEqual([
    "hours after the last value read\tlevel in the data (m)\tRNN forecast (m)\tGRU forecast (m)\tsame as the last step (m)",
    "-2\t10\t\t\t",
    "-1\t20\t\t\t",
    "0\t30\t\t\t",
    "1\t40\t40\t40\t30",
    "2\t60\t50\t60\t30",
  ]);
});

test("what is fed back is said, and what goes on being the data's", () => {
  expect(noteOf(english, inEnglish, record.task)).toBe(
    "After 3 hours of data, each model reads its own forecast from 2 hours before; hour still comes from the data.",
  );
});

test("a forecast that runs away stretches the axis by one span of the data at most", () => {
  const view = viewOf(english, inEnglish, record, 0);
  if (!view) throw new Error("there is a forecast");
  const wild = (values: readonly number[]) =>
    rangeOf({ ...view, models: [{ name: "RNN", values, error: 0 }] });
  const [low, high] = wild([20, 40]);
  expect(low).toBeLessThanOrEqual(10);
  expect(high).toBeGreaterThanOrEqual(60);
  expect(high - low).toBeLessThan(70);
  expect(wild([1e9, Number.NaN])[1]).toBeLessThan(130);
  expect(wild([-1e9, Number.POSITIVE_INFINITY])[0]).toBeGreaterThan(-60);
});

test("the range of any forecast is two numbers with room between them that hold the data", () => {
  const anyValue = fc.oneof(
    fc.double({ min: -2.8e306, max: 2.8e306, noNaN: true }),
    fc.double({ min: -100, max: 100, noNaN: true }),
    fc.constantFrom(0, 7, 1e10, 9.97e36, 1e300, 5e-324, -1e-300, 1e9 + 1e-6),
  );
  const anyValues = fc.oneof(
    fc.array(anyValue, { minLength: 1, maxLength: 8 }),
    // A constant of any magnitude.
    fc
      .tuple(anyValue, fc.integer({ min: 1, max: 5 }))
      .map(([value, count]) => new Array<number>(count).fill(value)),
  );
  const anyForecast = fc.array(fc.oneof(anyValue, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY)), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(anyValues, anyValues, anyForecast, (read, truth, values) => {
      const view = { read, truth, models: [{ name: "m", values, error: 0 }] } as unknown as View;
      const [least, largest] = rangeOf(view);
      expect(Number.isFinite(least) && Number.isFinite(largest)).toBe(true);
      expect(largest).toBeGreaterThan(least);
      expect([...read, ...truth].every((value) => value >= least && value <= largest)).toBe(true);
      for (const tick of linearTicks(least, largest, 5)) expect(Number.isFinite(tick)).toBe(true);
    }),
    { numRuns: 2000 },
  );
  const nothing = { read: [Number.NaN], truth: [], models: [] } as unknown as View;
  expect(rangeOf(nothing).every(Number.isFinite)).toBe(true);
});
