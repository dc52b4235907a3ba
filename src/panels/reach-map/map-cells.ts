/** The map as pixels and as a table, without React. */

import { magnitudePixel } from "../../lib/colour-maps.ts";
import { overDiagonal, type ReachMap } from "../../model/reach-map.ts";
import type { reachMap as english } from "../../text/en/reach-map.ts";
import type { Words } from "../../text/language.ts";
import { rounded, type Table } from "../table.ts";

/** Decades of the colours, the same for all models: gated networks and orthogonal ones pass 1. */
export const mapScale = { low: -12, high: 2 } as const;

/** Shares [T, T] of one state's map: each row divided by its entry on the diagonal. */
const shares = new WeakMap<Float64Array, Float64Array>();
export function sharesOf({ norms, steps }: ReachMap, scan: number, state: string): Float64Array | null {
  const own = norms[scan]?.[state];
  if (!own) return null;
  const known = shares.get(own) ?? overDiagonal(own, steps);
  shares.set(own, known);
  return known;
}

/** What a cell of several steps shows: the largest share; NaN where none is known. */
export function cellAt(all: Float64Array, steps: number, bin: number, row: number, column: number): number {
  let largest = Number.NaN;
  for (let t = row * bin; t < Math.min(steps, (row + 1) * bin); t++)
    for (let k = column * bin; k < Math.min(steps, (column + 1) * bin); k++) {
      const share = all[t * steps + k] as number;
      if (!(share <= largest)) largest = Number.isNaN(share) ? largest : share;
    }
  return largest;
}

/**
 * One pixel a cell, row-major, [n, n] with n cells of `bin` steps. The half that no gradient reaches stays page, so that the triangle
 * itself says which steps come after; of a layer that reads backward it is the other half.
 */
export function mapPixels(all: Float64Array, steps: number, bin: number, isBackward: boolean): Uint32Array {
  const n = Math.ceil(steps / bin);
  return Uint32Array.from({ length: n * n }, (_, i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    if (isBackward ? column < row : column > row) return 0;
    const share = cellAt(all, steps, bin, row, column);
    return Number.isNaN(share) ? 0 : magnitudePixel(share, mapScale.low, mapScale.high);
  });
}

/** Device pixels of a cell, and steps that share one, which are `least` or more: cells are whole pixels. */
export function cellsIn(
  steps: number,
  pixels: number,
  least = 1,
): { readonly bin: number; readonly cell: number } {
  const bin = Math.max(least, Math.ceil(steps / Math.max(1, pixels)));
  return { bin, cell: Math.max(1, Math.floor(pixels / Math.ceil(steps / bin))) };
}

/** A row for each model and step t of the loss: the shares at all steps k. */
export function mapTable(
  { model, row, column }: Words<typeof english>["columns"],
  models: readonly { readonly name: string; readonly all: Float64Array }[],
): Table {
  const steps = Math.max(0, ...models.map(({ all }) => Math.sqrt(all.length)));
  return {
    header: [model, row, ...Array.from({ length: steps }, (_, k) => column(k + 1))],
    rows: models.flatMap(({ name, all }) => {
      const T = Math.sqrt(all.length);
      return Array.from({ length: T }, (_, t) => [
        ...[name, t + 1],
        ...Array.from({ length: steps }, (_, k) => (k < T ? rounded(all[t * T + k]) : null)),
      ]);
    }),
  };
}
