import { expect, test } from "vitest";
import { decimate, envelope, extent } from "./decimate.ts";
import { Series } from "./series.ts";

const spiky = Array.from({ length: 5000 }, (_, x) => ({
  x,
  y: Math.sin(x / 40) + (x === 1234 ? 50 : x === 4321 ? -50 : 0),
}));

test("keeps the ends, the extremes and the order, within the limit", () => {
  const few = decimate(spiky, 100);
  expect(few.length).toBeLessThanOrEqual(100);
  expect(few.length).toBeGreaterThan(90);
  expect(few[0]).toEqual(spiky[0]);
  expect(few.at(-1)).toEqual(spiky.at(-1));
  expect(few).toContainEqual(spiky[1234]);
  expect(few).toContainEqual(spiky[4321]);
  expect(few.every((point, k) => k === 0 || point.x > (few[k - 1]?.x ?? 0))).toBe(true);
});

test("leaves short series alone, but for what is not finite", () => {
  const points = [
    { x: 1, y: 2 },
    { x: 2, y: Number.NaN },
    { x: 3, y: 1 },
  ];
  expect(decimate(points, 10)).toEqual([points[0], points[2]]);
});

test("an envelope holds every spike, and its columns stand still while the series grows", () => {
  const series = new Series(1024);
  for (const { y } of spiky.slice(0, 3000)) series.append(y);
  const before = envelope(series, 50);
  expect(Math.max(...before.map(({ y }) => y))).toBeGreaterThan(45);
  for (const { y } of spiky.slice(3000, 3040)) series.append(y);
  expect(envelope(series, 50).slice(0, 100)).toEqual(before.slice(0, 100));
});

test("an envelope of an exact series with narrow columns is the series", () => {
  const series = new Series();
  for (const value of [3, 1, 2]) series.append(value);
  expect(envelope(series, 0.4)).toEqual([
    { x: 1, y: 3 },
    { x: 2, y: 1 },
    { x: 3, y: 2 },
  ]);
});

test("the extent is of what a log axis can show", () => {
  const series = new Series();
  expect(extent(series)).toBeNull();
  for (const value of [0, 4, 1e-5, Number.NaN]) series.append(value);
  expect(extent(series)).toEqual([1e-5, 4]);
});
