import * as tf from "@tensorflow/tfjs";
import { createWasmCrew } from "../../src/engine/crew/create.ts";
import type { Engine, EngineKind } from "../../src/engine/engine.ts";
import { createReferenceEngine } from "../../src/engine/reference/engine.ts";
import { createWasmEngine } from "../../src/engine/wasm/create.ts";
import type { WasmEngine } from "../../src/engine/wasm/engine.ts";
import { createWebglEngine, type WebglEngine } from "../../src/engine/webgl/engine.ts";

export interface EngineChoice {
  /** "reference" unless said otherwise. */
  readonly engine?: EngineKind;
  /** tfjs' backend, what the reference runs on and whose context the fused engine shares; of the SIMD engine "wasm". */
  readonly backend: "webgl" | "cpu" | "wasm";
  /** tfjs' flags, set before the engine opens; a flag keeps its value until the page is left. */
  readonly flags?: { readonly [flag: string]: number | boolean };
  /** Fewer draw buffers than the device has, as on a phone. */
  readonly drawBuffers?: number;
  /** Of the fused engine: whether the backward product has a draw of its own, where the renderer shall not decide. */
  readonly wide?: boolean;
  /** Of the SIMD engine: false keeps to plain SIMD. */
  readonly relaxed?: boolean;
  /** Of the SIMD engine: its races spread over this thread and one worker, whatever cores there are. */
  readonly crew?: boolean;
}

const factories: { readonly [K in EngineKind]: (choice: EngineChoice) => Promise<Engine> } = {
  reference: ({ backend }) => {
    if (backend === "wasm") throw new Error("the reference engine runs on tfjs' WebGL or CPU");
    return createReferenceEngine({ backend });
  },
  webgl: ({ drawBuffers, wide }) =>
    createWebglEngine({
      ...(drawBuffers !== undefined && { drawBuffers }),
      ...(wide !== undefined && { wide }),
    }),
  wasm: ({ relaxed, crew }) => {
    const options = relaxed === undefined ? {} : { relaxed };
    if (!crew) return createWasmEngine(options);
    Object.defineProperty(navigator, "hardwareConcurrency", { value: 2, configurable: true });
    return createWasmCrew(options);
  },
};

/** An engine of its own, which nobody else holds. */
export async function makeEngine(choice: EngineChoice): Promise<Engine> {
  for (const [flag, value] of Object.entries(choice.flags ?? {})) tf.env().set(flag, value);
  return factories[choice.engine ?? "reference"](choice);
}

export async function makeWebglEngine(choice: Omit<EngineChoice, "engine" | "backend"> = {}) {
  return (await makeEngine({ ...choice, engine: "webgl", backend: "webgl" })) as WebglEngine;
}

const opened = new Map<string, Promise<Engine>>();
const lastOf = new Map<EngineKind, Engine>();
let last: Engine | undefined;

/** One engine a choice; several may be alive. Opening makes it the one that runs where no kind is named. */
export async function openFor(choice: EngineChoice): Promise<Engine> {
  const { engine: kind = "reference", backend, flags = {}, drawBuffers, wide, relaxed, crew } = choice;
  const key = JSON.stringify([kind, backend, flags, drawBuffers, wide, relaxed, crew]);
  let engine = opened.get(key);
  if (!engine) {
    engine = makeEngine(choice);
    opened.set(key, engine);
    engine.catch(() => opened.delete(key));
  }
  const made = await engine;
  // An engine opened meanwhile may have left tfjs on another backend, or with other flags.
  for (const [flag, value] of Object.entries(flags)) tf.env().set(flag, value);
  if (kind !== "wasm" && tf.getBackend() !== backend) await tf.setBackend(backend);
  last = made;
  lastOf.set(kind, made);
  return made;
}

/** The engine of this kind that was opened last; of any kind if none is named. */
export function engineOf(kind?: EngineKind): Engine {
  const engine = kind === undefined ? last : lastOf.get(kind);
  if (!engine) throw new Error(`no engine ${kind ?? ""} is open: call harness.open first`);
  return engine;
}

export const isWebgl = (engine: Engine): engine is WebglEngine => engine.kind === "webgl";

export const isWasm = (engine: Engine): engine is WasmEngine => engine.kind === "wasm";

export function wasmEngine(): WasmEngine {
  const engine = engineOf("wasm");
  if (!isWasm(engine)) throw new Error(`the engine is “${engine.kind}”, not “wasm”`);
  return engine;
}

export function webglEngine(): WebglEngine {
  const engine = engineOf("webgl");
  if (!isWebgl(engine)) throw new Error(`the engine is “${engine.kind}”, not “webgl”`);
  return engine;
}
