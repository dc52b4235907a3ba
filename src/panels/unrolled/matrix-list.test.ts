import { expect, test } from "vitest";
import type { CellKind } from "../../cells/index.ts";
import { defaultModel } from "../../experiment/spec.ts";
import { rngFrom } from "../../lib/rng.ts";
import { planModel } from "../../model/build.ts";
import { scansOf } from "../../model/plan.ts";
import { initialWeights } from "../../model/weights.ts";
import { backFactor } from "./cell-view.ts";
import { grownLimit, type MatrixInfo, matricesOf } from "./matrix-list.ts";

const request = {
  ...{ steps: 40, batch: 2, input: { kind: "tokens", size: 6 } as const, outputs: 4 },
  loss: "crossEntropy" as const,
};
const listOf = (cell: CellKind, hasWeights = true) => {
  const plan = planModel(defaultModel(cell), request);
  const [scan] = scansOf(plan);
  if (!scan) throw new Error("no layer");
  const now = hasWeights ? { plan, weights: initialWeights(plan, rngFrom(1)) } : null;
  return { plan, ...matricesOf(plan, scan, now, { steps: 40, answers: 1 }) };
};
const told = ({ path, shape, count, uses, blocks }: MatrixInfo) => [
  path,
  ...shape,
  count,
  ...uses,
  blocks.map(({ gate }) => gate),
];

test("a plain cell has three matrices: each is used at every step, but the readout once and the first state's never", () => {
  expect(listOf("simple").matrices.map(told)).toEqual([
    ["readout.kernel", 4, 32, 128, 1, 1, [null]],
    ["layers.0.recurrentKernel", 32, 32, 1024, 39, 39, [null]],
    ["layers.0.kernel", 32, 6, 192, 40, 40, [null]],
  ]);
});

test("a gated cell has a block of each for every gate, and an embedding has no recurrent one", () => {
  expect(listOf("lstm").matrices.map(told)).toEqual([
    ["readout.kernel", 4, 32, 128, 1, 1, [null]],
    ["layers.0.recurrentKernel", 32, 32, 4096, 39, 39, ["i", "f", "g", "o"]],
    ["layers.0.kernel", 32, 6, 768, 40, 40, ["i", "f", "g", "o"]],
  ]);
  expect(listOf("embedding").matrices.map(({ role }) => role)).toEqual(["readoutKernel", "kernel"]);
});

test("a cell that looks back two steps uses one matrix once less", () => {
  const recurrent = listOf("higher-order").matrices.find(({ role }) => role === "recurrentKernel");
  expect([recurrent?.uses, recurrent?.blocks.length]).toEqual([[38, 39], 2]);
});

test("matrices, biases and the rest are all parameters of the model, before there are weights as well", () => {
  for (const cell of ["simple", "lstm", "gru", "peephole"] as const)
    for (const hasWeights of [true, false]) {
      const { plan, matrices, vectors } = listOf(cell, hasWeights);
      const sizes = [...matrices.map(({ count }) => count), ...vectors.map(({ size }) => size)];
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(plan.parameterCount);
    }
});

test("the scale is a power of two of the usual weights, and it never shrinks", () => {
  const { matrices } = listOf("simple");
  const limit = grownLimit(matrices, 0);
  expect(Number.isInteger(Math.log2(limit))).toBe(true);
  // ±1/√32 in the recurrent matrix, more in the two small ones.
  expect(limit >= 0.25 && limit <= 1).toBe(true);
  expect(grownLimit(matrices, 8)).toBe(8);
  expect(grownLimit([], 0)).toBe(0);
});

test("what a step back does to the gradient is a quotient of two norms, and unknown where nothing arrives", () => {
  expect(backFactor([0.5, 2, 0], 1, 0)).toBe(0.25);
  expect(backFactor([0.5, 2, 0], 2, 1)).toBeNull();
  expect(backFactor(undefined, 1, 0)).toBeNull();
});
