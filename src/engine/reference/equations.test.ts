import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Batch } from "../../lib/batch.ts";
import { add, type Equation, input, mul, param, prev, recur, ref, sigmoid, tanh } from "../../lib/expr.ts";
import { rngFrom } from "../../lib/rng.ts";
import {
  everyCell,
  everyClamp,
  everyReach,
  randomBatch,
  smallRequest,
  stackOf,
} from "../../model/networks.ts";
import { traceOracle } from "../../model/oracle/run.ts";
import { here, type ParamSpec, type Plan, scansOf } from "../../model/plan.ts";
import type { InitialStates } from "../../model/results.ts";
import { initialWeights, type Weights } from "../../model/weights.ts";
import { graphs } from "../../testing/graphs.ts";
import type { Engine } from "../engine.ts";
import { createReferenceEngine } from "./engine.ts";

/** Operations in combinations that no cell has: they must mean on the engine what they mean in the oracle. */
let engine: Engine;
beforeAll(async () => {
  engine = await createReferenceEngine({ backend: "cpu" });
});
afterAll(() => engine.dispose());

const [T, B, D, H, V] = [5, 3, 4, 6, 2];
const spec = (path: string, role: ParamSpec["role"], ...shape: number[]): ParamSpec => ({
  path,
  role,
  shape,
  size: shape.reduce((a, b) => a * b, 1),
  node: path.startsWith("layers") ? "layers.0" : "readout",
  gates: [],
});

const pre = (gate: string, options = {}) => add(input(gate, true), recur(gate, "h", options));
const cells: readonly (readonly [string, readonly Equation[]])[] = [
  [
    "a recurrent bias on every gate",
    [
      { name: "i", expr: sigmoid(pre("i", { bias: true })) },
      { name: "g", expr: tanh(pre("g", { bias: true })) },
      { name: "h'", expr: add(mul(ref("i"), prev("h")), ref("g")) },
    ],
  ],
  [
    "a weight a unit",
    [
      { name: "i", expr: sigmoid(add(pre("i"), mul(param("peephole"), prev("h")))) },
      { name: "g", expr: tanh(pre("g")) },
      { name: "h'", expr: add(mul(ref("i"), prev("h")), ref("g")) },
    ],
  ],
  [
    "a look two steps back, and a bias on one gate alone",
    [
      { name: "i", expr: sigmoid(add(input("i", false), recur("i", "h", { lag: 2 }))) },
      { name: "g", expr: tanh(pre("g")) },
      { name: "h'", expr: add(mul(ref("i"), prev("h", 2)), ref("g")) },
    ],
  ],
];

test.each(cells)("%s", async (_name, equations) => {
  const params = [
    spec("layers.0.kernel", "kernel", D, 2 * H),
    spec("layers.0.recurrentKernel", "recurrentKernel", H, 2 * H),
    spec("layers.0.bias", "bias", 2 * H),
    spec("layers.0.recurrentBias", "recurrentBias", 2 * H),
    spec("layers.0.peephole", "perUnit", H),
    spec("readout.kernel", "kernel", H, V),
    spec("readout.bias", "bias", V),
  ].filter(({ role }) => {
    const written = JSON.stringify(equations);
    if (role === "recurrentBias") return /"op":"recur"[^}]*"bias":true/.test(written);
    return role !== "perUnit" || written.includes("peephole");
  });
  const plan: Plan = {
    steps: T,
    batch: B,
    input: { kind: "floats", size: D },
    outputs: V,
    truncation: 0,
    isPadded: false,
    nodes: [
      {
        op: "scan",
        id: "layers.0",
        index: 0,
        layer: 0,
        path: "layers.0",
        cell: "lstm",
        options: {},
        ...{ equations, cellEquations: equations, held: [] },
        gates: ["i", "g"],
        blocks: {
          kernel: ["i", "g"],
          recurrentKernel: ["i", "g"],
          bias: ["i", "g"],
          recurrentBias: ["i", "g"],
        },
        states: ["h"],
        inputs: D,
        units: H,
        from: [here("x")],
        direction: "forward",
        first: { kind: "zero" },
        dropout: 0,
        phases: 1,
        traced: ["i", "g", "h"],
      },
      { op: "dense", id: "readout", path: "readout", from: [here("layers.0")], inputs: H, outputs: V },
      { op: "loss", id: "loss", of: here("readout"), inputs: V, kind: "mse", reduction: "mean" },
    ],
    loops: [["layers.0"], ["readout"], ["loss"]],
    params,
    parameterCount: 0,
    multiplyAdds: 0,
  };
  const rng = rngFrom(3);
  const normals = (size: number) => Float32Array.from({ length: size }, () => 0.5 * rng.normal());
  const weights = new Map(params.map(({ path, size }) => [path, normals(size)]));
  const batch = {
    steps: T,
    size: B,
    x: normals(T * B * D),
    y: normals(T * B * V),
    weight: new Float32Array(T * B).fill(1),
  };
  const initial = [{ h: normals(B * H) }];
  await agree(plan, weights, batch, initial);
});

