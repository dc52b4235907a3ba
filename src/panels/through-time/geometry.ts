/** Pixels of the band. Everything over time uses one cell width, a whole number of device pixels. */

export interface Room {
  /** Of the band, CSS pixels. */
  readonly width: number;
  readonly viewportHeight: number;
  readonly pixelRatio: number;
}

export interface Geometry {
  /** One column, labels above the strips, the readout elsewhere. */
  readonly phone: boolean;
  readonly compact: boolean;
  readonly label: number;
  readonly gap: number;
  readonly readout: number;
  readonly pixelRatio: number;
  readonly steps: number;
  /** Steps that share a column; 1 unless there are more steps than pixels. */
  readonly bin: number;
  readonly columns: number;
  /** Width of a column. */
  readonly cell: number;
  /** cell · columns. */
  readonly plot: number;
}

const phoneBelow = 640;

export function geometryOf({ width, viewportHeight, pixelRatio }: Room, steps: number): Geometry {
  const phone = width < phoneBelow;
  const compact = !phone && (width < 1100 || viewportHeight < 800);
  const [label, gap, readout] = phone ? [0, 0, 0] : width < 1100 ? [88, 6, 106] : [100, 8, 116];
  const room = Math.max(1, Math.floor((width - label - gap - readout) * pixelRatio));
  const bin = Math.max(1, Math.ceil(steps / Math.min(room, 900 * pixelRatio)));
  const columns = Math.max(1, Math.ceil(steps / bin));
  const cell = Math.max(1, Math.floor(room / columns)) / pixelRatio;
  return { phone, compact, label, gap, readout, pixelRatio, steps, bin, columns, cell, plot: cell * columns };
}

export const columnOf = ({ bin }: Geometry, step: number): number => Math.floor(step / bin);
/** Middle of a step's column. */
export const centreOf = (geometry: Geometry, step: number): number =>
  (columnOf(geometry, step) + 0.5) * geometry.cell;
/** Right edge of the columns of the first `length` steps. */
export const endOf = ({ bin, cell }: Geometry, length: number): number => Math.ceil(length / bin) * cell;
/** Step at a distance from the plot's left edge, or null outside. */
export function stepAt(geometry: Geometry, x: number): number | null {
  if (x < 0 || x >= geometry.plot) return null;
  return Math.min(geometry.steps - 1, Math.floor(x / geometry.cell) * geometry.bin);
}

export interface Lane {
  /** Rows drawn; units a row is over 1 if there are more units than pixels. */
  readonly rows: number;
  readonly unitsPerRow: number;
  readonly rowHeight: number;
  readonly height: number;
}

const groupHeight = 200;
const tallestRow = 6;

/** Rows of one model's heat map: the whole group gets 200 px, whatever the number of models. */
export function laneOf(units: number, lanes: number, pixelRatio: number): Lane {
  const budget = Math.floor((groupHeight * pixelRatio) / lanes);
  const exact = budget / units;
  // Under two pixels, rows of one and two alternate rather than leave a third of the height unused.
  const pixels = exact >= 2 ? Math.floor(exact) : Math.floor(2 * exact) / 2;
  if (pixels < 1) {
    const unitsPerRow = Math.ceil(units / budget);
    const rows = Math.ceil(units / unitsPerRow);
    const each = Math.max(1, Math.floor(budget / rows)) / pixelRatio;
    return { rows, unitsPerRow, rowHeight: each, height: rows * each };
  }
  const rowHeight = Math.min(pixels / pixelRatio, tallestRow);
  return {
    rows: units,
    unitsPerRow: 1,
    rowHeight,
    height: Math.round(units * rowHeight * pixelRatio) / pixelRatio,
  };
}

/** Steps to label under the plot: the first, round numbers far enough apart, the last. 1-based. */
export function axisTicks(geometry: Geometry): readonly number[] {
  const { steps, plot } = geometry;
  const apart = steps * (64 / plot);
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((size) => size >= apart) ?? 2000;
  const ticks = [1];
  for (let t = every; t < steps; t += every)
    if (t > 1 && (t - 1) * (plot / steps) > 34 && (steps - t) * (plot / steps) > 30) ticks.push(t);
  if (steps > 1) ticks.push(steps);
  return ticks;
}
