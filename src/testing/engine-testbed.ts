/** For tests: the engines that run in Node, by name, alive for all tests of a file. */
import { afterAll, beforeAll, expect } from "vitest";
import type { Engine } from "../engine/engine.ts";
import { createReferenceEngine } from "../engine/reference/engine.ts";
import { createWasmEngine } from "../engine/wasm/create.ts";

export const nodeEngines = ["reference", "wasm", "plain wasm"] as const;

/** Opens them before the tests; after them, nothing may be left on any. */
export function enginesInNode(): ReadonlyMap<string, Engine> {
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
  return engines;
}
