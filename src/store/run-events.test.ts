import { expect, test } from "vitest";
import { decode } from "../experiment/link.ts";
import { Series } from "../lib/series.ts";
import { passed, runEvents, spikesOf } from "./run-events.ts";
import { type HorizonPoint, openRecord } from "./run-record.ts";

const seriesOf = (values: readonly number[], capacity = 4096): Series => {
  const series = new Series(capacity);
  for (const value of values) series.append(value);
  return series;
};
const flat = (value: number, updates: number) => Array.from({ length: updates }, () => value);

test("a loss that had fallen and rises for a while is found where it rose", () => {
  expect(
    spikesOf(seriesOf([...flat(1.4, 50), ...flat(0.001, 50), ...flat(0.5, 20), ...flat(0.001, 50)])),
  ).toEqual([101]);
});

test("a single bad batch, and a loss that never fell, are nothing", () => {
  expect(spikesOf(seriesOf([...flat(1.4, 50), ...flat(0.001, 50), 0.5, 0.4, ...flat(0.001, 50)]))).toEqual(
    [],
  );
  expect(spikesOf(seriesOf([...flat(0.5, 50), ...flat(9, 50)]))).toEqual([]);
  expect(spikesOf(new Series())).toEqual([]);
});

test("where buckets hold several updates, it is found to within a bucket, and at most three are told", () => {
  const long = [...flat(1.4, 200), ...flat(0.001, 200), ...flat(0.5, 64), ...flat(0.001, 100)];
  const [at] = spikesOf(seriesOf(long, 128));
  expect(Math.abs((at ?? 0) - 401)).toBeLessThanOrEqual(8);
  const often = [
    ...flat(1.4, 20),
    ...Array.from({ length: 9 }, () => [...flat(0.001, 20), ...flat(0.5, 20)]).flat(),
  ];
  expect(spikesOf(seriesOf(often))).toHaveLength(3);
});

const lag = (far: number) => ({ far, near: far, symbol: null, kind: "symbols" }) as const;
const horizons = (steps: readonly (number | null)[]): HorizonPoint[] =>
  steps.map((own, k) => ({
    ...{ update: 20 * k, probe: 0 },
    models: [[own === null ? null : { steps: own, isWhole: false, isLeast: false }]],
  }));
const passes = (steps: readonly (number | null)[], ...lags: number[]) =>
  passed(horizons(steps), 0, 0, lags.map(lag)).map(({ update }) => update);

test("a horizon passes a lag where it first reaches it after it had not", () => {
  expect(passes([3, 5, 12, 40], 34, 10)).toEqual([60, 40]);
  expect(passes([40, 40, 40], 34)).toEqual([]);
  expect(passes([40, 12, 33, 34, 12, 40], 34)).toEqual([60]);
  expect(passes([3, null, 40], 34)).toEqual([40]);
  expect(passes([null, null], 34)).toEqual([]);
  expect(passed(horizons([3, 40]), 1, 0, [lag(34)])).toEqual([]);
});

test("the lags are those of the sequence that was examined", async () => {
  const { spec } = decode("#1/task.length=40&models=simple,lstm");
  const record = await openRecord(1, spec, () => Promise.reject(new Error("no asset is needed")));
  record.horizons.push(
    ...[0, 20].map((update) => ({
      ...{ update, probe: 0 },
      models: [
        [{ steps: 2, isWhole: false, isLeast: false }],
        [{ steps: update === 0 ? 2 : 39, isWhole: true, isLeast: false }],
      ],
    })),
  );
  const events = runEvents(record);
  expect(events.map(({ kind, update, lane }) => [kind, update, lane])).toEqual([
    ["reached", 20, 1],
    ["reached", 20, 1],
  ]);
  expect(events.map((event) => "lag" in event && event.lag.symbol)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^[XY]$/)]),
  );
});
