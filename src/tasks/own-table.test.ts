/** The task on a table of one's own against sums written out, and what its settings are refused with. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collate, type Sample } from "../lib/batch.ts";
import { rngFrom } from "../lib/rng.ts";
import type { OwnTable } from "../own-data/own-data.ts";
import { tasks } from "./index.ts";
import { columnsOf } from "./table/columns.ts";
import { eachStretch, extremes, roundRange, seriesOf, splitUnit } from "./table/series.ts";
import type { PreparedTask, Split } from "./task.ts";

const tableOf = (...columns: readonly (readonly [string, readonly (number | null)[]])[]): OwnTable => ({
  kind: "table",
  title: "t",
  columns: columns.map(([name, values]) => ({ name, values })),
  rows: null,
});
const usual = { inputs: "1", targets: "", length: 5, horizon: 2, relative: false, heldOut: 25 };
const prepare = (own: OwnTable, values: Partial<typeof usual> = {}) =>
  tasks.table.prepare({ ...usual, ...values }, 1, async () => null, own);

const rng = rngFrom(1).fork("own-table.test");
const noise = (rows: number, scale: number) => Array.from({ length: rows }, () => scale * rng.normal());
const level = noise(120, 3).map((value, row) => 1000 + row + value);
const wind = noise(120, 0.01).map((value, row) => (row === 17 || row === 100 ? null : value));
const both = tableOf(["level (m)", level], ["wind", wind], ["still", Array.from({ length: 120 }, () => 7)]);

/** All windows of a split as rows, found by drawing for long. */
const samplesOf = (task: PreparedTask, split: Split): Sample[] => {
  const found = new Map<string, Sample>();
  for (let i = 0; i < 4000; i++) {
    const sample = task.sample(rng, split);
    found.set(`${sample.x}|${sample.y}`, sample);
  }
  return [...found.values()];
};
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe.each([false, true])("from the first row: %s", (relative) => {
  test.each([
    ["1", ""],
    ["2", ""],
    ["1,2", "2"],
    ["1", "2"],
    ["2", "1,2"],
  ])(
    "inputs %j and targets %j are the rows, scaled by the training windows alone",
    async (inputs, targets) => {
      const task = await prepare(both, { inputs, targets, relative });
      const places = (written: string) => written.split(",").map((part) => Number(part) - 1);
      const [ins, outs] = [places(inputs), places(targets || inputs)];
      const columns = [level, wind];
      const { length, horizon } = usual;
      const span = length + horizon;
      const chosen = [...new Set([...ins, ...outs])];
      const starts = (from: number, to: number) =>
        Array.from({ length: to - from - span + 1 }, (_, i) => from + i).filter((start) =>
          chosen.every((c) => columns[c]?.slice(start, start + span).every((value) => value !== null)),
        );
      const parts = { train: starts(0, 90), heldOut: starts(90, 120) };
      const value = (c: number, start: number, row: number) =>
        (columns[c]?.[row] ?? Number.NaN) - (relative ? (columns[c]?.[start] ?? Number.NaN) : 0);
      const scale = (c: number) => {
        const shift = ins.includes(c) ? 0 : horizon;
        const all = parts.train.flatMap((start) =>
          Array.from({ length }, (_, t) => value(c, start, start + shift + t)),
        );
        const center = mean(all);
        return { center, deviation: Math.sqrt(mean(all.map((v) => (v - center) ** 2))) };
      };
      const scaled = (c: number, start: number, row: number) => {
        const { center, deviation } = scale(c);
        return (value(c, start, row) - center) / deviation;
      };
      for (const split of ["train", "heldOut"] as const) {
        const samples = samplesOf(task, split);
        expect(samples).toHaveLength(parts[split].length);
        const expected = parts[split].map((start) => ({
          x: Array.from({ length }, (_, t) => ins.map((c) => scaled(c, start, start + t))).flat(),
          y: Array.from({ length }, (_, t) => outs.map((c) => scaled(c, start, start + t + horizon))).flat(),
        }));
        for (const { x, y } of samples) {
          const near = (a: ArrayLike<number>, b: readonly number[]) =>
            b.every((v, i) => Math.abs(v - (a[i] ?? Number.NaN)) < 1e-5 * (1 + Math.abs(v)));
          expect(expected.filter((one) => near(x, one.x) && near(y, one.y))).toHaveLength(1);
        }
      }

      const held = parts.heldOut.flatMap((start) =>
        Array.from({ length }, (_, t) => outs.map((c) => ({ c, start, row: start + t }))).flat(),
      );
      const losses = [
        mean(held.map(({ c, start, row }) => scaled(c, start, row + horizon) ** 2)),
        mean(
          held.map(({ c, start, row }) => {
            const guess = ins.includes(c) ? scaled(c, start, row) : 0;
            return (scaled(c, start, row + horizon) - guess) ** 2;
          }),
        ),
      ];
      const known = outs.some((c) => ins.includes(c));
      expect(task.trivial).toHaveLength(known ? 2 : 1);
      task.trivial.forEach(({ loss }, i) => {
        expect(loss).toBeCloseTo(losses[i] ?? 0, 6);
      });

      // People read the error of one target in its unit, of several in deviations.
      const batch = collate(samplesOf(task, "heldOut").slice(0, 8));
      const off = Float32Array.from(batch.y, (v) => v + 0.5);
      const unit = outs.length === 1 ? scale(outs[0] ?? 0).deviation : 1;
      expect(task.metric.of(off, batch)).toBeCloseTo(0.5 * unit, 3);
      expect(task.metric.unit).toBe(outs.length > 1 ? "deviations" : outs[0] === 0 ? "m" : "");
      if (outs.length === 1) {
        expect(task.unscale?.(0)).toBeCloseTo(scale(outs[0] ?? 0).center, 6);
        expect(task.unscale?.(1)).toBeCloseTo(scale(outs[0] ?? 0).center + unit, 6);
      } else expect(task.unscale).toBeUndefined();
      expect(task.forecast?.feed ?? []).toEqual(
        known ? ins.map((c) => (outs.includes(c) ? outs.indexOf(c) : null)) : [],
      );
    },
  );
});

