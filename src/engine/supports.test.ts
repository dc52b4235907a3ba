import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mapLayers } from "../experiment/spec.ts";
import { add, input, mul, prev, recur, sigmoid, tanh } from "../lib/expr.ts";
import { inEnglish } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { type PlanRequest, planFree, planModel } from "../model/build.ts";
import {
  everyCell,
  everyClamp,
  everyReach,
  planOfEquations,
  randomWeights,
  smallRequest,
  stackOf,
} from "../model/networks.ts";
import { here, type NodeId, type Place, type Plan, type PlanNode } from "../model/plan.ts";
import type { Weights } from "../model/weights.ts";
import { enginesInNode, nodeEngines } from "../testing/engine-testbed.ts";
import { anyExperiment } from "../testing/experiment.arbitrary.ts";
import { fuzzRuns } from "../testing/fuzz-runs.ts";
import { graphs } from "../testing/graphs.ts";
import { oddCells } from "../testing/odd-equations.ts";
import type { Engine, Support } from "./engine.ts";
import type { Limits } from "./webgl/device.ts";
import { supportOf } from "./webgl/support.ts";

const engines = enginesInNode();

/** What every WebGL2 device has, and what most have. */
const devices: { readonly [name: string]: Limits } = {
  "webgl of a small device": {
    ...{ textureSize: 2048, slices: 256, drawBuffers: 4, samplers: 16 },
    isWide: false,
  },
  "webgl of a large device": {
    ...{ textureSize: 16384, slices: 2048, drawBuffers: 8, samplers: 16 },
    isWide: false,
  },
  "webgl in software": { ...{ textureSize: 8192, slices: 2048, drawBuffers: 8, samplers: 16 }, isWide: true },
};

const weightsOf = (plan: Plan): Weights =>
  new Map([...randomWeights(plan, rngFrom(1))].map(([path, values]) => [path, Float32Array.from(values)]));

/** An engine's answer; where it is yes and `build` is set, a network is built and given back. */
type Ask = (plan: Plan, build: boolean) => Support;
const asks: readonly (readonly [name: string, ask: Ask])[] = [
  ...nodeEngines.map((name): readonly [string, Ask] => [
    name,
    (plan, build) => {
      const engine = engines.get(name) as Engine;
      const support = engine.supports(plan);
      if (support.ok && build) engine.createNetwork(plan, weightsOf(plan)).dispose();
      return support;
    },
  ]),
  // Its programs are printed before it says yes; they are compiled and run in the browser (e2e/structure.spec.ts).
  ...Object.entries(devices).map(([name, limits]): readonly [string, Ask] => [
    name,
    (plan) => supportOf(plan, limits),
  ]),
];

const structures: readonly object[] = [
  {},
  { bidirectional: true },
  { initialState: "learned" },
  { initialState: "learned", bidirectional: true, dropout: 30 },
  { initialState: "random", dropout: 30 },
  { initialState: "random", bidirectional: true },
];
const requests: readonly PlanRequest[] = [
  smallRequest,
  { ...smallRequest, isPadded: true },
  { ...smallRequest, truncation: 2 },
  {
    ...{ steps: 4, batch: 2, outputs: 5, loss: "crossEntropy", reduction: "batch" },
    input: { kind: "tokens", size: 5 },
  },
];

const isSentence = /^[A-Z].*\.$/;

describe.each(asks)("%s", (engine, ask) => {
  test("takes every cell of the registry with all its settings, in every structure", () => {
    const cells = [...everyCell, ...everyClamp, ...everyReach];
    cells.forEach(({ name, cell, options }, n) => {
      // All structures and requests come around many times; a cell has two of them in each run.
      for (const at of [n, n + 7]) {
        const layer = { cell, options: { ...options, ...structures[at % structures.length] } };
        const request = requests[Math.floor(at / structures.length) % requests.length] as PlanRequest;
        const plan = stackOf(at % 2 === 0 ? [layer] : [layer, layer], request);
        const support = ask(plan, true);
        if (support.ok) continue;
        // The longest rings: two layers of them in both directions are one texture more than every device has.
        expect(inEnglish(support.reason), name).toContain("A step of the model would read 17 textures");
        expect([engine, name]).toEqual([expect.stringContaining("webgl"), "higher-order order 4"]);
      }
    });
  });

  test("answers for any experiment with yes or a sentence, and what it takes can be built", () => {
    const request = fc.record<PlanRequest>({
      steps: fc.integer({ min: 1, max: 400 }),
      batch: fc.integer({ min: 1, max: 512 }),
      input: fc.record({ kind: fc.constantFrom("tokens", "floats"), size: fc.integer({ min: 1, max: 200 }) }),
      outputs: fc.integer({ min: 1, max: 200 }),
      loss: fc.constantFrom("mse", "crossEntropy"),
      reduction: fc.constantFrom("mean", "batch"),
      isPadded: fc.boolean(),
    });
    fc.assert(
      fc.property(anyExperiment({ changes: 0, ownData: false }), request, ({ models }, shape) => {
        for (const model of models)
          for (const plan of [planFree(model, shape), planModel(model, shape)]) {
            const support = ask(plan, false);
            if (!support.ok) expect(inEnglish(support.reason)).toMatch(isSentence);
            // What the registry holds is never refused for its equations.
            if (!support.ok) expect(inEnglish(support.reason)).not.toContain("equations");
            const narrow = mapLayers(model, ({ cell, values }) => ({
              cell,
              values: { ...values, units: 3 },
            }));
            const small = planModel(narrow, { ...shape, steps: 3, batch: 2 });
            const again = ask(small, true);
            // Engines that know only stacks say so of every other architecture.
            if (!again.ok)
              expect(inEnglish(again.reason)).toMatch(
                model.architecture === "stack" ? /^A step of the model would read 1\d textures/ : isSentence,
              );
          }
      }),
      fuzzRuns(60),
    );
  });

  test.each(Object.values(oddCells))("answers for $name", ({ equations, gates, states }) => {
    const support = ask(planOfEquations(equations, gates, states), true);
    if (!support.ok) expect(inEnglish(support.reason)).toMatch(isSentence);
  });

  test("answers for equations that cannot be lowered, and for a state that is never renewed", () => {
    const shared = planOfEquations(
      [
        { name: "z", expr: sigmoid(add(input("a", true), recur("a", "h"))) },
        { name: "h'", expr: tanh(mul(prev("h"), recur("a", "h"))) },
      ],
      ["a"],
      ["h"],
    );
    const never = planOfEquations([{ name: "h'", expr: tanh(input("a", true)) }], ["a"], ["h", "s"]);
    for (const plan of [shared, never]) {
      const support = ask(plan, false);
      if (!support.ok) expect(inEnglish(support.reason)).toMatch(isSentence);
    }
  });
});

