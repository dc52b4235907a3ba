/** A cell two of whose gates read one projection: gradients of the oracle, and every engine that runs in Node. SIMD: scripts/wasm-equations. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { rngFrom } from "../lib/rng.ts";
import { planOfEquations, randomBatch, randomWeights, smallRequest } from "../model/networks.ts";
import { traceOracle } from "../model/oracle/run.ts";
import type { Plan } from "../model/plan.ts";
import { janet } from "../testing/janet.ts";
import { SLOPE, worstSlope } from "../testing/slopes.ts";
import type { Engine } from "./engine.ts";
import { createReferenceEngine } from "./reference/engine.ts";
import { supportOf } from "./webgl/support.ts";

let reference: Engine;
beforeAll(async () => {
  reference = await createReferenceEngine({ backend: "cpu" });
});
afterAll(() => reference.dispose());

function planOf(useBias: boolean): Plan {
  const request = { ...smallRequest, steps: 5, batch: 3 };
  const plan = planOfEquations(janet.equations({ useBias }), janet.gates, janet.states, request, 5);
  const unread = useBias ? ["recurrentBias"] : ["bias", "recurrentBias"];
  return {
    ...plan,
    params: plan.params.filter(({ node, role }) => node === "readout" || !unread.includes(role)),
  };
}

test("the oracle's gradients are slopes of its loss", () => {
  for (const useBias of [true, false]) expect(worstSlope(planOf(useBias), 7)).toBeLessThan(SLOPE);
});

test("the reference computes what the oracle does", async () => {
  const plan = planOf(true);
  const weights = new Map(
    [...randomWeights(plan, rngFrom(1))].map(([path, values]) => [path, Float32Array.from(values)]),
  );
  const batch = randomBatch(plan, rngFrom(2));
  const expected = traceOracle(plan, weights, batch);
  const network = reference.createNetwork(plan, weights);
  const trace = await network.trace(batch);
  network.dispose();
  expect(trace.loss).toBeCloseTo(expected.loss, 5);
  for (const [path, values] of expected.gradients)
    for (const [i, value] of values.entries())
      expect(trace.gradients.get(path)?.[i], path).toBeCloseTo(value, 5);
});

test("WebGL prints it", () => {
  const limits = { textureSize: 8192, slices: 2048, drawBuffers: 8, samplers: 16 };
  for (const isWide of [true, false])
    expect(supportOf(planOf(true), { ...limits, isWide })).toEqual({ ok: true });
});