test("a constant column is zeros, and divides by nothing", async () => {
  const task = await prepare(both, { inputs: "3,1", targets: "3" });
  const { x, y } = task.sample(rngFrom(1), "heldOut");
  expect([...x].filter((_, i) => i % 2 === 0).every((value) => Math.abs(value) < 1e-9)).toBe(true);
  expect([...y].every((value) => Math.abs(value) < 1e-9)).toBe(true);
  expect(task.trivial.every(({ loss }) => loss < 1e-12)).toBe(true);
});

test("a forecast runs through no gap, and ends with the table", async () => {
  const task = await prepare(both, { inputs: "1,2" });
  const { forecast } = task;
  if (!forecast) throw new Error("expected a forecast");
  // Rows 101 to 119 have no gap: nineteen rows, five of which are read.
  expect(forecast).toMatchObject({ read: 5, lag: 2, most: 14, feed: [0, 1] });
  for (let i = 0; i < 30; i++)
    for (const steps of [1, 7, 14]) {
      const { x, truth } = forecast.stretch(rngFrom(i), steps);
      expect(x).toEqual(truth);
      expect(x).toHaveLength(2 * (5 + steps));
    }
  const whole = forecast.stretch(rngFrom(1), 14);
  const last = await prepare(both, { inputs: "2" });
  expect(last.unscale?.(whole.x.at(-1) ?? 0)).toBeCloseTo(wind[119] ?? 0, 3);
});

test("numbers near the largest there are do not overflow", async () => {
  const huge = tableOf(
    ["h", level.map((value) => (value - 1050) * 1e306)],
    ["t", level.map((value) => value * 1e-310)],
  );
  for (const relative of [true, false]) {
    const task = await prepare(huge, { inputs: "1,2", relative });
    const { x, y } = task.sample(rngFrom(1), "train");
    expect([...x, ...y].every(Number.isFinite)).toBe(true);
    expect(task.trivial.every(({ loss }) => Number.isFinite(loss))).toBe(true);
  }
});

const wave = Array.from({ length: 120 }, (_, row) => Math.round(100 * Math.sin(row / 3)));
test.each([
  ["of 1e300", 0, 1e300],
  ["of 1e-300", 0, 1e-300],
  ["that are not even normal", 0, 5e-324],
  ["of 1 beside an offset of 2 to the power of 50", 2 ** 50, 1],
  ["of thousandths beside a million", 1e6, 2 ** -10],
  ["of 1e290 beside 1e300", 2 ** 996, 2 ** 963],
])("numbers %s are scaled as the same numbers in ones are", async (_, offset, unit) => {
  for (const relative of [true, false]) {
    const one = await prepare(tableOf(["a", wave]), { relative });
    const two = await prepare(tableOf(["a", wave.map((value) => offset + value * unit)]), { relative });
    const [{ x }, { x: found }] = [one.sample(rngFrom(1), "heldOut"), two.sample(rngFrom(1), "heldOut")];
    x.forEach((value, k) => {
      expect(found[k]).toBeCloseTo(value, 5);
    });
    two.trivial.forEach(({ loss }, k) => {
      expect(loss / (one.trivial[k]?.loss ?? 0)).toBeCloseTo(1, 5);
    });
    for (const value of [-2, 0, 1]) {
      const expected = (relative ? 0 : offset) + (one.unscale?.(value) ?? 0) * unit;
      expect(Math.abs((two.unscale?.(value) ?? 0) - expected)).toBeLessThanOrEqual(
        1e-12 * Math.abs(expected) + 5e-324,
      );
    }
  }
});