test("the fused engines refuse two products that share their weights", () => {
  const plan = planOfEquations(
    [
      { name: "z", expr: sigmoid(add(input("a", true), recur("a", "h"))) },
      { name: "h'", expr: tanh(mul(recur("a", "h"), mul(prev("h"), recur("a", "z", { lag: 0 })))) },
    ],
    ["a"],
    ["h"],
  );
  const answers = asks.map(([name, ask]) => [name, ask(plan, false)] as const);
  for (const [name, support] of answers)
    if (name !== "reference") expect(reasonOf(support)).toContain("share the weights of gate “a”");
});

const reasonOf = (support: Support): string => (support.ok ? "it takes the plan" : inEnglish(support.reason));

/** All but the reference, which takes any plan. */
const fused = asks.filter(([name]) => name !== "reference");

test.each(graphs)("only the reference takes $name", ({ plan }) => {
  for (const request of [{}, { isPadded: true }, { truncation: 2 }])
    for (const [name, ask] of asks) {
      const support = ask(plan(request), true);
      if (name === "reference") expect(support).toEqual({ ok: true });
      else expect(reasonOf(support)).toMatch(/runs stacks of layers, but “.*another engine is used/);
    }
});

describe("fused engines refuse a plan that is no stack with the reason", () => {
  const lstm = { cell: "lstm", options: {} } as const;
  const plan = stackOf([lstm, lstm]);
  /** The plan with one of its nodes changed. */
  const changed = (id: NodeId, change: (node: PlanNode) => PlanNode): Plan => ({
    ...plan,
    nodes: plan.nodes.map((node) => (node.id === id ? change(node) : node)),
  });
  const reading = (id: NodeId, ...from: readonly Place[]) =>
    changed(id, (node) => (node.op === "loss" ? node : { ...node, from }));
  const earlier: Place = { of: "layers.0", at: { lag: 2 } };

  test.each([
    ["“layers.1” reads “layers.0” 2 steps earlier", reading("layers.1", earlier)],
    ["“readout” reads “layers.1” at its last step", reading("readout", { of: "layers.1", at: "end" })],
    ["“layers.1” reads the state c of “layers.0”", reading("layers.1", { ...here("layers.0"), state: "c" })],
    ["“layers.1” reads x, where a stack has layers.0", reading("layers.1", here("x"))],
    ["“layers.1” reads layers.0, x, where", reading("layers.1", here("layers.0"), here("x"))],
    ["“readout” reads layers.0, where", reading("readout", here("layers.0"))],
    [
      "“layers.0” and “layers.1” share their weights",
      changed("layers.1", (node) => (node.op === "scan" ? { ...node, path: "layers.0" } : node)),
    ],
    [
      "“loss” reads layers.1, where a stack has readout",
      changed("loss", (node) => (node.op === "loss" ? { ...node, of: here("layers.1") } : node)),
    ],
    [
      "“layers.0” is a node of kind “attention”, which no stack has",
      changed("layers.0", (node) => ({ ...node, op: "attention" }) as unknown as PlanNode),
    ],
  ])("%s", (reason, odd) => {
    for (const [, ask] of fused) expect(reasonOf(ask(odd, true))).toContain(reason);
    expect(asks.every(([, ask]) => ask(plan, true).ok)).toBe(true);
  });
});

test("a device with few texture units refuses a step that reads more", () => {
  const plan = stackOf([
    { cell: "higher-order", options: { order: 4 } },
    { cell: "higher-order", options: { order: 4 } },
  ]);
  const limits = devices["webgl of a large device"] as Limits;
  expect(reasonOf(supportOf(plan, { ...limits, samplers: 4 }))).toMatch(
    /^A step of the model would read \d+ textures, but the limit of this device is 4/,
  );
});
