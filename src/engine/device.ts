import * as tf from "@tensorflow/tfjs";
import type { Engine } from "./engine.ts";
import { createReferenceEngine, setWebGLFlags } from "./reference/engine.ts";

export interface DeviceOptions {
  /** "cpu" skips WebGL, for comparison and tests. */
  readonly backend?: "cpu";
}

/** Why this worker or page cannot train on WebGL, in one sentence; undefined if it can. */
function obstacle(): string | undefined {
  if (typeof OffscreenCanvas === "undefined" && typeof document === "undefined")
    return "This browser has no WebGL in workers, so training runs on the CPU.";
  if (tf.env().getNumber("WEBGL_VERSION") < 2)
    return "This browser or device offers no WebGL 2, so training runs on the CPU.";
  // Half-float textures train to garbage: 1e-4² is 0 there, and 300² is infinite.
  if (!tf.env().getBool("WEBGL_RENDER_FLOAT32_CAPABLE"))
    return "This device cannot draw to 32-bit float textures, so training runs on the CPU.";
  return undefined;
}

/** Every engine that this worker or page can run, the fastest first: the first that supports an experiment trains it. */
export async function openEngines(options: DeviceOptions = {}): Promise<readonly Engine[]> {
  return [await openReference(options)];
}

async function openReference({ backend }: DeviceOptions): Promise<Engine> {
  if (backend === "cpu")
    return createReferenceEngine({ backend: "cpu", note: "Training runs on the CPU, as was asked for." });
  setWebGLFlags();
  const note = obstacle();
  if (note !== undefined) return createReferenceEngine({ backend: "cpu", note });
  try {
    return await createReferenceEngine({ backend: "webgl" });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return createReferenceEngine({
      backend: "cpu",
      note: `WebGL could not be started (${reason}), so training runs on the CPU.`,
    });
  }
}
