/** How sentences call the engines. */
import { asData, type Formed, phrase } from "../lib/phrase.ts";
import type { EngineKind } from "./engine.ts";

const tensorFlow = asData("TensorFlow.js");

export const engineNames: { readonly [kind in EngineKind]: Formed } = {
  webgl: phrase`the fused WebGL engine`,
  wasm: phrase`the SIMD engine`,
  reference: tensorFlow,
};
/** At the beginning of a sentence. */
export const engineNamesFirst: { readonly [kind in EngineKind]: Formed } = {
  webgl: phrase`The fused WebGL engine`,
  wasm: phrase`The SIMD engine`,
  reference: tensorFlow,
};
