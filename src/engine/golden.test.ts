import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { fakeWorkers } from "../testing/crew-testbed.ts";
import { compareFile } from "../testing/golden-answers.ts";
import { breaches } from "../testing/golden-compare.ts";
import { comparableFiles } from "../testing/golden-files.ts";
import { machineOf } from "../testing/golden-machine.ts";
import { createCrew } from "./crew/crew.ts";
import type { Engine } from "./engine.ts";
import { createReferenceEngine } from "./reference/engine.ts";
import { createWasmEngine } from "./wasm/create.ts";

/** Every engine that runs in Node: how it is opened, and how many equal models are in a race. */
const engines: readonly (readonly [string, () => Promise<Engine>, number])[] = [
  ["tfjs' CPU backend", () => createReferenceEngine({ backend: "cpu" }), 1],
  ["relaxed SIMD", () => createWasmEngine(), 1],
  ["plain SIMD", () => createWasmEngine({ relaxed: false }), 1],
  [
    "a worker of a crew",
    async () => {
      const { spawn } = fakeWorkers(() => createWasmEngine());
      return createCrew(await createWasmEngine(), { workers: 1, spawn });
    },
    2,
  ],
];

describe.each(engines)("on %s", (_name, open, models) => {
  let engine: Engine;
  let tensors: number;
  beforeAll(async () => {
    engine = await open();
    tensors = engine.tensorCount();
  });
  afterAll(async () => {
    // A worker lets go when the message comes in.
    await vi.waitFor(() => expect(engine.tensorCount()).toBe(tensors), { timeout: 30_000 });
    engine.dispose();
  });

  test.each(comparableFiles())("%s", async (_file, golden) => {
    const deviations = await compareFile(golden, machineOf(engine, models));
    expect(deviations.length).toBeGreaterThan(4);
    expect(breaches(deviations, "engine")).toEqual([]);
  });
});
