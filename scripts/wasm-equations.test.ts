/**
 * Equations that no registry holds, through the same printer and compiler as the registry's: what a cell may use, the SIMD
 * engine must run. Here and not beside the engine, since the compiler is a script.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEngineFrom, type WasmEngine } from "../src/engine/wasm/engine.ts";
import { add, constant, input, mul, prev, recur, ref, sigmoid, sub, tanh } from "../src/lib/expr.ts";
import { inEnglish } from "../src/lib/phrase.ts";
import { rngFrom } from "../src/lib/rng.ts";
import type { PlanRequest } from "../src/model/build.ts";
import { lower } from "../src/model/lower.ts";
import { planOfEquations, randomBatch, randomWeights, smallRequest } from "../src/model/networks.ts";
import { traceOracle } from "../src/model/oracle/run.ts";
import type { HeldGate } from "../src/model/plan.ts";
import { janet } from "../src/testing/janet.ts";
import { type OddCell, oddCells, pre } from "../src/testing/odd-equations.ts";
import { kernels } from "./wasm-build.ts";

const cases: readonly OddCell[] = [
  {
    ...{ name: "two gates of one projection", gates: janet.gates, states: janet.states },
    equations: janet.equations({ useBias: true }),
  },
  ...Object.values(oddCells),
];
/** A gate that waits for a product of the same step, and a phase that has no other column. */
const late: OddCell = {
  name: "a gate of the second phase",
  gates: ["a", "b"],
  states: ["h"],
  equations: [
    { name: "a", expr: tanh(pre("a")) },
    { name: "b", expr: sigmoid(add(input("b", true), recur("b", "a", { lag: 0 }))) },
    { name: "h'", expr: add(mul(ref("b"), prev("h")), mul(sub(constant(1), ref("b")), ref("a"))) },
  ],
};

const engines: WasmEngine[] = [];
beforeAll(async () => {
  const more = [...cases, late].map(({ equations, states }) => lower(equations, states));
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

async function agrees({ equations, gates, states }: OddCell, held: readonly HeldGate[] = []): Promise<void> {
  for (const request of [tokens, { ...smallRequest, steps: 6, batch: 3 }]) {
    const plan = planOfEquations(equations, gates, states, request, 11, held);
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
        for (const [name, values] of Object.entries(expected.trajectories[0] ?? {}))
          expect([name, gap(trace.trajectories[0]?.[name], values) < 3e-6]).toEqual([name, true]);
        for (const [state, values] of Object.entries(expected.stateGradients[0] ?? {}))
          expect([state, gap(trace.stateGradients[0]?.[state], values) < 3e-6]).toEqual([state, true]);
        for (const [path, values] of expected.gradients)
          expect([path, gap(trace.gradients.get(path), values) < 3e-6]).toEqual([path, true]);
      }
    }
  }
}

test.each(cases)("$name", (cell) => agrees(cell));

test("a gate of the second phase, free and held", async () => {
  await agrees(late);
  await agrees(late, [{ gate: "b", value: 0.3 }]);
});

test("a module without them says that it cannot run them", async () => {
  const engine = await createEngineFrom(
    async (isRelaxed) => new Uint8Array(await kernels(isRelaxed ? "relaxed" : "plain")),
  );
  // The last one: a registry that grows may come to hold the others.
  const last = cases.at(-1);
  if (!last) throw new Error("no case");
  const plan = planOfEquations(last.equations, last.gates, last.states);
  const support = engine.supports(plan);
  expect(support.ok ? "" : inEnglish(support.reason)).toMatch(/does not support these equations/);
  expect(() => engine.createNetwork(plan, new Map())).toThrow(RangeError);
});
