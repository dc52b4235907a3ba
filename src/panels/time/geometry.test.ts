import { expect, test } from "vitest";
import { axisTicks, centreOf, endOf, geometryOf, laneOf, stepAt } from "./geometry.ts";

const wide = { width: 1124, viewportHeight: 900, pixelRatio: 1 };
const small = { width: 1000, viewportHeight: 720, pixelRatio: 1 };
const phone = { width: 350, viewportHeight: 844, pixelRatio: 3 };

test.each([
  [wide, 50, 18, 900],
  [wide, 40, 22, 880],
  [small, 50, 16, 800],
  [{ ...phone, pixelRatio: 1 }, 50, 7, 350],
])("%j with %d steps has cells of %d px", (room, steps, cell, plot) => {
  expect(geometryOf(room, steps)).toMatchObject({ cell, plot, bin: 1, columns: steps });
});

test("a cell is a whole number of device pixels", () => {
  for (const steps of [7, 33, 49, 301, 1999])
    for (const room of [wide, small, phone]) {
      const { cell, plot, columns } = geometryOf(room, steps);
      expect((cell * room.pixelRatio) % 1).toBeCloseTo(0, 9);
      expect(plot).toBeCloseTo(cell * columns, 9);
      expect(plot).toBeLessThanOrEqual(room.width);
    }
});

test("more steps than pixels share columns, all of the same width", () => {
  const geometry = geometryOf(wide, 1000);
  expect(geometry).toMatchObject({ bin: 2, columns: 500, cell: 1, plot: 500 });
  expect(stepAt(geometry, 499.5)).toBe(998);
  expect(stepAt(geometry, 500)).toBeNull();
});

test("the step under a step's middle is that step", () => {
  const geometry = geometryOf(wide, 40);
  for (let t = 0; t < 40; t++) expect(stepAt(geometry, centreOf(geometry, t))).toBe(t);
});

test.each([
  [32, 1, 1, 6, 192],
  [32, 2, 1, 3, 96],
  [32, 3, 1, 2, 64],
  [32, 4, 1, 1.5, 48],
  [32, 4, 2, 1.5, 48],
  [64, 2, 1, 1.5, 96],
  [8, 1, 1, 6, 48],
])("%d units, %d models at %d×: rows of %d px", (units, lanes, ratio, rowHeight, height) => {
  expect(laneOf(units, lanes, ratio)).toMatchObject({ rowHeight, height, unitsPerRow: 1 });
});

test("more units than pixels share rows", () => {
  expect(laneOf(256, 4, 1)).toEqual({ rows: 43, unitsPerRow: 6, rowHeight: 1, height: 43 });
});

test("ticks are the first, round ones, the last, and never touch", () => {
  expect(axisTicks(geometryOf(wide, 50))).toEqual([1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50]);
  expect(axisTicks(geometryOf({ ...phone, pixelRatio: 1 }, 50))).toEqual([1, 10, 20, 30, 40, 50]);
  expect(axisTicks(geometryOf(wide, 1))).toEqual([1]);
});

test("what comes after the end begins behind the last column that has a step of the sequence", () => {
  const geometry = geometryOf(wide, 40);
  expect(endOf(geometry, 40)).toBe(geometry.plot);
  expect(endOf(geometry, 13)).toBe(13 * geometry.cell);
  const binned = geometryOf(phone, 1999);
  expect(binned.bin).toBeGreaterThan(1);
  expect(endOf(binned, binned.bin + 1)).toBeCloseTo(2 * binned.cell, 9);
});
