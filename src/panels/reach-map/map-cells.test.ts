import { expect, test } from "vitest";
import { reachMap } from "../../text/en/reach-map.ts";
import { cellAt, cellsIn, mapPixels, mapTable, sharesOf } from "./map-cells.ts";
import { knownRow } from "./shown-maps.ts";

const norms = Float64Array.from([2, 0, 0, 1, 4, 0, 0.5, 1, 1]);
const map = { steps: 3, every: 1, losses: new Float64Array(3), norms: [{ h: norms }] };

test("each row is divided by its diagonal, and is made once", () => {
  const all = sharesOf(map, 0, "h");
  expect([...(all ?? [])]).toEqual([1, 0, 0, 0.25, 1, 0, 0.5, 1, 1]);
  expect(sharesOf(map, 0, "h")).toBe(all);
  expect(sharesOf(map, 0, "c")).toBeNull();
});

test("a cell of several steps shows the largest, and the future is page", () => {
  const all = sharesOf(map, 0, "h") as Float64Array;
  expect(cellAt(all, 3, 2, 1, 0)).toBe(1);
  const pixels = mapPixels(all, 3, 1, false);
  expect([1, 2, 5].map((i) => pixels[i])).toEqual([0, 0, 0]);
  expect([0, 3, 4, 6, 7, 8].every((i) => (pixels[i] ?? 0) !== 0)).toBe(true);
  expect([...mapPixels(all, 3, 1, true)].slice(3, 4)).toEqual([0]);
});

test("cells are whole pixels and never more than fit", () => {
  for (const steps of [1, 5, 40, 100, 399])
    for (const pixels of [40, 160, 200, 333]) {
      const { bin, cell } = cellsIn(steps, pixels);
      expect(Math.ceil(steps / bin) * cell).toBeLessThanOrEqual(pixels);
      expect(Number.isInteger(cell) && cell >= 1).toBe(true);
    }
});

test("of rows that are left out, each cell has one that is known, and the nearest is read out", () => {
  for (const [steps, every] of [
    [40, 3],
    [41, 5],
    [400, 22],
  ] as const) {
    const { bin } = cellsIn(steps, 200, every);
    expect(bin).toBeGreaterThanOrEqual(every);
    const known = Array.from({ length: steps }, (_, t) => t).filter((t) => (steps - 1 - t) % every === 0);
    const cells = new Set(known.map((t) => Math.floor(t / bin)));
    // All but the first, of which the steps before the first known row may be.
    for (let cell = 1; cell < Math.ceil(steps / bin); cell++) expect(cells).toContain(cell);
    for (let t = 0; t < steps; t++) {
      const row = knownRow({ steps, every }, t);
      expect(known).toContain(row);
      for (const other of known) expect(Math.abs(row - t)).toBeLessThanOrEqual(Math.abs(other - t));
    }
  }
});

test("the table holds every share", () => {
  const table = mapTable(reachMap.columns, [{ name: "RNN", all: sharesOf(map, 0, "h") as Float64Array }]);
  expect(table.header).toEqual(["model", "t of the loss", ...[1, 2, 3].map((k) => `share at k = ${k}`)]);
  expect(table.rows).toHaveLength(3);
  expect(table.rows[1]).toEqual(["RNN", 2, 0.25, 1, 0]);
});
