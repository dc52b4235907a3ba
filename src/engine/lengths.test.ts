/** Sequences of unequal length: engines in Node against themselves with more padding. Against the oracle: structure.test.ts. */
import { describe, expect, test, vi } from "vitest";
import { rngFrom } from "../lib/rng.ts";
import type { PlanRequest } from "../model/build.ts";
import { randomBatch, stackOf } from "../model/networks.ts";
import { traceOracle } from "../model/oracle/run.ts";
import { initialWeights } from "../model/weights.ts";
import { fakeWorkers } from "../testing/crew-testbed.ts";
import { enginesInNode, nodeEngines } from "../testing/engine-testbed.ts";
import { deviation } from "../testing/golden-compare.ts";
import { paddedLayers } from "../testing/padded.ts";
import { changedByPadding } from "../testing/padded-bits.ts";
import { createCrew } from "./crew/crew.ts";
import type { Engine } from "./engine.ts";
import { createWasmEngine } from "./wasm/create.ts";

vi.setConfig({ testTimeout: 60_000 });

const engines = enginesInNode();

const request: PlanRequest = {
  ...{ steps: 5, batch: 6, outputs: 2, loss: "mse", isPadded: true },
  input: { kind: "floats", size: 3 },
};

describe.each(nodeEngines)("%s", (kind) => {
  test.each(paddedLayers)("more padding changes no bit: $name", async ({ layers, ...more }) => {
    const planOf = (steps: number) => stackOf(layers, { ...request, ...more, steps }, 9);
    expect(await changedByPadding(engines.get(kind) as Engine, planOf, request.steps, [1, 20])).toEqual([]);
  });

  test("an evaluation in pieces, with some left over, agrees with the oracle", async () => {
    const [{ layers, ...more }] = paddedLayers.filter(({ name }) => /dropout/.test(name)) as [
      (typeof paddedLayers)[number],
    ];
    // The reference cuts batches of 32 and more into pieces.
    const plan = stackOf(layers, { ...request, ...more, batch: 32 }, 9);
    const weights = initialWeights(plan, rngFrom(1));
    const batch = randomBatch(plan, rngFrom(2), 75);
    const expected = traceOracle(plan, weights, batch);
    const network = (engines.get(kind) as Engine).createNetwork(plan, weights);
    const { loss, outputs } = await network.evaluate(batch);
    network.dispose();
    expect(deviation("loss", [loss], [expected.loss]).error).toBeLessThan(3e-6);
    expect(deviation("outputs", outputs, [...expected.outputs]).error).toBeLessThan(3e-6);
  });
});

test("models that train in workers come out as in the lead's own thread", async () => {
  const lead = engines.get("wasm") as Engine;
  const workers = fakeWorkers(() => createWasmEngine());
  const crew = createCrew(lead, {
    workers: 1,
    spawn: workers.spawn,
    onRefused: (error) => {
      throw error;
    },
  });
  const planOf = (steps: number) => stackOf(paddedLayers[1]?.layers ?? [], { ...request, steps }, 9);
  expect(await changedByPadding(crew, planOf, request.steps, [1, 20])).toEqual([]);
  expect(workers.started()).toBe(1);
  crew.dispose();
});
