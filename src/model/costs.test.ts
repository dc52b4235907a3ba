import { describe, expect, test } from "vitest";
import type { CellKind } from "../cells/index.ts";
import type { AnyValues } from "../lib/fields.ts";
import { type OptimizerKind, optimizers } from "../optimizers/index.ts";
import type { PlanRequest } from "./build.ts";
import { bytesOf, costOf, flopsOf, optimizerOperations, totalBytes, totalFlops } from "./costs.ts";
import { loweredOf } from "./lower.ts";
import { everyCell, smallRequest, stackOf } from "./networks.ts";
import { scansOf } from "./plan.ts";
import { stepOperations } from "./step-operations.ts";

const request: PlanRequest = {
  steps: 40,
  batch: 64,
  input: { kind: "tokens", size: 6 },
  outputs: 4,
  loss: "crossEntropy",
};
const one = (cell: CellKind, options: AnyValues = {}, units = 32, of: PlanRequest = request) =>
  stackOf([{ cell, options }], of, units);
const operations = (cell: CellKind, options: AnyValues = {}) =>
  scansOf(one(cell, options)).map((scan) => stepOperations(loweredOf(scan)))[0];

test("a plain network saves T × B × H × 4 B of activations, an LSTM six planes of it", () => {
  const meter = 40 * 64 * 32 * 4;
  expect(bytesOf(one("simple"), "adam").activations).toBe(meter);
  // i, f, g, o, c, h.
  expect(bytesOf(one("lstm"), "adam").activations).toBe(6 * meter);
  expect(
    bytesOf(
      stackOf(
        [
          { cell: "simple", options: {} },
          { cell: "lstm", options: {} },
        ],
        request,
        32,
      ),
      "adam",
    ).activations,
  ).toBe(7 * meter);
});

test("two directions save twice the activations, and a layer above them multiplies twice the inputs", () => {
  const both = (values: AnyValues) =>
    stackOf(
      [
        { cell: "lstm", options: values },
        { cell: "simple", options: {} },
      ],
      request,
      32,
    );
  const [single, twice] = [both({}), both({ bidirectional: true })];
  const meter = 40 * 64 * 32 * 4;
  expect(bytesOf(twice, "adam").activations - bytesOf(single, "adam").activations).toBe(6 * meter);
  // The second direction's U, and what the layer above reads of it.
  expect(twice.multiplyAdds - single.multiplyAdds).toBe(3 * 40 * 64 * 32 * (4 * 32 + 32));
});

test("operations of a plain network's step, counted by hand", () => {
  // Forward: W·x + U·h, the bias, tanh. Backward: tanh′ (two), its product with ∂L/∂h, the bias' gradient.
  expect(operations("simple", { activation: "tanh" })).toBe(3 + 4);
  // Without a bias neither the sum nor its gradient; a ReLU's slope is one comparison.
  expect(operations("simple", { activation: "relu", useBias: false })).toBe(2 + 2);
});

test("operations of an optimizer, counted by hand", () => {
  // m, v, then θ − η·m̂/(√v̂ + ε): three quotients, root, sum, product, difference.
  expect(optimizerOperations("adam")).toBe(3 + 4 + 7);
  for (const kind of Object.keys(optimizers) as OptimizerKind[])
    expect(optimizerOperations(kind)).toBeGreaterThan(1);
});

test("products cost two operations a multiply-add, and are nearly all of a large network", () => {
  const plan = one("lstm", {}, 128, { ...request, input: { kind: "floats", size: 16 } });
  const { products, pointwise, optimizer } = flopsOf(plan, "adam");
  expect(products).toBe(2 * 3 * 40 * 64 * (16 * 512 + 128 * 512 + 128 * 4));
  expect(pointwise / products).toBeLessThan(0.05);
  expect(optimizer).toBe(plan.parameterCount * (3 + optimizerOperations("adam")));
  expect(totalFlops(flopsOf(plan, "adam"))).toBe(products + pointwise + optimizer);
});

describe.each(everyCell)("$name", ({ cell, options }) => {
  test("more steps, sequences and units cost more of everything that depends on them", () => {
    const base = costOf(stackOf([{ cell, options }], smallRequest, 3), "adam");
    const longer = costOf(stackOf([{ cell, options }], { ...smallRequest, steps: 8 }, 3), "adam");
    const wider = costOf(stackOf([{ cell, options }], { ...smallRequest, batch: 4 }, 3), "adam");
    expect(longer).toEqual(wider);
    expect(longer.flops.products).toBe(2 * base.flops.products);
    expect(longer.flops.pointwise).toBe(2 * base.flops.pointwise);
    expect(longer.flops.optimizer).toBe(base.flops.optimizer);
    expect(longer.bytes.activations).toBe(2 * base.bytes.activations);
    expect(longer.bytes.adjoints).toBe(2 * base.bytes.adjoints);
    expect(longer.bytes.weights).toBe(4 * base.parameters);
    const larger = costOf(stackOf([{ cell, options }], smallRequest, 6), "adam");
    // A layer without memory is a product and at most its bias.
    const isProduct = scansOf(stackOf([{ cell, options }]))[0]?.blocks.recurrentKernel.length === 0;
    if (!isProduct) expect(larger.flops.pointwise).toBeGreaterThan(base.flops.pointwise);
    expect(larger.flops.products).toBeGreaterThan(base.flops.products);
    expect(totalBytes(larger.bytes)).toBeGreaterThan(totalBytes(base.bytes));
  });
});

test("slots are the optimizer's: none, one or two arrays beside the weights", () => {
  const plan = one("gru");
  for (const kind of Object.keys(optimizers) as OptimizerKind[])
    expect(bytesOf(plan, kind).slots).toBe(4 * plan.parameterCount * optimizers[kind].slots.length);
});
