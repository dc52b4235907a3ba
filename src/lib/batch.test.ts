import fc from "fast-check";
import { expect, test } from "vitest";
import { collate, type Sample } from "./batch.ts";

const tokens = (x: number[], y: number[], weight: number[]): Sample => ({
  x: Int32Array.from(x),
  y: Int32Array.from(y),
  weight: Float32Array.from(weight),
});

test("a batch is time-major: all sequences' first steps come first", () => {
  const batch = collate([tokens([1, 2, 3], [4, 5, 6], [0, 0, 1]), tokens([7, 8, 9], [1, 2, 3], [1, 0, 0])]);
  expect(batch).toMatchObject({ steps: 3, size: 2 });
  expect([...batch.x]).toEqual([1, 7, 2, 8, 3, 9]);
  expect([...batch.y]).toEqual([4, 1, 5, 2, 6, 3]);
  expect([...batch.weight]).toEqual([0, 1, 0, 0, 1, 0]);
  expect(batch.x).toBeInstanceOf(Int32Array);
});

test("values of one step stay together", () => {
  const sample = (first: number): Sample => ({
    x: Float32Array.from([first, first + 1, first + 2, first + 3]),
    y: Float32Array.from([first, first + 1]),
    weight: Float32Array.from([1, 1]),
  });
  const batch = collate([sample(0), sample(10)]);
  expect([...batch.x]).toEqual([0, 1, 10, 11, 2, 3, 12, 13]);
  expect([...batch.y]).toEqual([0, 10, 1, 11]);
  expect(batch.x).toBeInstanceOf(Float32Array);
});

test("every sample can be read back from its batch", () => {
  const shape = fc.record({
    steps: fc.integer({ min: 1, max: 9 }),
    size: fc.integer({ min: 1, max: 7 }),
    inputs: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(shape, ({ steps, size, inputs }) => {
      const samples = Array.from({ length: size }, (_, b) => ({
        x: Float32Array.from({ length: steps * inputs }, (_, i) => 100 * b + i),
        y: Int32Array.from({ length: steps }, (_, t) => 10 * b + t),
        weight: Float32Array.from({ length: steps }, (_, t) => (t + b) % 2),
      }));
      const batch = collate(samples);
      samples.forEach(({ x, y, weight }, b) => {
        for (let t = 0; t < steps; t++) {
          expect(batch.y[t * size + b]).toBe(y[t]);
          expect(batch.weight[t * size + b]).toBe(weight[t]);
          for (let d = 0; d < inputs; d++)
            expect(batch.x[(t * size + b) * inputs + d]).toBe(x[t * inputs + d]);
        }
      });
    }),
  );
});

test("an empty batch is refused", () => {
  expect(() => collate([])).toThrow("at least one sample");
});
