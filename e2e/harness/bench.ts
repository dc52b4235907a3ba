import * as tf from "@tensorflow/tfjs";
import type { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import type { CellKind } from "../../src/cells/index.ts";
import { openEngine } from "./engines.ts";
import { batchOf, type NetworkRequest, planOf, weightsOf } from "./numerics.ts";

export interface BenchRequest {
  readonly cell: CellKind;
  readonly resetAfter?: boolean;
  /** B, T, H, V. */
  readonly size: readonly [number, number, number, number];
  /** Updates that are timed together. */
  readonly updates: number;
  readonly profiles?: boolean;
}

export interface Timing {
  readonly seconds: number;
  readonly draws: number;
  readonly loss: number;
}

const adam = { learningRate: 0.003, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** Counts draw calls by wrapping the context's own methods, once. */
let draws = 0;
let isCounting = false;
function countDraws(): void {
  if (isCounting) return;
  isCounting = true;
  const { gl } = (tf.backend() as MathBackendWebGL).gpgpu;
  for (const name of ["drawArrays", "drawElements"] as const) {
    const original = gl[name].bind(gl) as (...args: number[]) => void;
    Object.defineProperty(gl, name, {
      value: (...args: number[]) => {
        draws++;
        original(...args);
      },
    });
  }
}

const requestOf = ({ cell, resetAfter, size: [B, T, H, V] }: BenchRequest): NetworkRequest => ({
  layers: [{ cell, units: H, options: cell === "gru" ? { resetAfter: resetAfter ?? true } : {} }],
  steps: T,
  batch: B,
  input: "tokens",
  inputs: V,
  outputs: V,
  loss: "crossEntropy",
});

/** What is kept between rounds: networks with their compiled shaders. */
const kept = new Map<string, (updates: number) => Promise<number>>();

async function time(
  /** tfjs' flag that differs: our engine keeps tiny tensors on the device, tf.layers runs with tfjs' default. */
  cpuForward: boolean,
  key: string,
  updates: number,
  make: () => (updates: number) => Promise<number>,
): Promise<Timing> {
  countDraws();
  tf.env().set("WEBGL_CPU_FORWARD", cpuForward);
  const known = kept.get(key) ?? make();
  if (!kept.has(key)) {
    kept.set(key, known);
    // Shaders compile and textures are made.
    await known(2);
  }
  const before = draws;
  const began = performance.now();
  const loss = await known(updates);
  return { seconds: (performance.now() - began) / 1000, draws: (draws - before) / updates, loss };
}

/** Updates of our engine, each with its telemetry read back. */
export function benchReference(request: BenchRequest): Promise<Timing> {
  const { updates, ...rest } = request;
  return time(false, `reference ${JSON.stringify(rest)}`, updates, () => {
    const network = requestOf(request);
    const plan = planOf(network);
    const batch = batchOf(plan, network);
    const trained = openEngine().createNetwork(plan, weightsOf(plan, 1));
    const settings = { optimizer: { kind: "adam", values: adam }, clipNorm: 1 } as const;
    return async (count) => {
      let loss = 0;
      for (let n = 0; n < count; n++)
        loss = (await trained.update(batch, settings, { profiles: request.profiles ?? false })).loss;
      return loss;
    };
  });
}

/** The same network as a user of tf.layers would write it: one-hot input, softmax at every step, trainOnBatch. */
export function benchLayers(request: BenchRequest): Promise<Timing> {
  const { updates, ...rest } = request;
  return time(true, `layers ${JSON.stringify(rest)}`, updates, () => {
    const [B, T, H, V] = request.size;
    const common = { units: H, returnSequences: true, inputShape: [T, V] };
    const model = tf.sequential();
    model.add(
      request.cell === "lstm"
        ? tf.layers.lstm({ ...common, recurrentActivation: "sigmoid" })
        : request.cell === "gru"
          ? tf.layers.gru({ ...common, recurrentActivation: "sigmoid" })
          : tf.layers.simpleRNN(common),
    );
    model.add(tf.layers.timeDistributed({ layer: tf.layers.dense({ units: V, activation: "softmax" }) }));
    model.compile({ optimizer: tf.train.adam(adam.learningRate), loss: "categoricalCrossentropy" });
    const network = requestOf(request);
    const batch = batchOf(planOf(network), network);
    /** Time-major tokens as [B, T, V] one-hot rows. */
    const oneHot = (tokens: Int32Array | Float32Array) =>
      tf.tidy(() =>
        tf.oneHot(tf.tensor2d(Int32Array.from(tokens), [T, B], "int32").transpose(), V).cast("float32"),
      );
    return async (count) => {
      let loss = 0;
      for (let n = 0; n < count; n++) {
        const x = oneHot(batch.x);
        const y = oneHot(batch.y);
        loss = (await model.trainOnBatch(x, y)) as number;
        tf.dispose([x, y]);
      }
      return loss;
    };
  });
}

/** Seconds that a network's first pictures take: probe trace, evaluation of 256 sequences, one watched update; shaders included. */
export async function benchStart(request: BenchRequest) {
  const network = requestOf(request);
  const plan = planOf(network);
  const trained = openEngine().createNetwork(plan, weightsOf(plan, 1));
  const settings = { optimizer: { kind: "adam", values: adam }, clipNorm: 1 } as const;
  const laps: number[] = [];
  let began = performance.now();
  const lap = () => {
    laps.push((performance.now() - began) / 1000);
    began = performance.now();
  };
  await trained.trace(batchOf({ ...plan, batch: 1 }, network));
  lap();
  await trained.evaluate(batchOf({ ...plan, batch: 256 }, network));
  lap();
  await trained.update(batchOf(plan, network), settings, { profiles: true });
  lap();
  await trained.update(batchOf(plan, network), settings, { profiles: true });
  lap();
  trained.dispose();
  return laps;
}
