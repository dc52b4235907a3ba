import { magnitudePixel } from "../../lib/colour-maps.ts";
import type { Columns } from "../../lib/series.ts";
import { isCounted } from "../../model/counted.ts";
import { networkCurves, type RunRecord } from "../../store/run-record.ts";
import type { ShownLayer } from "../../store/state.ts";
import type { gradientFlow as english } from "../../text/en/gradient-flow.ts";
import type { Words } from "../../text/language.ts";
import type { Cells } from "../../ui/heatmap.ts";
import { type GradientMode, type GradientScale, shownNorm } from "../gradient-scale.ts";
import { shownScan } from "../shown-scan.ts";
import { rounded, type Table } from "../table.ts";

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

/** All kept columns of all models as a table: a row per update, a column per step. */
export function flowNumbers(
  { model, update, step }: Words<typeof english>["columns"],
  names: readonly string[],
  all: readonly Columns[],
  mode: GradientMode,
): Table {
  const steps = all[0]?.height ?? 0;
  return {
    header: [model, update, ...Array.from({ length: steps }, (_, t) => step[mode](t + 1))],
    rows: all.flatMap((columns, m) =>
      Array.from({ length: columns.kept }, (_, k) => {
        const column = columns.column(k);
        const numbers = Array.from({ length: steps }, (_, t) => rounded(shownNorm(column, t, mode)));
        return [names[m] ?? "", k * columns.stride + 1, ...numbers];
      }),
    ),
  };
}

export interface ShownColumns {
  readonly m: number;
  readonly columns: Columns | null;
}

/** By model, the columns of the layer and direction that is shown; null of a model that counts. */
export function shownColumns(record: RunRecord, shownLayer: ShownLayer | null): readonly ShownColumns[] {
  return record.plans.flatMap((model, m): readonly ShownColumns[] => {
    if (isCounted(model)) return [{ m, columns: null }];
    const scan = shownScan(model, shownLayer);
    const columns =
      scan && networkCurves(record.models[m])?.waterfalls.get(`${scan.index}/${scan.states[0]}`);
    return columns ? [{ m, columns }] : [];
  });
}

/** What is shown as a table: of the networks, in the mode that the colours have. */
export function shownNumbers(
  words: Words<typeof english>["columns"],
  record: RunRecord,
  shownLayer: ShownLayer | null,
  mode: GradientMode,
): Table {
  const shown = shownColumns(record, shownLayer).flatMap(({ m, columns }) =>
    columns ? [{ name: record.names[m] ?? "", columns }] : [],
  );
  return flowNumbers(
    words,
    shown.map(({ name }) => name),
    shown.map(({ columns }) => columns),
    mode,
  );
}