test.each([0, 0.1, -7, 1e300, 1e-300, Number.MAX_VALUE])("a column of %d alone is zeros", async (value) => {
  const task = await prepare(tableOf(["a", new Array<number>(120).fill(value)]));
  for (const split of ["train", "heldOut"] as const) {
    const { x, y } = task.sample(rngFrom(1), split);
    expect([...x, ...y].every((entry) => entry === 0)).toBe(true);
  }
  expect(task.trivial.map(({ loss }) => loss)).toEqual([0, 0]);
  const { target } = task.drawing(task.sample(rngFrom(1), "train"));
  if (target.kind !== "series") throw new Error("expected a series");
  expect(target.range[1] - target.range[0]).toBeGreaterThan(0);
  expect(target.range.every(Number.isFinite)).toBe(true);
});

test("what stands in no training window has no say in the scale, even among the training rows", async () => {
  // Rows 0 and 2 are parted by gaps from every window of seven rows.
  const stray = (value: number) =>
    prepare(tableOf(["a", level.map((v, row) => (row === 1 || row === 3 ? null : row < 3 ? value : v))]));
  const [one, two] = [await stray(1000), await stray(1e300)];
  expect(two.sample(rngFrom(1), "train")).toEqual(one.sample(rngFrom(1), "train"));
});

test("a diverged output stays infinite, and a far one is a number", async () => {
  const task = await prepare(tableOf(["a", level.map((value) => (value - 1000) * 1e306)]));
  expect(task.unscale?.(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  expect(task.unscale?.(Number.NaN)).toBeNaN();
  const [low = 0, high = 0] = [task.unscale?.(-1e30), task.unscale?.(1e30)];
  expect(high - low).toBeLessThan(Number.POSITIVE_INFINITY);
});

test.each([
  ["1,3", [0, 2]],
  [" 3 1 ", [2, 0]],
  ["2-3;1", [1, 2, 0]],
])("%j means the columns %j", (written, places) => {
  expect(columnsOf(both, "Inputs", written)).toEqual(places);
});
test.each([
  [
    "",
    /Inputs is “”, which names no column\. The columns are 1 \(level \(m\)\), 2 \(wind\), 3 \(still\); write/,
  ],
  ["4", /Inputs is “4”, but the table has no column “4”\. The columns are 1/],
  ["0", /no column “0”/],
  ["wind", /no column “wind”/],
  ["3-2", /no column “3-2”/],
  ["1-999999", /no column “1-999999”/],
  ["1,2,1", /names column 1 twice/],
])("%j names no columns: what there are is said", async (inputs, problem) => {
  await expect(prepare(both, { inputs })).rejects.toThrow(problem);
});

test("a table too short, or with too many gaps, is refused with the counts", async () => {
  await expect(prepare(both, { length: 60 })).rejects.toThrow(
    "The last 30 rows are to test: no 62 rows without a gap follow one another there, which length and horizon together need. Choose a shorter length or horizon",
  );
  const holes = tableOf(["a", level.map((value, row) => (row % 4 === 0 ? null : value))]);
  await expect(prepare(holes)).rejects.toThrow(
    "The first 90 rows are to train, 23 of which lack a number in a chosen column: no 7 rows",
  );
  await expect(prepare(tableOf(["a", []]))).rejects.toThrow(/The first 0 rows/);
});

test("least and largest values of windows are those of each window", () => {
  const series = seriesOf({ name: "a", values: level }, new Uint8Array(120).fill(1));
  const starts = Int32Array.from([0, 1, 2, 30, 31, 60, 100]);
  for (const relative of [true, false]) {
    const all = [...starts].flatMap((start) =>
      Array.from(
        series.u.slice(start, start + 9),
        (value) => value - (relative ? (series.u[start] ?? 0) : 0),
      ),
    );
    expect(extremes(series, starts, 9, relative)).toEqual([Math.min(...all), Math.max(...all)]);
  }
  expect(roundRange(0.123, 9.87)).toEqual([0.1, 9.9]);
  expect(roundRange(5, 5)).toEqual([4, 6]);
});

test("mean and squares of stretches are those of each stretch, whatever stands beside it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 9, maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(0, 1e140, -1e300, Number.NaN),
      (numbers, length, before) => {
        const values = Float64Array.from([before, ...numbers]);
        const starts = Int32Array.from({ length: numbers.length - length + 1 }, (_, k) => k);
        const seen: number[] = [];
        eachStretch(values, starts, 1, length, (start, middle, squares) => {
          seen.push(start);
          const own = [...values.slice(start + 1, start + 1 + length)];
          const expected = mean(own);
          const about = own.reduce((sum, value) => sum + (value - expected) ** 2, 0);
          expect(Math.abs(middle - expected)).toBeLessThanOrEqual(1e-9);
          expect(Math.abs(squares - about)).toBeLessThanOrEqual(1e-9 * (1 + about));
          if (own.every((value) => value === own[0]))
            expect([middle + 0, squares]).toEqual([(own[0] ?? 0) + 0, 0]);
        });
        expect(seen).toEqual([...starts]);
      },
    ),
  );
});

test.each([
  ["wind (m/s)", "wind", "m/s"],
  ["share [%]", "share", "%"],
  ["plain", "plain", ""],
  ["(m)", "(m)", ""],
  ["f(x)", "f", "x"],
])("%j is %j in %j", (name, label, unit) => {
  expect(splitUnit(name)).toEqual({ label, unit });
});
