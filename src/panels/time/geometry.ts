/** Pixels of the band. Everything over time uses one cell width, a whole number of device pixels. */

export interface Room {
  /** Of the band, CSS pixels. */
  readonly width: number;
  readonly viewportHeight: number;
  readonly pixelRatio: number;
  /** For the hidden states of all models together; as much as they take where the page scrolls anyway. */
  readonly group?: number;
  /** For the strip of one gate; less where the screen has no height for more. */
  readonly gate?: number;
}

export interface Geometry {
  /** One column, labels above the strips, the readout elsewhere. */
  readonly phone: boolean;
  readonly compact: boolean;
  /** Header lines have no room for sentences, which stand in lines of their own. */
  readonly narrow: boolean;
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
  /** Strips of gates that there is room for, and those that are open. */
  readonly mostGates: number;
  readonly gates: number;
  /** Height of the hidden states of all models together. */
  readonly group: number;
  /** Height of the strip of one gate. */
  readonly gate: number;
}

const phoneBelow = 640;
/** Of a plot. */
const narrowBelow = 780;

/** Height of the hidden states of all models together, and of the strip of one gate. */
export const groupHeight = 200;
export const gateHeight = 32;
/** Least height of a model's hidden state beside two lines of the readout, and of a gate's strip beside one. */
export const leastLane = 30;
export const leastGate = 16;
/** Under this height a screen has no line of its own for the letters of gates: they stand in the hidden state's. */
const compactBelow = 800;

/** A page that scrolls has room; on others the panel below, and then the hidden states, give way to so many strips. */
const mostGates = (phone: boolean, viewportHeight: number): number =>
  phone ? 6 : viewportHeight >= 1000 ? 5 : viewportHeight >= compactBelow ? 3 : 2;

/** @param asked strips of gates that the reader opened. */
export function geometryOf(
  { width, viewportHeight, pixelRatio, group = groupHeight, gate = gateHeight }: Room,
  steps: number,
  asked = 0,
): Geometry {
  const phone = width < phoneBelow;
  const compact = !phone && (width < 1100 || viewportHeight < compactBelow);
  const [label, gap, readout] = phone ? [0, 0, 0] : width < 1100 ? [88, 6, 106] : [100, 8, 116];
  const room = Math.max(1, Math.floor((width - label - gap - readout) * pixelRatio));
  const bin = Math.max(1, Math.ceil(steps / Math.min(room, 900 * pixelRatio)));
  const columns = Math.max(1, Math.ceil(steps / bin));
  const cell = Math.max(1, Math.floor(room / columns)) / pixelRatio;
  const most = mostGates(phone, viewportHeight);
  return {
    ...{
      phone,
      compact,
      narrow: phone || cell * columns < narrowBelow,
      label,
      gap,
      readout,
      pixelRatio,
      steps,
      bin,
      columns,
      cell,
      plot: cell * columns,
    },
    ...{ mostGates: most, gates: Math.min(asked, most), group, gate },
  };
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

const tallestRow = 6;

/** Rows of one model's heat map: the whole group gets its height, whatever the number of models. */
export function laneOf(units: number, lanes: number, pixelRatio: number, group = groupHeight): Lane {
  const budget = Math.floor((group * pixelRatio) / lanes);
  const exact = budget / units;
  // Under two pixels, some rows are one and some two high rather than leave a third of the height unused.
  const pixels = exact >= 2 ? Math.floor(exact) : Math.floor(4 * exact) / 4;
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
