import { expect, test } from "vitest";
import { defaults } from "../lib/fields.ts";
import { rngFrom } from "../lib/rng.ts";
import type { PlanRequest } from "../model/build.ts";
import { bytesOf, totalBytes } from "../model/costs.ts";
import { everyCell, randomBatch, stackOf } from "../model/networks.ts";
import { type Plan, scansOf } from "../model/plan.ts";
import { initialWeights } from "../model/weights.ts";
import { optimizers } from "../optimizers/index.ts";
import { createWasmEngine } from "./wasm/create.ts";
import { networkBytes } from "./wasm/workspace.ts";
import { BundleLayout } from "./webgl/bundle-layout.ts";
import { trainingBytes } from "./webgl/textures.ts";

/** B, T, H, V of the benchmark's least and largest, and the race that the page opens with. */
const sizes: readonly (readonly [name: string, request: PlanRequest, units: number])[] = (
  [
    ["S", 32, 25, 32, 16],
    ["L", 64, 100, 128, 64],
    ["default", 64, 40, 32, 6],
  ] as const
).map(([name, batch, steps, units, symbols]) => [
  name,
  { steps, batch, input: { kind: "tokens", size: symbols }, outputs: symbols, loss: "crossEntropy" },
  units,
]);
const floats: PlanRequest = {
  steps: 50,
  batch: 32,
  input: { kind: "floats", size: 3 },
  outputs: 1,
  loss: "mse",
};

const stack = (request: PlanRequest, units: number, ...layers: Parameters<typeof stackOf>[0]) =>
  stackOf(layers, request, units);
const cases = [...sizes, ["floats", floats, 48] as const].flatMap(([, request, units]) => [
  ...everyCell.filter(({ options }) => options.useBias === true).map((each) => stack(request, units, each)),
  stack(request, units, { cell: "lstm", options: {} }, { cell: "gru", options: {} }),
]);
const formula = new Map<Plan, number>(cases.map((plan) => [plan, totalBytes(bytesOf(plan, "adam"))]));

/** Of layers without memory ∂L/∂h and the delta of W·x are the same numbers. The formula counts them once. */
const sameTwice = (plan: Plan): number =>
  scansOf(plan)
    .filter(({ blocks }) => blocks.recurrentKernel.length === 0)
    .reduce((sum, { units }) => sum + 4 * plan.steps * plan.batch * units, 0);

/** Least and largest share of the engine's bytes in the formula's. */
const factors = (engine: (plan: Plan) => number): { readonly least: number; readonly most: number } => {
  const all = [...formula].map(([plan, bytes]) => engine(plan) / bytes);
  return { least: Math.min(...all), most: Math.max(...all) };
};

// Most where a cell looks several steps back: the steps before the first are planes too.
test("the SIMD engine plans 0.8 to 1.3 times the formula, and a plane more where nothing is remembered", () => {
  const { least, most } = factors((plan) => networkBytes(plan) - sameTwice(plan));
  expect(least).toBeGreaterThan(0.8);
  expect(most).toBeLessThan(1.3);
  // It keeps them in two places, as of every cell.
  expect(factors(networkBytes).most).toBeGreaterThan(1.3);
});

test("the SIMD engine holds 0.9 to 1.2 times the formula after an update", async () => {
  const engine = await createWasmEngine();
  const rng = rngFrom(1);
  for (const [, request, units] of sizes) {
    const plan = stackOf([{ cell: "lstm", options: {} }], request, units);
    const network = engine.createNetwork(plan, initialWeights(plan, rng));
    await network.update(
      randomBatch(plan, rng),
      { optimizer: { kind: "adam", values: defaults(optimizers.adam.fields) }, clipNorm: 1 },
      { profiles: true },
    );
    const factor = engine.memoryBytes() / totalBytes(bytesOf(plan, "adam"));
    network.dispose();
    expect(factor).toBeGreaterThan(0.9);
    expect(factor).toBeLessThan(1.2);
  }
});

// That it allocates what it plans is held in a browser, by e2e/webgl.spec.ts.
test.each([
  { drawBuffers: 8, isWide: false },
  { drawBuffers: 8, isWide: true },
  { drawBuffers: 4, isWide: false },
])("the WebGL engine plans 1 to 1.7 times the formula, $drawBuffers targets, wide $isWide", (limits) => {
  const { least, most } = factors((plan) => trainingBytes(new BundleLayout(plan, 1, limits), "adam"));
  expect(least).toBeGreaterThan(1);
  expect(most).toBeLessThan(1.7);
});
