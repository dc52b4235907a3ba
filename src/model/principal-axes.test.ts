import { expect, test } from "vitest";
import { rngFrom } from "../lib/rng.ts";
import { nearestRows, principalAxes } from "./principal-axes.ts";

/** Eigenvalues and vectors of a symmetric matrix by Jacobi's rotations, the plain way; the largest first. */
function jacobi(matrix: readonly number[][]) {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = matrix.map((_, i) => matrix.map((_, j) => Number(i === j)));
  const at = (m: number[][], i: number, j: number) => m[i]?.[j] ?? Number.NaN;
  for (let sweep = 0; sweep < 60; sweep++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(at(a, p, q)) < 1e-300) continue;
        const theta = (at(a, q, q) - at(a, p, p)) / (2 * at(a, p, q));
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const [c, s] = [1 / Math.sqrt(t * t + 1), t / Math.sqrt(t * t + 1)];
        for (const m of [a, v])
          for (const row of m) {
            const [x, y] = [row[p] ?? 0, row[q] ?? 0];
            row[p] = c * x - s * y;
            row[q] = s * x + c * y;
          }
        const [rowP, rowQ] = [[...(a[p] ?? [])], [...(a[q] ?? [])]];
        a[p] = rowP.map((x, k) => c * x - s * (rowQ[k] ?? 0));
        a[q] = rowP.map((x, k) => s * x + c * (rowQ[k] ?? 0));
      }
  return Array.from({ length: n }, (_, k) => ({
    value: at(a, k, k),
    vector: v.map((row) => row[k] ?? Number.NaN),
  })).sort((x, y) => y.value - x.value);
}

test("two axes and their shares are those of the covariance matrix of the columns", () => {
  const [n, width] = [23, 7];
  const rng = rngFrom(5);
  const rows = Float64Array.from({ length: n * width }, (_, i) => rng.normal() * (1 + (i % width)) + 3);
  const { points, shares } = principalAxes(rows, n, width);
  const at = (r: number, c: number) => rows[r * width + c] ?? Number.NaN;
  const means = Array.from({ length: width }, (_, c) => {
    let sum = 0;
    for (let r = 0; r < n; r++) sum += at(r, c);
    return sum / n;
  });
  const covariance = means.map((mean, c) =>
    means.map((other, d) => {
      let sum = 0;
      for (let r = 0; r < n; r++) sum += (at(r, c) - mean) * (at(r, d) - other);
      return sum;
    }),
  );
  const all = jacobi(covariance);
  const total = all.reduce((sum, { value }) => sum + value, 0);
  for (const axis of [0, 1] as const) {
    const { value, vector } = all[axis] ?? { value: Number.NaN, vector: [] };
    expect(shares[axis]).toBeCloseTo(value / total, 9);
    const direct = Array.from({ length: n }, (_, r) =>
      vector.reduce((sum, entry, c) => sum + entry * (at(r, c) - (means[c] ?? 0)), 0),
    );
    const largest = direct.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
    direct.forEach((x, r) => {
      expect(points[2 * r + axis]).toBeCloseTo(Math.sign(largest) * x, 6);
    });
  }
});

test("rows that do not differ have no axes, and rows on a line have one", () => {
  expect(principalAxes(new Float64Array(12).fill(3), 4, 3)).toEqual({
    points: new Float64Array(8),
    shares: [0, 0],
  });
  const { points, shares } = principalAxes([0, 0, 3, 4, 6, 8], 3, 2);
  expect(shares[0]).toBeCloseTo(1, 12);
  expect(shares[1]).toBe(0);
  expect([...points].filter((_, i) => i % 2 === 0).map(Math.abs)).toEqual([
    expect.closeTo(5, 9),
    expect.closeTo(0, 9),
    expect.closeTo(5, 9),
  ]);
});

test("neighbours are those of all columns, the nearest first; a row is not its own", () => {
  const { rows, distances, count } = nearestRows([0, 0, 3, 4, 0, 1, 10, 0], 4, 2, 2);
  expect(count).toBe(2);
  expect([...rows]).toEqual([2, 1, 2, 0, 0, 1, 1, 0]);
  expect(distances[0]).toBe(1);
  expect(distances[1]).toBe(5);
  expect(nearestRows([1, 2], 2, 1, 8).count).toBe(1);
});