/** Outputs, trajectories, ∂L/∂s and all gradients. */
async function agree(plan: Plan, weights: Weights, batch: Batch, initial: InitialStates): Promise<void> {
  const expected = traceOracle(plan, weights, batch, initial);
  const network = engine.createNetwork(plan, weights);
  const trace = await network.trace(batch, initial);
  network.dispose();
  const near = (actual: Float32Array | undefined, wanted: Float64Array) => {
    const largest = Math.max(...wanted.map(Math.abs)) || 1;
    expect(actual?.length).toBe(wanted.length);
    wanted.forEach((value, i) => {
      expect(Math.abs((actual?.[i] as number) - value) / largest).toBeLessThan(1e-5);
    });
  };
  near(trace.outputs, expected.outputs);
  for (const what of ["trajectories", "stateGradients"] as const)
    expected[what].forEach((all, scan) => {
      for (const [name, values] of Object.entries(all)) near(trace[what][scan]?.[name], values);
    });
  for (const [path, values] of expected.gradients) near(trace.gradients.get(path), values);
}

// The trajectories too: a gate that is one number stands in them for every step and sequence.
test.each(everyClamp.filter(({ options }) => options.useBias))("$name, held", async (layer) => {
  const plan = stackOf([layer, layer], smallRequest, H);
  await agree(plan, initialWeights(plan, rngFrom(4)), randomBatch(plan, rngFrom(5)), []);
});

test.each(everyReach)("$name", async (layer) => {
  const plan = stackOf([layer, layer], { ...smallRequest, steps: 18 }, H);
  const weights = initialWeights(plan, rngFrom(4));
  await agree(plan, weights, randomBatch(plan, rngFrom(5)), []);
});

const someCells = everyCell.filter(({ options }) => options.useBias === true);
test.each([...someCells, ...everyReach])(
  "$name in both directions, below others",
  async ({ cell, options }) => {
    const both = { cell, options: { ...options, bidirectional: true } };
    const plan = stackOf([both, both, { cell, options }], { ...smallRequest, steps: 18 }, H);
    const weights = initialWeights(plan, rngFrom(6));
    const initial = scansOf(plan).map(({ states, units }) =>
      Object.fromEntries(
        states.map((state) => [state, new Float32Array(smallRequest.batch * units).fill(0.3)]),
      ),
    );
    await agree(plan, weights, randomBatch(plan, rngFrom(7)), initial);
  },
);

test.each([...someCells, ...everyReach])(
  "$name, the gradient stopping every five steps",
  async ({ cell, options }) => {
    const both = { cell, options: { ...options, bidirectional: true } };
    const plan = stackOf([{ cell, options }, both], { ...smallRequest, steps: 18, truncation: 5 }, H);
    await agree(plan, initialWeights(plan, rngFrom(8)), randomBatch(plan, rngFrom(9)), []);
  },
);

describe.each(graphs)("$name", ({ plan: planOf }) => {
  test.each([{}, { isPadded: true }, { truncation: 2 }])("%o", async (request) => {
    const plan = planOf({ ...request, batch: 3 });
    const weights = initialWeights(plan, rngFrom(10));
    await agree(plan, weights, randomBatch(plan, rngFrom(11)), []);
  });
});
