import * as tf from "@tensorflow/tfjs";
import { Refused } from "../../lib/said.ts";
import type { Engine } from "../engine.ts";
import { raceOf } from "../race.ts";
import { gpgpu, rendererName, setWebGLFlags, watchContext } from "../tfjs.ts";
import { type Limits, supportOf, UPDATE_BYTES } from "./memory.ts";
import { createNetwork } from "./network.ts";

export interface ReferenceOptions {
  readonly backend: "webgl" | "cpu";
  /** Most bytes of one update; networks that need more are refused. */
  readonly bytes?: number;
}

/**
 * Networks on stock tfjs operations. tfjs has one backend at a time: the last engine made is the one that runs.
 * @throws Error if the backend cannot be started.
 */
export async function createReferenceEngine({
  backend,
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
  const watch = backend === "webgl" ? watchContext(gpgpu().gl) : undefined;
  // A number is believed only if the context was there before and after it was read.
  const readBack = async (tensor: tf.Tensor): Promise<Float32Array> => {
    if (!watch) return (await tensor.data()) as Float32Array;
    watch.check();
    const values = await watch.unlessLost(tensor.data());
    watch.check();
    return values as Float32Array;
  };
  const create: Engine["createNetwork"] = (plan, weights) => {
    const support = supportOf(plan, limits);
    if (!support.ok) throw new Refused(support.reason);
    return createNetwork(plan, weights, readBack);
  };
  return {
    kind: "reference",
    backend,
    renderer: backend === "webgl" ? rendererName() : "CPU",
    supports: (plan) => supportOf(plan, limits),
    depth: 1,
    createNetwork: create,
    createRace: (models) => raceOf(models.map(({ plan, weights }) => create(plan, weights))),
    tensorCount: () => tf.memory().numTensors,
    dispose() {
      watch?.stop();
      tf.disposeVariables();
    },
  };
}
