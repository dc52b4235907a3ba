/**
 * A canvas with one pixel a cell, scaled up by CSS: no smoothing, no gaps. The owner paints it on animation frames; React
 * only places it.
 */
export interface Cells {
  readonly columns: number;
  readonly rows: number;
  /** Pixels, row-major. */
  readonly pixels: Uint32Array;
  readonly image: ImageData;
}

export function newCells(columns: number, rows: number): Cells {
  const image = new ImageData(columns, rows);
  return { columns, rows, image, pixels: new Uint32Array(image.data.buffer) };
}

/** Puts columns from … to−1 of the cells on the canvas. */
export function putCells(canvas: HTMLCanvasElement, cells: Cells, from = 0, to = cells.columns): void {
  if (canvas.width !== cells.columns || canvas.height !== cells.rows) {
    canvas.width = cells.columns;
    canvas.height = cells.rows;
  }
  if (to <= from) return;
  canvas.getContext("2d")?.putImageData(cells.image, 0, 0, from, 0, to - from, cells.rows);
}

/** The entry of largest magnitude in a block of a [T, H] array: what a bin of several steps or units shows. */
export function largestIn(
  values: Float32Array | Float64Array,
  width: number,
  rows: readonly [number, number],
  columnAt: (k: number) => number,
  columns: readonly [number, number],
): number {
  let largest = 0;
  for (let t = rows[0]; t < rows[1]; t++)
    for (let k = columns[0]; k < columns[1]; k++) {
      const value = values[t * width + columnAt(k)] as number;
      if (Math.abs(value) > Math.abs(largest)) largest = value;
    }
  return largest;
}
