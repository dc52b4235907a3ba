import * as tf from "@tensorflow/tfjs";
import type { Engine, EngineKind } from "../../src/engine/engine.ts";
import { createReferenceEngine } from "../../src/engine/reference/engine.ts";
import type { Plan } from "../../src/model/plan.ts";

export interface EngineChoice {
  /** "reference" unless said otherwise. */
  readonly engine?: EngineKind;
  /** tfjs' backend: what the reference runs on, and whose context the fused engine shares. */
  readonly backend: "webgl" | "cpu";
  /** tfjs' flags, set before the engine opens; a flag keeps its value until the page is left. */
  readonly flags?: { readonly [flag: string]: number | boolean };
  /** Fewer draw buffers than the device has, as on a phone. */
  readonly drawBuffers?: number;
}

/** What an engine holds on the device at the moment. */
export interface Resources {
  readonly textures: number;
  readonly buffers: number;
  readonly programs: number;
  readonly framebuffers: number;
  readonly vertexArrays: number;
  /** Of its textures. */
  readonly bytes: number;
}

/** The fused engine, as far as tests ask it. */
export interface WebglEngine extends Engine {
  resources(): Resources;
  /** Bytes as computed from the plan, before anything is allocated. */
  planned(plan: Plan, models?: number): number;
  drawsPerUpdate(plan: Plan, models?: number): number;
}

/** Engines whose file there is. */
const modules = import.meta.glob<{
  readonly createWebglEngine?: (options?: { readonly drawBuffers?: number }) => Promise<WebglEngine>;
  readonly createWasmEngine?: () => Promise<Engine>;
}>(["../../src/engine/webgl/engine.ts", "../../src/engine/wasm/engine.ts"]);

async function moduleOf(kind: EngineKind) {
  const load = modules[`../../src/engine/${kind}/engine.ts`];
  if (!load) throw new Error(`there is no engine “${kind}” yet`);
  return load();
}

const factories: { readonly [K in EngineKind]: (choice: EngineChoice) => Promise<Engine> } = {
  reference: ({ backend }) => createReferenceEngine({ backend }),
  webgl: async ({ drawBuffers }) => {
    const { createWebglEngine } = await moduleOf("webgl");
    if (!createWebglEngine) throw new Error("src/engine/webgl/engine.ts exports no createWebglEngine");
    return createWebglEngine(drawBuffers === undefined ? {} : { drawBuffers });
  },
  wasm: async () => {
    const { createWasmEngine } = await moduleOf("wasm");
    if (!createWasmEngine) throw new Error("src/engine/wasm/engine.ts exports no createWasmEngine");
    return createWasmEngine();
  },
};

/** The engines that can be opened. */
export const engineKinds = (): readonly EngineKind[] =>
  (Object.keys(factories) as EngineKind[]).filter(
    (kind) => kind === "reference" || Object.hasOwn(modules, `../../src/engine/${kind}/engine.ts`),
  );

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
  const { engine: kind = "reference", backend, flags = {}, drawBuffers } = choice;
  const key = JSON.stringify([kind, backend, flags, drawBuffers]);
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

export function isWebgl(engine: Engine): engine is WebglEngine {
  return engine.kind === "webgl";
}

export function webglEngine(): WebglEngine {
  const engine = engineOf("webgl");
  if (!isWebgl(engine)) throw new Error(`the engine is “${engine.kind}”, not “webgl”`);
  return engine;
}
