/**
 * Equations that no registry holds, through the same printer and compiler as the registry's: what a cell may use, the SIMD
 * engine must run. Here and not beside the engine, since the compiler is a script.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEngineFrom, type WasmEngine } from "../src/engine/wasm/engine.ts";
import {
  add,
  constant,
  type Equation,
  input,
  mul,
  param,
  prev,
  recur,
  ref,
  relu,
  sigmoid,
  sub,
  tanh,
} from "../src/lib/expr.ts";
import { rngFrom } from "../src/lib/rng.ts";
import { lower } from "../src/model/lower.ts";
import { planOfEquations, randomBatch, randomWeights, smallRequest } from "../src/model/networks.ts";
import { traceOracle } from "../src/model/oracle.ts";
import type { PlanRequest } from "../src/model/plan.ts";
import { kernels } from "./wasm-build.ts";

const pre = (gate: string, options = {}) => add(input(gate, true), recur(gate, "h", options));
const peephole = (gate: string) => sigmoid(add(pre(gate), mul(param(`p${gate}`), prev("c"))));

interface Case {
  readonly name: string;
  readonly gates: readonly string[];
  readonly states: readonly string[];
  readonly equations: readonly Equation[];
}

const cases: readonly Case[] = [
  {
    name: "peepholes, the output's on the new cell",
    gates: ["i", "f", "g", "o"],
    states: ["h", "c"],
    equations: [
      { name: "i", expr: peephole("i") },
      { name: "f", expr: peephole("f") },
      { name: "g", expr: tanh(pre("g")) },
      { name: "c'", expr: add(mul(ref("f"), prev("c")), mul(ref("i"), ref("g"))) },
      { name: "o", expr: sigmoid(add(pre("o"), mul(param("po"), ref("c'")))) },
      { name: "h'", expr: mul(ref("o"), tanh(ref("c'"))) },
    ],
  },
  {
    name: "coupled gates and a recurrent bias",
    gates: ["f", "g"],
    states: ["h"],
    equations: [
      { name: "f", expr: sigmoid(pre("f", { bias: true })) },
      { name: "g", expr: tanh(pre("g", { bias: true })) },
      { name: "h'", expr: add(mul(ref("f"), prev("h")), mul(sub(constant(1), ref("f")), ref("g"))) },
    ],
  },
  {
    name: "a look two steps back, by product and by unit, and a bias on one gate alone",
    gates: ["i", "g"],
    states: ["h"],
    equations: [
      { name: "i", expr: sigmoid(add(input("i", false), recur("i", "h", { lag: 2 }))) },
      { name: "g", expr: tanh(pre("g")) },
      { name: "h'", expr: add(mul(ref("i"), prev("h", 2)), ref("g")) },
    ],
  },
  {
    name: "products of two states in one sum, one of them three steps old",
    gates: ["a", "b", "g"],
    states: ["h", "s"],
    equations: [
      { name: "g", expr: tanh(add(input("g", true), add(recur("g", "h"), recur("a", "s", { lag: 3 })))) },
      { name: "s'", expr: add(mul(constant(0.5), prev("s", 2)), mul(constant(0.5), ref("g"))) },
      { name: "h'", expr: mul(sigmoid(add(input("b", true), recur("b", "s"))), ref("s'")) },
    ],
  },
  {
    name: "an input that waits for a product of the same step, three phases deep",
    gates: ["a", "b", "c"],
    states: ["h"],
    equations: [
      { name: "a", expr: tanh(pre("a")) },
      { name: "b", expr: relu(add(input("b", true), recur("b", "a", { lag: 0, bias: true }))) },
      { name: "c", expr: sigmoid(add(recur("c", "b", { lag: 0 }), mul(ref("a"), input("c", true)))) },
      { name: "h'", expr: add(mul(ref("c"), prev("h")), mul(ref("a"), ref("b"))) },
    ],
  },
  {
    name: "sums that are multiplied, not squashed",
    gates: ["u", "v"],
    states: ["h"],
    equations: [{ name: "h'", expr: tanh(mul(add(input("u", true), constant(0.5)), recur("v", "h"))) }],
  },
];

const engines: WasmEngine[] = [];
beforeAll(async () => {
  const more = cases.map(({ equations, states }) => lower(equations, states));
  for (const relaxed of [true, false])
    engines.push(
      await createEngineFrom(
        async (isRelaxed) => new Uint8Array(await kernels(isRelaxed ? "relaxed" : "plain", more)),
        { relaxed },
      ),
    );
}, 120_000);
afterAll(() => {
  for (const engine of engines) expect(engine.tensorCount()).toBe(0);
});

function gap(actual: Float32Array | undefined, expected: Float64Array): number {
  if (actual?.length !== expected.length) return Number.POSITIVE_INFINITY;
  const largest = expected.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
  const error = expected.reduce(
    (worst, value, i) => Math.max(worst, Math.abs(value - (actual[i] as number))),
    0,
  );
  return error === 0 ? 0 : error / largest;
}

const tokens: PlanRequest = {
  ...smallRequest,
  steps: 6,
  batch: 7,
  input: { kind: "tokens", size: 5 },
  outputs: 4,
  loss: "crossEntropy",
};

test.each(cases)("$name", async ({ equations, gates, states }) => {
  for (const request of [tokens, { ...smallRequest, steps: 6, batch: 3 }]) {
    const plan = planOfEquations(equations, gates, states, request, 11);
    const rng = rngFrom(5);
    const weights = new Map(
      [...randomWeights(plan, rng)].map(([path, values]) => [path, Float32Array.from(values, (x) => x / 2)]),
    );
    const batch = randomBatch(plan, rng);
    const first = [
      Object.fromEntries(
        states.map((state) => [
          state,
          Float32Array.from({ length: batch.size * 11 }, () => rng.normal() / 2),
        ]),
      ),
    ];
    for (const initial of [[], first]) {
      const expected = traceOracle(plan, weights, batch, initial);
      for (const engine of engines) {
        expect(engine.supports(plan)).toEqual({ ok: true });
        const network = engine.createNetwork(plan, weights);
        const trace = await network.trace(batch, initial);
        network.dispose();
        expect(gap(trace.outputs, expected.outputs)).toBeLessThan(3e-6);
        for (const [name, values] of Object.entries(expected.records[0] ?? {}))
          expect([name, gap(trace.records[0]?.[name], values) < 3e-6]).toEqual([name, true]);
        for (const [state, values] of Object.entries(expected.stateGradients[0] ?? {}))
          expect([state, gap(trace.stateGradients[0]?.[state], values) < 3e-6]).toEqual([state, true]);
        for (const [path, values] of expected.gradients)
          expect([path, gap(trace.gradients.get(path), values) < 3e-6]).toEqual([path, true]);
      }
    }
  }
});

test("a module without them says that it cannot run them", async () => {
  const engine = await createEngineFrom(
    async (isRelaxed) => new Uint8Array(await kernels(isRelaxed ? "relaxed" : "plain")),
  );
  const [first] = cases;
  if (!first) throw new Error("no case");
  const plan = planOfEquations(first.equations, first.gates, first.states);
  expect(engine.supports(plan)).toEqual({ ok: false, reason: expect.stringContaining("no kernels") });
  expect(() => engine.createNetwork(plan, new Map())).toThrow(RangeError);
});
