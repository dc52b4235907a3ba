import { expect, test } from "vitest";
import { type Batch, collate } from "../lib/batch.ts";
import { constantAnswer } from "./counted-racer.ts";

const request = {
  ...{ steps: 2, batch: 2, input: { kind: "tokens", size: 3 } as const, outputs: 3 },
  ...({ loss: "crossEntropy", reduction: "mean" } as const),
};

/** Two sequences of two steps; the last step of the second has no target. */
const classes = (a: number, b: number, c: number): Batch =>
  collate([
    { x: Int32Array.of(0, 1), y: Int32Array.of(a, b), weight: Float32Array.of(1, 1) },
    { x: Int32Array.of(2, 0), y: Int32Array.of(c, 0), weight: Float32Array.of(1, 0) },
  ]);

test("classes: the loss is that before counting, and the counts are those by hand", () => {
  const counter = constantAnswer(request).begin();
  // Nothing was counted: a third each.
  expect(counter.update(classes(0, 0, 1))).toBeCloseTo(Math.log(3), 14);
  // Now 3, 2 and 1 of 6: two came as class 0, one as class 1, and each once more.
  const { loss, outputs } = counter.evaluate(classes(0, 1, 2));
  expect(loss).toBeCloseTo(-(Math.log(3 / 6) + Math.log(2 / 6) + Math.log(1 / 6)) / 3, 14);
  expect([...outputs]).toEqual(
    Array.from({ length: 4 }, () => [3 / 6, 2 / 6, 1 / 6].map((p) => Math.fround(Math.log(p)))).flat(),
  );
  expect(counter.read().tables.get("seen")).toEqual(Float64Array.of(2, 1, 0));
  expect(counter.update(classes(2, 2, 2))).toBeCloseTo(Math.log(6), 14);
  expect(counter.read()).toEqual({
    updates: 2,
    tables: new Map([
      ["seen", Float64Array.of(2, 1, 3)],
      ["weight", Float64Array.of(6)],
    ]),
  });
});

test("a loss summed over the steps is three times as large", () => {
  const counter = constantAnswer({ ...request, reduction: "batch" }).begin();
  expect(counter.update(classes(0, 0, 1))).toBeCloseTo((3 * Math.log(3)) / 2, 14);
});

test("values: the mean of all targets before, and squared errors over the columns", () => {
  const values = (a: number, b: number) =>
    collate([{ x: Float32Array.of(0, 0), y: Float32Array.of(a, b, 9, 9), weight: Float32Array.of(1, 0) }]);
  const counter = constantAnswer({ ...request, outputs: 2, loss: "mse" }).begin();
  expect(counter.update(values(2, 4))).toBe((4 + 16) / 2);
  expect(counter.update(values(4, 4))).toBe((4 + 0) / 2);
  expect([...counter.evaluate(values(0, 0)).outputs]).toEqual([3, 4, 3, 4]);
});

test("what was read stays as it was, and restored it goes on with the same bits", () => {
  const model = constantAnswer(request);
  const [one, other] = [model.begin(), model.begin()];
  one.update(classes(0, 1, 1));
  const state = one.read();
  const kept = structuredClone(state);
  const next = [classes(2, 0, 1), classes(2, 2, 0)].map((batch) => one.update(batch));
  expect(state).toEqual(kept);
  other.restore(state);
  expect([classes(2, 0, 1), classes(2, 2, 0)].map((batch) => other.update(batch))).toEqual(next);
  expect(other.read()).toEqual(one.read());
});
