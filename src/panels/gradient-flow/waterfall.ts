import { magnitudePixel } from "../../lib/colour-maps.ts";
import type { Columns } from "../../lib/series.ts";
import type { Cells } from "../../ui/heatmap.ts";
import { type GradientMode, type GradientScale, shownNorm } from "../gradient-scale.ts";

/** Update (1-based) under pixel x of a picture `width` wide that spans `range` updates. */
export const updateAt = (x: number, width: number, range: number): number =>
  Math.floor((x / width) * range) + 1;

/** The kept column that stands for an update; −1 if there is none. */
export function columnFor(update: number, columns: Columns): number {
  if (update < 1 || update > columns.length) return -1;
  return Math.min(columns.kept - 1, Math.floor((update - 1) / columns.stride));
}

/** Step (0-based) under a height; the last step is at the top, since the gradient falls. */
export const stepAtHeight = (y: number, height: number, steps: number): number =>
  Math.min(steps - 1, Math.max(0, steps - 1 - Math.floor((y / height) * steps)));

/** Middle of a step's row. */
export const heightOfStep = (step: number, height: number, steps: number): number =>
  ((steps - step - 0.5) / steps) * height;

/** Paints pixel columns from … width−1: what has not happened yet stays empty. */
export function paintWaterfall(
  cells: Cells,
  columns: Columns,
  range: number,
  mode: GradientMode,
  { low, high }: GradientScale,
  from: number,
): void {
  const steps = columns.height;
  for (let x = from; x < cells.columns; x++) {
    const k = columnFor(updateAt(x, cells.columns, range), columns);
    const column = k < 0 ? null : columns.column(k);
    for (let row = 0; row < steps; row++) {
      const norm = column ? shownNorm(column, steps - 1 - row, mode) : 0;
      cells.pixels[row * cells.columns + x] = column ? magnitudePixel(norm, low, high) : 0;
    }
  }
}

/** All kept columns of all models as a table: a row an update, a column a step. */
export function flowNumbers(names: readonly string[], all: readonly Columns[], mode: GradientMode): string {
  const steps = all[0]?.height ?? 0;
  const header = ["model", "update", ...Array.from({ length: steps }, (_, t) => `t = ${t + 1}`)].join("\t");
  const rows = all.flatMap((columns, m) =>
    Array.from({ length: columns.kept }, (_, k) => {
      const column = columns.column(k);
      const numbers = Array.from({ length: steps }, (_, t) => {
        const value = shownNorm(column, t, mode);
        return Number.isNaN(value) ? "" : String(Number(value.toPrecision(7)));
      });
      return [names[m], k * columns.stride + 1, ...numbers].join("\t");
    }),
  );
  return [header, ...rows].join("\n");
}
