import * as tf from "@tensorflow/tfjs";
import type { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import type { Engine } from "../engine.ts";
import { raceOf } from "../race.ts";
import { type Limits, supportOf, UPDATE_BYTES } from "./memory.ts";
import { createNetwork } from "./network.ts";

export interface ReferenceOptions {
  readonly backend: "webgl" | "cpu";
  /** Why not the faster backend, in one sentence, if so. */
  readonly note?: string;
  /** Most bytes of one update; networks that need more are refused. */
  readonly bytes?: number;
}

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
  tf.env().set("WEBGL_DELETE_TEXTURE_THRESHOLD", UPDATE_BYTES);
}

const gpgpu = () => (tf.backend() as MathBackendWebGL).gpgpu;

/** What the driver calls the device. */
function rendererName(): string {
  const { gl } = gpgpu();
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/**
 * Networks on stock tfjs operations. tfjs has one backend at a time: the last engine made is the one that runs.
 * @throws Error if the backend cannot be started.
 */
export async function createReferenceEngine({
  backend,
  note,
  bytes = UPDATE_BYTES,
}: ReferenceOptions): Promise<Engine> {
  if (backend === "webgl") setWebGLFlags();
  await tf.setBackend(backend);
  await tf.ready();
  // tfjs falls back to another backend without a word.
  if (tf.getBackend() !== backend)
    throw new Error(`tfjs runs on “${tf.getBackend()}” although “${backend}” was asked for`);
  const side = backend === "webgl" ? tf.env().getNumber("WEBGL_MAX_TEXTURE_SIZE") : 2 ** 14;
  const limits: Limits = { tensorEntries: side * side, bytes };
  const readBack = async (tensor: tf.Tensor) => (await tensor.data()) as Float32Array;
  const create: Engine["createNetwork"] = (plan, weights) => {
    const support = supportOf(plan, limits);
    if (!support.ok) throw new RangeError(support.reason);
    return createNetwork(plan, weights, readBack);
  };
  return {
    kind: "reference",
    backend,
    renderer: backend === "webgl" ? rendererName() : "CPU",
    ...(note !== undefined && { note }),
    supports: (plan) => supportOf(plan, limits),
    depth: 1,
    createNetwork: create,
    createRace: (models) => raceOf(models.map(({ plan, weights }) => create(plan, weights))),
    tensorCount: () => tf.memory().numTensors,
    dispose() {
      tf.disposeVariables();
    },
  };
}
