import type { Floats } from "./results.ts";

/** One gate's columns of a kernel [rows, columns], or of a bias [columns] (rows = 1): `width` of them from `offset`. */
export interface Block<F extends Floats = Floats> {
  readonly values: F;
  readonly rows: number;
  readonly columns: number;
  readonly offset: number;
  readonly width: number;
}

const at = (values: Floats | Int32Array, i: number): number => values[i] as number;

/** out [n, width] += x [n, rows] · block. */
export function addProduct(out: Float64Array, x: Floats, block: Block): void {
  const { values, rows, columns, offset, width } = block;
  for (let b = 0; b * width < out.length; b++)
    for (let r = 0; r < rows; r++) {
      const factor = at(x, b * rows + r);
      if (factor === 0) continue;
      for (let c = 0; c < width; c++)
        out[b * width + c] = at(out, b * width + c) + factor * at(values, r * columns + offset + c);
    }
}

/** out [n, width] += row `rows[b]` of the block for each b: the product with one-hot vectors. */
export function addRows(out: Float64Array, rows: Int32Array, block: Block): void {
  const { values, columns, offset, width } = block;
  for (let b = 0; b < rows.length; b++)
    for (let c = 0; c < width; c++)
      out[b * width + c] = at(out, b * width + c) + at(values, at(rows, b) * columns + offset + c);
}

/** out [n, width] += the block's first row, for each of the n. */
export function addBias(out: Float64Array, block: Block): void {
  const { values, offset, width } = block;
  for (let i = 0; i < out.length; i++) out[i] = at(out, i) + at(values, offset + (i % width));
}

/** out [n, rows] += delta [n, width] · blockᵀ. */
export function addPulled(out: Float64Array, delta: Float64Array, block: Block): void {
  const { values, rows, columns, offset, width } = block;
  for (let b = 0; b * rows < out.length; b++)
    for (let r = 0; r < rows; r++) {
      let sum = 0;
      for (let c = 0; c < width; c++) sum += at(delta, b * width + c) * at(values, r * columns + offset + c);
      out[b * rows + r] = at(out, b * rows + r) + sum;
    }
}

/** block += xᵀ · delta, for x [n, rows] and delta [n, width]. */
export function addOuter(block: Block<Float64Array>, x: Floats, delta: Float64Array): void {
  const { values, rows, columns, offset, width } = block;
  for (let b = 0; b * width < delta.length; b++)
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < width; c++) {
        const i = r * columns + offset + c;
        values[i] = at(values, i) + at(x, b * rows + r) * at(delta, b * width + c);
      }
}

/** Row `rows[b]` of the block += delta[b]: `addOuter` for one-hot vectors. */
export function addOuterRows(block: Block<Float64Array>, rows: Int32Array, delta: Float64Array): void {
  const { values, columns, offset, width } = block;
  for (let b = 0; b < rows.length; b++)
    for (let c = 0; c < width; c++) {
      const i = at(rows, b) * columns + offset + c;
      values[i] = at(values, i) + at(delta, b * width + c);
    }
}

/** The block's first row += Σ over n of delta [n, width]. */
export function addColumnSums(block: Block<Float64Array>, delta: Float64Array): void {
  const { values, offset, width } = block;
  for (let i = 0; i < delta.length; i++) {
    const j = offset + (i % width);
    values[j] = at(values, j) + at(delta, i);
  }
}

/** out += values. */
export function addTo(out: Float64Array, values: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = at(out, i) + at(values, i);
}

/** ‖arrays‖₂, all entries together. Divided by the largest entry before squaring, so that nothing underflows. */
export function normOf(...arrays: readonly Floats[]): number {
  let largest = 0;
  for (const array of arrays)
    for (const value of array) {
      if (Number.isNaN(value)) return Number.NaN;
      largest = Math.max(largest, Math.abs(value));
    }
  if (largest === 0 || largest === Number.POSITIVE_INFINITY) return largest;
  let sum = 0;
  for (const array of arrays) for (const value of array) sum += (value / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** Arrays [R, widths[i]] side by side: [R, Σ widths]. One alone is given back as it is. */
export function joinColumns(parts: readonly Float64Array[], widths: readonly number[]): Float64Array {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const rows = (first?.length ?? 0) / (widths[0] ?? 1);
  const wide = widths.reduce((sum, width) => sum + width, 0);
  const out = new Float64Array(rows * wide);
  let column = 0;
  parts.forEach((part, p) => {
    const width = widths[p] as number;
    for (let r = 0; r < rows; r++) out.set(part.subarray(r * width, (r + 1) * width), r * wide + column);
    column += width;
  });
  return out;
}

/** part[i] += the columns of `sum` that `joinColumns` puts it in. */
export function addColumns(
  parts: readonly Float64Array[],
  widths: readonly number[],
  sum: Float64Array,
): void {
  const wide = widths.reduce((total, width) => total + width, 0);
  let column = 0;
  parts.forEach((part, p) => {
    const width = widths[p] as number;
    for (let r = 0; r * width < part.length; r++)
      addTo(
        part.subarray(r * width, (r + 1) * width),
        sum.subarray(r * wide + column, r * wide + column + width),
      );
    column += width;
  });
}
