import { load, version } from "virtual:unrolled-wasm";
import { createEngineFrom, type WasmEngine, type WasmOptions } from "./engine.ts";

/**
 * Networks on SIMD routines in one thread: relaxed SIMD (fused multiply-add) where there is any, else plain. The renderer
 * says which, since their bits differ.
 * @throws Error where WebAssembly has no SIMD.
 */
export const createWasmEngine = (options?: WasmOptions): Promise<WasmEngine> =>
  createEngineFrom(load, options);

export const kernelVersion = version;
