import { expect, test } from "vitest";
import { overPixel, viridis } from "../../lib/colour-maps.ts";
import { Columns } from "../../lib/series.ts";
import { gradientFlow } from "../../text/en/gradient-flow.ts";
import type { Cells } from "../../ui/heatmap.ts";
import { columnFor, flowNumbers, heightOfStep, paintWaterfall, stepAtHeight, updateAt } from "./waterfall.ts";

const cellsOf = (columns: number, rows: number) =>
  ({ columns, rows, pixels: new Uint32Array(columns * rows) }) as unknown as Cells;

test("every update has a pixel and every pixel an update", () => {
  expect(updateAt(0, 200, 1000)).toBe(1);
  expect(updateAt(199.9, 200, 1000)).toBe(1000);
  expect(updateAt(199, 200, 20)).toBe(20);
});

test("the last step is at the top, and the middle of a row is that row", () => {
  expect(stepAtHeight(0, 100, 40)).toBe(39);
  expect(stepAtHeight(99.9, 100, 40)).toBe(0);
  for (let t = 0; t < 40; t++) expect(stepAtHeight(heightOfStep(t, 100, 40), 100, 40)).toBe(t);
});

test("a thinned run still has a column for every update", () => {
  const columns = new Columns(1, 8);
  for (let u = 1; u <= 37; u++) columns.append(Float32Array.of(u));
  for (let u = 1; u <= 37; u++) {
    const k = columnFor(u, columns);
    expect(Math.abs((columns.column(k)[0] ?? 0) - u)).toBeLessThan(2 * columns.stride);
  }
  expect(columnFor(38, columns)).toBe(-1);
});

test("the future is empty, the past is coloured from the top", () => {
  const columns = new Columns(2);
  columns.append(Float32Array.of(0, 1));
  columns.append(Float32Array.of(1, 1));
  const cells = cellsOf(4, 2);
  columns.append(Float32Array.of(2, 1));
  paintWaterfall(cells, columns, 4, "share", { low: -12, high: 0 }, 0);
  const [dark, bright] = [viridis[0], viridis[255]];
  // What is beyond the top has a colour that the map does not have.
  expect([...viridis]).not.toContain(overPixel);
  expect([...cells.pixels]).toEqual([bright, bright, bright, 0, dark, bright, overPixel, 0]);
});

test("the numbers can be had as a table", () => {
  const columns = new Columns(2);
  columns.append(Float32Array.of(0.5, 2));
  expect(flowNumbers(gradientFlow.columns, ["RNN"], [columns], "share")).toEqual({
    header: ["model", "update", "share at t = 1", "share at t = 2"],
    rows: [["RNN", 1, 0.25, 1]],
  });
});
