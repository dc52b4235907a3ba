import * as tf from "@tensorflow/tfjs";
import type { Engine } from "../../src/engine/engine.ts";
import { createReferenceEngine } from "../../src/engine/reference/engine.ts";

export interface EngineChoice {
  readonly backend: "webgl" | "cpu";
  /** tfjs' flags, set before the engine opens; a flag keeps its value until the page is left. */
  readonly flags?: { readonly [flag: string]: number | boolean };
}

let current: { choice: string; engine: Engine } | undefined;

export async function openFor({ backend, flags = {} }: EngineChoice): Promise<Engine> {
  const choice = JSON.stringify([backend, flags]);
  if (current?.choice === choice) return current.engine;
  for (const [flag, value] of Object.entries(flags)) tf.env().set(flag, value);
  const engine = await createReferenceEngine({ backend });
  current = { choice, engine };
  return engine;
}

/** The engine opened last. */
export function openEngine(): Engine {
  if (!current) throw new Error("no engine is open: call harness.open first");
  return current.engine;
}
