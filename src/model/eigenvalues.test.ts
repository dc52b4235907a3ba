import fc from "fast-check";
import { expect, test } from "vitest";
import { rngFrom } from "../lib/rng.ts";
import { eigenvalueModuli } from "./eigenvalues.ts";

const moduli = (rows: readonly (readonly number[])[]) => [
  ...eigenvalueModuli(Float64Array.from(rows.flat()), rows.length),
];
const expectClose = (found: ArrayLike<number>, wanted: readonly number[], digits = 10) => {
  expect(found).toHaveLength(wanted.length);
  wanted.forEach((value, k) => {
    expect(found[k]).toBeCloseTo(value, digits);
  });
};

test("triangular matrices have their diagonal, whatever stands above it", () => {
  expectClose(
    moduli([
      [1, 50, -3],
      [0, -7, 2],
      [0, 0, 0.5],
    ]),
    [7, 1, 0.5],
  );
  expectClose(moduli([[-4]]), [4]);
  expectClose(
    moduli([
      [0, 0],
      [0, 0],
    ]),
    [0, 0],
  );
});

test("pairs of complex eigenvalues: a turn times 0.9, and the companion matrix of x⁴ − 16", () => {
  const [c, s] = [0.9 * Math.cos(1), 0.9 * Math.sin(1)];
  expectClose(
    moduli([
      [c, -s],
      [s, c],
    ]),
    [0.9, 0.9],
  );
  expectClose(
    moduli([
      [0, 0, 0, 16],
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
    ]),
    [2, 2, 2, 2],
  );
  // Wilkinson's example that needs the odd shift: a cyclic permutation returns to itself.
  const n = 7;
  const cycle = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (j === (i + 1) % n ? 1 : 0)),
  );
  expectClose(moduli(cycle), new Array(n).fill(1));
});

test("the companion matrix of (x−1)(x−2)…(x−8) has its roots", () => {
  let polynomial = [1];
  for (let root = 1; root <= 8; root++) {
    const next = new Array<number>(polynomial.length + 1).fill(0);
    polynomial.forEach((value, k) => {
      next[k] = (next[k] as number) + value;
      next[k + 1] = (next[k + 1] as number) - root * value;
    });
    polynomial = next;
  }
  const rows = Array.from({ length: 8 }, (_, i) =>
    Array.from({ length: 8 }, (_, j) => (i === 0 ? -(polynomial[j + 1] as number) : i === j + 1 ? 1 : 0)),
  );
  expectClose(moduli(rows), [8, 7, 6, 5, 4, 3, 2, 1], 6);
});

test("turned matrices keep the eigenvalues that they were made of, pairs and single ones", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.integer(), (n, seed) => {
      const { normal, uniform } = rngFrom(seed).fork("turned");
      // Turns in planes, each with a length of its own; a single number where n is odd. Such eigenvalues are well conditioned.
      const known: number[] = [];
      let a = new Float64Array(n * n);
      for (let i = 0; i < n; i += 2) {
        const [length, angle] = [2 * uniform(), 7 * uniform()];
        known.push(...(i + 1 < n ? [length, length] : [length]));
        a[i * n + i] = i + 1 < n ? length * Math.cos(angle) : -length;
        if (i + 1 === n) continue;
        a[(i + 1) * n + i + 1] = length * Math.cos(angle);
        a[i * n + i + 1] = -length * Math.sin(angle);
        a[(i + 1) * n + i] = length * Math.sin(angle);
      }
      const product = (x: Float64Array, y: Float64Array) =>
        Float64Array.from({ length: n * n }, (_, i) => {
          let sum = 0;
          for (let j = 0; j < n; j++)
            sum += (x[Math.floor(i / n) * n + j] as number) * (y[j * n + (i % n)] as number);
          return sum;
        });
      // Reflections from both sides: A → H A H.
      for (let k = 0; k < 3; k++) {
        const v = Float64Array.from({ length: n }, normal);
        const square = v.reduce((sum, value) => sum + value * value, 0);
        const h = Float64Array.from(
          { length: n * n },
          (_, i) =>
            (i % (n + 1) === 0 ? 1 : 0) -
            (2 * (v[Math.floor(i / n)] as number) * (v[i % n] as number)) / square,
        );
        a = product(product(h, a), h);
      }
      expectClose(
        eigenvalueModuli(a, n),
        known.sort((one, other) => other - one),
        9,
      );
    }),
    { numRuns: 40 },
  );
});

test("the largest of a random matrix is what its powers grow by", () => {
  const n = 60;
  const { normal } = rngFrom(5).fork("powers");
  const a = Float64Array.from({ length: n * n }, () => normal() / Math.sqrt(n));
  const [radius] = eigenvalueModuli(a, n);
  let v = Float64Array.from({ length: n }, normal);
  let grown = 0;
  const steps = 4000;
  for (let k = 0; k < steps; k++) {
    const next = new Float64Array(n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) next[i] = (next[i] as number) + (a[i * n + j] as number) * (v[j] as number);
    const length = Math.hypot(...next);
    grown += Math.log(length);
    v = next.map((value) => value / length);
  }
  expect(radius).toBeCloseTo(Math.exp(grown / steps), 2);
});

test("a scale is only a scale, and what is not finite has no eigenvalues", () => {
  const rows = [
    [1, 2],
    [3, 4],
  ] as const;
  const [largest = 0] = moduli(rows);
  for (const scale of [1e-200, 1e200])
    expect((moduli(rows.map((row) => row.map((value) => value * scale)))[0] ?? 0) / scale).toBeCloseTo(
      largest,
      10,
    );
  expect(moduli([[Number.NaN]])).toEqual([Number.NaN]);
  expect(
    moduli([
      [1, Number.POSITIVE_INFINITY],
      [0, 1],
    ]),
  ).toEqual([Number.NaN, Number.NaN]);
});
