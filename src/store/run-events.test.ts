import { expect, test } from "vitest";
import { Series } from "../lib/series.ts";
import { spikesOf } from "./run-events.ts";

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
