/** tfjs' WebGL context, which every engine on WebGL shares. */
import * as tf from "@tensorflow/tfjs";
import type { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import { ContextLost } from "./engine.ts";

/** Bytes of textures of disposed tensors that tfjs keeps for reuse. */
const keptBytes = 1024 ** 3;

/**
 * Flags that must stand before the first WebGL context of the page or worker. The others stay as tfjs has them; measured on
 * software GL in CPU seconds an update, LSTM and GRU at (B,T,H,V) = S (32,25,32,16) and M (32,50,64,64):
 *
 * | flags | S | M | draws S, LSTM |
 * |---|---|---|---|
 * | as tfjs has them | 0.20, 0.23 | 0.63, 0.66 | 1540 |
 * | WEBGL_PACK off | 0.21, 0.20 | 0.72, 0.66 | 1353 |
 * | WEBGL_USE_SHAPES_UNIFORMS on | 0.23, 0.22 | 0.85, 0.83 | 1540 (a fifth less for compiling shaders) |
 *
 * WEBGL_LAZILY_UNPACK off takes 4020 draws; WEBGL_PACK_ARRAY_OPERATIONS off fails to compile; WEBGL_FLUSH_THRESHOLD 1 and
 * WEBGL_CPU_FORWARD on made no difference beyond the noise.
 */
export function setWebGLFlags(): void {
  // Without it tfjs asks for a context "without major performance caveat" and gets none on software GL.
  tf.env().set("SOFTWARE_WEBGL_ENABLED", true);
  // On, tiny tensors that were just uploaded are computed on the CPU, by other roundings: a network restored from a
  // snapshot would then differ in the last bit from the one that went on.
  tf.env().set("WEBGL_CPU_FORWARD", false);
  // Beyond this, textures of disposed tensors are freed instead of kept for reuse: else every network that a visitor
  // ever tried would keep its share.
  tf.env().set("WEBGL_DELETE_TEXTURE_THRESHOLD", keptBytes);
}

export const gpgpu = () => (tf.backend() as MathBackendWebGL).gpgpu;

/**
 * Watches the context: after a loss tfjs' products are zeros and its promises hang, without a word.
 */
export interface ContextWatch {
  /** Tells once, as soon as it happens, unless the answer is called before. */
  onLost(tell: (reason: ContextLost) => void): () => void;
  /** What the promise comes to; rejects with ContextLost as soon as that happens, since then it may hang. */
  unlessLost<T>(promise: Promise<T>): Promise<T>;
  /** @throws ContextLost */
  check(): void;
  stop(): void;
}

export function watchContext(gl: WebGLRenderingContext | WebGL2RenderingContext): ContextWatch {
  // No promise that lives as long as the context: whatever waited on it would live as long.
  const waiting = new Set<{ readonly tell: (reason: ContextLost) => void }>();
  const tellAll = () => {
    const all = [...waiting];
    waiting.clear();
    for (const { tell } of all) tell(new ContextLost());
  };
  const onLost: ContextWatch["onLost"] = (tell) => {
    const one = { tell };
    waiting.add(one);
    return () => waiting.delete(one);
  };
  gl.canvas.addEventListener("webglcontextlost", tellAll);
  return {
    onLost,
    unlessLost: (promise) =>
      new Promise((resolve, reject) => {
        const forget = onLost(reject);
        promise.then(resolve, reject).finally(forget);
      }),
    check() {
      if (!gl.isContextLost()) return;
      tellAll();
      throw new ContextLost();
    },
    stop: () => gl.canvas.removeEventListener("webglcontextlost", tellAll),
  };
}

/** What the driver calls the device. */
export function rendererName(): string {
  const { gl } = gpgpu();
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}
