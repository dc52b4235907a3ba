/** All that needs tfjs: a chunk of its own, loaded where something other than SIMD is wanted. */
import * as tf from "@tensorflow/tfjs";
import type { Formed } from "../lib/phrase.ts";
import { obstacles } from "./graphics.ts";
import { setWebGLFlags } from "./tfjs.ts";

export { createReferenceEngine } from "./reference/engine.ts";
export { createWebglEngine, kernelVersion } from "./webgl/engine.ts";

/** Why this worker or page cannot train on WebGL, in one sentence; undefined if it can. */
export function obstacle(): Formed | undefined {
  setWebGLFlags();
  if (typeof OffscreenCanvas === "undefined" && typeof document === "undefined") return obstacles.noCanvas;
  if (tf.env().getNumber("WEBGL_VERSION") < 2) return obstacles.noWebgl;
  // Half-float textures train to garbage: 1e-4² is 0 there, and 300² is infinite.
  if (!tf.env().getBool("WEBGL_RENDER_FLOAT32_CAPABLE")) return obstacles.noFloats;
  return undefined;
}
