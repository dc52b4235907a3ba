import { memo, useLayoutEffect, useRef } from "react";
import { rdbu, signedIndex } from "../../lib/colour-maps.ts";
import type { Block } from "../../model/matrix.ts";
import { useApp } from "../../store/hooks.ts";
import { newCells, putCells } from "../../ui/heatmap.ts";

/** Device pixels per cell, at least. */
const leastCell = 1;

/** The entry of largest magnitude among those that share a cell. */
function largest(
  { values, columns, offset }: Block<Float32Array>,
  rows: readonly [number, number],
  own: readonly [number, number],
): number {
  let found = 0;
  for (let r = rows[0]; r < rows[1]; r++)
    for (let c = own[0]; c < own[1]; c++) {
      const value = values[r * columns + offset + c] as number;
      if (Math.abs(value) > Math.abs(found)) found = value;
    }
  return found;
}

/** Entries per cell along one side, and cells. */
export function binsOf(entries: number, pixels: number): { readonly each: number; readonly cells: number } {
  const each = Math.max(1, Math.ceil(entries / Math.max(1, Math.floor(pixels / leastCell))));
  return { each, cells: Math.ceil(entries / each) };
}

/** The weight at a place of the map. @param at from the left and from the top, 0 to 1 */
export function weightAt(
  { rows, width, offset }: Block<Float32Array>,
  at: readonly [x: number, y: number],
  isTurned: boolean,
): { readonly row: number; readonly column: number } {
  const index = (share: number, count: number) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
  const [x, y] = at;
  return isTurned
    ? { row: index(x, rows), column: offset + index(y, width) }
    : { row: index(y, rows), column: offset + index(x, width) };
}

interface WeightMapProps {
  readonly block: Block<Float32Array>;
  /** Rows become columns, so that a column is one unit. */
  readonly isTurned: boolean;
  readonly limit: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** A block of a matrix as a heat map, a cell per weight where there is room. */
export const WeightMap = memo(function WeightMap({ block, isTurned, limit, width, height }: WeightMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useApp((app) => app.theme);
  useLayoutEffect(() => {
    if (!canvas.current) return;
    const ratio = window.devicePixelRatio || 1;
    const [down, across] = isTurned ? [block.width, block.rows] : [block.rows, block.width];
    const [rows, columns] = [binsOf(down, height * ratio), binsOf(across, width * ratio)];
    const cells = newCells(columns.cells, rows.cells);
    for (let y = 0; y < rows.cells; y++)
      for (let x = 0; x < columns.cells; x++) {
        const one = [y * rows.each, Math.min(down, (y + 1) * rows.each)] as const;
        const other = [x * columns.each, Math.min(across, (x + 1) * columns.each)] as const;
        const value = isTurned ? largest(block, other, one) : largest(block, one, other);
        cells.pixels[y * columns.cells + x] = rdbu[theme][signedIndex(value, limit)] as number;
      }
    putCells(canvas.current, cells);
  }, [block, isTurned, limit, width, height, theme]);
  return <canvas ref={canvas} className="un-weights" style={{ width, height }} />;
});
