/** The SIMD engine of `npm run train`, for its own thread and for those that models of a race have. */
import { setFlagsFromString } from "node:v8";
import type { Engine } from "../src/engine/engine.ts";
import { createEngineFrom, hasRelaxedSimd } from "../src/engine/wasm/engine.ts";
import { kernels } from "./wasm-build.ts";

/** The SIMD engine in this thread; relaxed as in a browser of today, where this Node and its processor have it. */
export async function openWasm(isRelaxed: boolean): Promise<Engine> {
  // In Node 20 it is there behind a flag, which newer ones no longer know.
  if (isRelaxed && !hasRelaxedSimd()) setFlagsFromString("--experimental-wasm-relaxed-simd");
  return createEngineFrom(async (relaxed) => new Uint8Array(await kernels(relaxed ? "relaxed" : "plain")), {
    relaxed: isRelaxed,
  });
}
