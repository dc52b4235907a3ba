import { describe, expect, test } from "vitest";
import { rngFrom } from "../lib/rng.ts";
import { type InitializerKind, initializers } from "./index.ts";

const isRandom = (kind: InitializerKind) => {
  const [used, unused] = [rngFrom(1), rngFrom(1)];
  initializers[kind].fill(used, { rows: 9, columns: 16, units: 16, stddev: 0.3 });
  return used.uniform() !== unused.uniform();
};
const fill = (kind: InitializerKind, rows: number, columns: number, path = "a") =>
  initializers[kind].fill(rngFrom(1).fork(path), { rows, columns, units: 16, stddev: 0.3 });
const largest = (values: Float64Array) => values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);

describe.each(Object.keys(initializers) as InitializerKind[])("%s", (kind) => {
  test("stands under its own kind, and explains itself", () => {
    const { kind: own, title, doc, source } = initializers[kind];
    expect(own).toBe(kind);
    for (const words of [title, doc, source]) expect(words).not.toBe("");
  });

  test("fills the matrix, the same again from the same fork, another from another where any is random", () => {
    const first = fill(kind, 9, 16);
    expect(first).toHaveLength(144);
    expect(first.every(Number.isFinite)).toBe(true);
    expect(fill(kind, 9, 16)).toEqual(first);
    if (isRandom(kind)) expect(fill(kind, 9, 16, "b")).not.toEqual(first);
  });
});

test("random initializers are told from those that do not", () => {
  expect(isRandom("identity")).toBe(false);
  for (const kind of ["uniform", "glorotUniform", "orthogonal", "normal"] as const)
    expect(isRandom(kind)).toBe(true);
});

test.each([
  [16, 16],
  [9, 16],
  [16, 9],
  [1, 5],
  [64, 64],
])("orthogonal %d × %d: the fewer of rows and columns are orthonormal to 1e-12", (rows, columns) => {
  const matrix = fill("orthogonal", rows, columns);
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  const entry = (k: number, i: number) =>
    matrix[rows < columns ? k * columns + i : i * columns + k] as number;
  let worst = 0;
  for (let a = 0; a < count; a++)
    for (let b = 0; b < count; b++) {
      let dot = 0;
      for (let i = 0; i < length; i++) dot += entry(a, i) * entry(b, i);
      worst = Math.max(worst, Math.abs(dot - (a === b ? 1 : 0)));
    }
  expect(worst).toBeLessThan(1e-12);
});

// The largest of 4096 uniform numbers is within 1 % of the limit, except once in 1e18 times.
test("uniform ones reach their limits and no further", () => {
  const glorot = Math.sqrt(6 / (64 + 64));
  for (const [kind, limit] of [
    ["glorotUniform", glorot],
    ["uniform", 1 / 4],
  ] as const) {
    const top = largest(fill(kind, 64, 64));
    expect(top).toBeLessThanOrEqual(limit);
    expect(top).toBeGreaterThan(0.99 * limit);
  }
});

test("normal has the asked spread", () => {
  const values = fill("normal", 100, 100);
  const spread = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
  expect(Math.abs(spread / 0.3 - 1)).toBeLessThan(4.5 / Math.sqrt(2 * values.length));
});

test.each([
  [4, 4],
  [2, 4],
  [4, 2],
  [1, 3],
])("identity %d × %d has ones on its diagonal and nothing else", (rows, columns) => {
  const expected = Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (_, c) => (r === c ? 1 : 0)),
  );
  expect([...fill("identity", rows, columns)]).toEqual(expected.flat());
});
