/**
 * Principal component analysis of the rows of a matrix, two axes of it: where the symbols of an alphabet lie beside each other.
 *
 * Source: Pearson 1901, doi:10.1080/14786440109462720; power iteration with deflation, Golub & Van Loan, Matrix Computations, §8.2.
 */
import { rngFrom } from "../lib/rng.ts";

export interface PrincipalAxes {
  /** Coordinates of each row, [N, 2]. The largest of each axis is positive: axes do not flip between updates. */
  readonly points: Float64Array;
  /** Of each axis, its share of the variance of all rows, 0 to 1; 0 where rows do not differ. */
  readonly shares: readonly [number, number];
}

const mostRounds = 5000;
const tolerance = 1e-13;

/** The largest eigenvalue and its vector of a symmetric matrix [n, n] without negative eigenvalues; the vector is 0 where the matrix is. */
function leading(matrix: Float64Array, n: number): { readonly value: number; readonly vector: Float64Array } {
  const rng = rngFrom(1).fork("principal axes");
  let vector = Float64Array.from({ length: n }, () => rng.normal());
  let value = 0;
  for (let round = 0; round < mostRounds; round++) {
    const next = new Float64Array(n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        next[i] = (next[i] as number) + (matrix[i * n + j] as number) * (vector[j] as number);
    const length = Math.hypot(...next);
    if (!(length > 0)) return { value: 0, vector: next };
    for (let i = 0; i < n; i++) next[i] = (next[i] as number) / length;
    let moved = 0;
    for (let i = 0; i < n; i++) moved += ((next[i] as number) - (vector[i] as number)) ** 2;
    vector = next;
    value = length;
    if (moved < tolerance ** 2) break;
  }
  return { value, vector };
}

/** @param rows [n, width], row-major */
export function principalAxes(rows: ArrayLike<number>, n: number, width: number): PrincipalAxes {
  const centred = Float64Array.from(rows);
  for (let c = 0; c < width; c++) {
    let mean = 0;
    for (let r = 0; r < n; r++) mean += (centred[r * width + c] as number) / n;
    for (let r = 0; r < n; r++) centred[r * width + c] = (centred[r * width + c] as number) - mean;
  }
  // The matrix of dot products: alphabets are smaller than what stands for a symbol.
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j++) {
      let dot = 0;
      for (let c = 0; c < width; c++)
        dot += (centred[i * width + c] as number) * (centred[j * width + c] as number);
      products[i * n + j] = dot;
      products[j * n + i] = dot;
    }
  let total = 0;
  for (let i = 0; i < n; i++) total += products[i * n + i] as number;
  const points = new Float64Array(2 * n);
  const shares: [number, number] = [0, 0];
  for (const axis of [0, 1] as const) {
    const { value, vector } = leading(products, n);
    if (!(value > total * 1e-12)) break;
    shares[axis] = value / total;
    const largest = vector.reduce((best, entry) => (Math.abs(entry) > Math.abs(best) ? entry : best), 0);
    const scale = Math.sign(largest) * Math.sqrt(value);
    for (let i = 0; i < n; i++) {
      points[2 * i + axis] = (vector[i] as number) * scale;
      for (let j = 0; j < n; j++)
        products[i * n + j] =
          (products[i * n + j] as number) - value * (vector[i] as number) * (vector[j] as number);
    }
  }
  return { points, shares };
}

/** Multiply-adds of `principalAxes`, at most. */
export const principalAxesCost = (n: number, width: number): number => n * n * (width / 2 + mostRounds);

export interface Neighbours {
  /** By row, the rows nearest to it, the nearest first, [N, count]. */
  readonly rows: Int32Array;
  /** Their Euclidean distances in all columns, [N, count]. */
  readonly distances: Float64Array;
  /** Less than was asked for where there are not so many rows. */
  readonly count: number;
}

/** @param rows [n, width], row-major */
export function nearestRows(rows: ArrayLike<number>, n: number, width: number, most: number): Neighbours {
  const count = Math.min(most, n - 1);
  const found = { rows: new Int32Array(n * count), distances: new Float64Array(n * count), count };
  const distance = (a: number, b: number): number => {
    let square = 0;
    for (let c = 0; c < width; c++)
      square += ((rows[a * width + c] as number) - (rows[b * width + c] as number)) ** 2;
    return Math.sqrt(square);
  };
  for (let row = 0; row < n; row++) {
    const others = Array.from({ length: n }, (_, k) => ({ k, far: distance(row, k) })).filter(
      ({ k }) => k !== row,
    );
    others.sort((a, b) => a.far - b.far || a.k - b.k);
    for (let place = 0; place < count; place++) {
      found.rows[row * count + place] = others[place]?.k ?? 0;
      found.distances[row * count + place] = others[place]?.far ?? 0;
    }
  }
  return found;
}
