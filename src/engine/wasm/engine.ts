import { phrase } from "../../lib/phrase.ts";
import { Failed, Refused } from "../../lib/said.ts";
import type { Plan } from "../../model/plan.ts";
import { scansOf } from "../../model/plan.ts";
import type { Engine, Network, Race, Support } from "../engine.ts";
import { raceOf } from "../race.ts";
import { supportOrReason, unlessStack, unsupported } from "../support.ts";
import { type CellRoutine, Heap, type OptimizerRoutine, type Routines } from "./heap.ts";
import { createNetwork, routinesOf } from "./network.ts";
import { networkBytes } from "./workspace.ts";

/** Bytes of one network, and of a race's networks together, beyond which they are refused. */
const MOST_BYTES = 1024 ** 3;

export interface WasmOptions {
  /** Most bytes of one network, and of a race's together; larger ones are refused. */
  readonly bytes?: number;
  /** False keeps to plain SIMD where relaxed SIMD is there: other bits, the same on every device. */
  readonly relaxed?: boolean;
}

export interface WasmEngine extends Engine {
  /** Bytes that networks hold, for leak tests. */
  memoryBytes(): number;
  readonly routines: Routines;
  readonly heap: Heap;
}

/** A module with one function whose body holds the bytes of an instruction that needs the feature. */
const probe = (...body: readonly number[]) =>
  new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 5, 1, 0x60, 0, 1, 0x7b],
    ...[3, 2, 1, 0],
    ...[10, body.length + 4, 1, body.length + 2, 0, ...body, 0x0b],
  ]);
/** i32.const 0, i8x16.splat. */
const splat = [0x41, 0, 0xfd, 0x0f];
export const hasSimd = (): boolean => WebAssembly.validate(probe(...splat));
/** … and f32x4.relaxed_madd of three of them. */
export const hasRelaxedSimd = (): boolean =>
  WebAssembly.validate(probe(...splat, ...splat, ...splat, 0xfd, 0x85, 2));

const readable = (bytes: number): string =>
  bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)} GiB` : `${Math.ceil(bytes / 1024 ** 2)} MiB`;

/**
 * Networks on the routines of a compiled module, in one thread, each call done when it returns.
 * @param load the bytes of the module for relaxed or plain SIMD
 * @throws Error where WebAssembly has no SIMD.
 */
export async function createEngineFrom(
  load: (relaxed: boolean) => Promise<Uint8Array<ArrayBuffer>>,
  { bytes: most = MOST_BYTES, relaxed = true }: WasmOptions = {},
): Promise<WasmEngine> {
  if (!hasSimd()) throw new Failed(phrase`This browser's WebAssembly has no SIMD.`);
  const isRelaxed = relaxed && hasRelaxedSimd();
  const { instance } = await WebAssembly.instantiate(await load(isRelaxed), {});
  // The exports themselves are an object that is slow to read.
  const exported = { ...instance.exports };
  const routines = exported as unknown as Routines;
  const heap = new Heap(routines);
  const found = <F>(name: string): F => {
    const routine = exported[name];
    if (typeof routine !== "function") throw new Error(`the module has no routine “${name}”`);
    return routine as F;
  };
  const printed = {
    cell: (name: string) => found<CellRoutine>(name),
    optimizer: (kind: string) => found<OptimizerRoutine>(`optimize_${kind}`),
  };

  const supports = (plan: Plan): Support =>
    unlessStack("wasm", plan) ??
    supportOrReason("wasm", () => {
      if (routinesOf(plan).some((name) => !(name in exported))) return unsupported("wasm");
      const needed = networkBytes(plan);
      if (needed <= most) return { ok: true };
      const units = scansOf(plan)
        .map((scan) => scan.units)
        .join(" + ");
      return {
        ok: false,
        reason: phrase`The model would need about ${readable(needed)} (${plan.steps} steps × ${plan.batch} sequences × ${units} units), but the limit is ${readable(most)}. Reduce the batch size, the units or the length.`,
      };
    });
  const create: Engine["createNetwork"] = (plan, weights) => {
    const support = supports(plan);
    if (!support.ok) throw new Refused(support.reason);
    return heap.allOrNothing(() => createNetwork(plan, weights, routines, heap, printed));
  };
  function createRace(models: Parameters<Engine["createRace"]>[0]): Race {
    for (const { plan } of models) {
      const support = supports(plan);
      if (!support.ok) throw new Refused(support.reason);
    }
    const needed = models.reduce((sum, { plan }) => sum + networkBytes(plan), 0);
    if (needed > most)
      throw new Refused(
        phrase`The ${models.length} models together would need about ${readable(needed)}, but the limit is ${readable(most)}. Reduce the batch size, the units or the length, or remove a model.`,
      );
    const networks: Network[] = [];
    try {
      for (const { plan, weights } of models) networks.push(create(plan, weights));
    } catch (error) {
      for (const network of networks) network.dispose();
      throw error;
    }
    return raceOf(networks);
  }
  return {
    kind: "wasm",
    backend: "wasm",
    renderer: isRelaxed ? "WASM relaxed SIMD" : "WASM SIMD",
    supports,
    depth: 1,
    createNetwork: create,
    createRace,
    tensorCount: () => heap.blocks,
    memoryBytes: () => heap.bytes,
    routines,
    heap,
    dispose() {
      // The module's memory goes with the last reference to it.
    },
  };
}
