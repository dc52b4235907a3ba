import fc from "fast-check";
import { expect, test } from "vitest";
import { Columns, Series } from "./series.ts";

test("a short series is exact at every update", () => {
  const series = new Series(8);
  for (const value of [3, 1, 4, 1, 5]) series.append(value);
  expect([1, 2, 3, 4, 5].map((u) => series.at(u))).toEqual([3, 1, 4, 1, 5]);
  expect(series.at(0)).toBeNaN();
  expect(series.at(6)).toBeNaN();
  expect(series.last).toBe(5);
});

test("a long series keeps extremes, mean and newest value in bounded memory", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }),
      (values) => {
        const series = new Series(8);
        for (const value of values) series.append(value);
        const buckets = Array.from({ length: series.buckets }, (_, k) => k);
        expect(series.buckets).toBeLessThanOrEqual(8);
        expect(series.length).toBe(values.length);
        expect(series.last).toBe(values.at(-1));
        expect(Math.min(...buckets.map((k) => series.min(k)))).toBe(Math.min(...values));
        expect(Math.max(...buckets.map((k) => series.max(k)))).toBe(Math.max(...values));
        for (const k of buckets) {
          const own = values.slice(k * series.stride, (k + 1) * series.stride);
          expect(series.mean(k)).toBeCloseTo(own.reduce((a, b) => a + b, 0) / own.length, 4);
          expect(series.updateAt(k)).toBe(Math.min(values.length, (k + 1) * series.stride));
        }
      },
    ),
  );
});

test("truncating forgets what came after, and appending goes on from there", () => {
  const series = new Series(8);
  for (let u = 1; u <= 6; u++) series.append(u);
  series.truncate(4);
  expect(series.length).toBe(4);
  expect(series.last).toBe(4);
  series.append(50);
  expect(series.at(5)).toBe(50);
  expect(series.at(6)).toBeNaN();
});

test("columns keep every stride-th column as it was, never an average", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), (length) => {
      const columns = new Columns(2, 8);
      for (let u = 0; u < length; u++) columns.append(Float32Array.of(u, -u));
      expect(columns.length).toBe(length);
      expect(columns.kept).toBe(Math.ceil(length / columns.stride));
      expect(columns.kept).toBeLessThanOrEqual(8);
      for (let k = 0; k < columns.kept; k++) expect(columns.column(k)[0]).toBe(k * columns.stride);
    }),
  );
});

test("truncated columns go on where they were cut", () => {
  const columns = new Columns(1, 8);
  for (let u = 0; u < 7; u++) columns.append(Float32Array.of(u));
  columns.truncate(3);
  columns.append(Float32Array.of(70));
  expect(columns.kept).toBe(4);
  expect(columns.column(3)[0]).toBe(70);
});

test("what is written and read goes on as if nothing had happened", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noDefaultInfinity: true }), { maxLength: 100 }),
      fc.array(fc.double(), { maxLength: 40 }),
      fc.boolean(),
      (before, after, isSingle) => {
        const series = new Series(8);
        const columns = new Columns(2, 8);
        const add = (to: readonly [Series, Columns], values: readonly number[]) => {
          for (const value of values) {
            to[0].append(isSingle ? Math.fround(value) : value);
            to[1].append(Float32Array.of(value, -value));
          }
        };
        add([series, columns], before);
        const again = [new Series(8), new Columns(2, 8)] as const;
        again[0].read(structuredClone(series.written()));
        again[1].read(structuredClone(columns.written()));
        add([series, columns], after);
        add(again, after);
        expect(again[0].written()).toEqual(series.written());
        expect(again[1].written()).toEqual(columns.written());
      },
    ),
  );
});

test("a curve of another shape is refused", () => {
  const series = new Series(16);
  for (let u = 0; u < 12; u++) series.append(u);
  expect(() => new Series(8).read(series.written())).toThrow("12 places, not 12 of at most 8");
  const columns = new Columns(3, 8);
  columns.append(Float32Array.of(1, 2, 3));
  expect(() => new Columns(2, 8).read(columns.written())).toThrow(RangeError);
});
