/** Sequences of unequal length: engines in Node against themselves with more padding. Against the oracle: structure.test.ts. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { stackOf } from "../model/networks.ts";
import { paddedLayers } from "../model/padded.ts";
import type { PlanRequest } from "../model/plan.ts";
import type { Engine } from "./engine.ts";
import { changedByPadding } from "./padded-bits.ts";
import { createReferenceEngine } from "./reference/engine.ts";
import { createWasmEngine } from "./wasm/create.ts";

vi.setConfig({ testTimeout: 60_000 });

const engines = new Map<string, Engine>();
beforeAll(async () => {
  engines.set("reference", await createReferenceEngine({ backend: "cpu" }));
  engines.set("wasm", await createWasmEngine());
  engines.set("plain wasm", await createWasmEngine({ relaxed: false }));
});
afterAll(() => {
  for (const engine of engines.values()) {
    expect(engine.tensorCount()).toBe(0);
    engine.dispose();
  }
});

const request: PlanRequest = {
  ...{ steps: 5, batch: 6, outputs: 2, loss: "mse", isPadded: true },
  input: { kind: "floats", size: 3 },
};

describe.each(["reference", "wasm", "plain wasm"])("%s", (kind) => {
  test.each(paddedLayers)("more padding changes no bit: $name", async ({ layers, ...more }) => {
    const planOf = (steps: number) => stackOf(layers, { ...request, ...more, steps }, 9);
    expect(await changedByPadding(engines.get(kind) as Engine, planOf, request.steps, [1, 20])).toEqual([]);
  });
});
