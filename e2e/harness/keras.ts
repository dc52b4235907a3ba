/** The benchmark's network as a user of tf.layers would write it. */
import * as tf from "@tensorflow/tfjs";
import type { CellKind } from "../../src/cells/index.ts";
import type { Batch } from "../../src/lib/batch.ts";
import type { Plan } from "../../src/model/plan.ts";
import type { Weights } from "../../src/model/weights.ts";
import type { NetworkRequest } from "./requests.ts";

export interface CellChoice {
  readonly cell: CellKind;
  /** Of a GRU; tf.layers has the reset before only. */
  readonly resetAfter?: boolean;
  /** Units of an embedding of the tokens, which the cell then reads in place of one-hot rows. */
  readonly embedding?: number;
  /** B, T, H, V. */
  readonly size: readonly [number, number, number, number];
}

export const adam = { learningRate: 0.003, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

/** Our side: tokens in, cross-entropy over tokens at every step. */
export const requestOf = ({
  cell,
  resetAfter,
  embedding,
  size: [B, T, H, V],
}: CellChoice): NetworkRequest => ({
  layers: [
    ...(embedding === undefined
      ? []
      : [{ cell: "embedding", units: embedding, options: { useBias: false } } as const]),
    { cell, units: H, options: cell === "gru" ? { resetAfter: resetAfter ?? true } : {} },
  ],
  steps: T,
  batch: B,
  input: "tokens",
  inputs: V,
  outputs: V,
  loss: "crossEntropy",
});

/** One-hot input or an embedding, softmax at every step, Adam. The gates' activation is ours, not tf.layers' hard sigmoid. */
export function layersModel({ cell, embedding, size: [, T, H, V] }: CellChoice): tf.Sequential {
  const width = embedding ?? V;
  const common = { units: H, returnSequences: true, inputShape: [T, width] };
  const model = tf.sequential();
  if (embedding !== undefined)
    model.add(tf.layers.embedding({ inputDim: V, outputDim: embedding, inputLength: T }));
  model.add(
    cell === "lstm"
      ? tf.layers.lstm({ ...common, recurrentActivation: "sigmoid" })
      : cell === "gru"
        ? tf.layers.gru({ ...common, recurrentActivation: "sigmoid" })
        : tf.layers.simpleRNN(common),
  );
  model.add(tf.layers.timeDistributed({ layer: tf.layers.dense({ units: V, activation: "softmax" }) }));
  const { learningRate, beta1, beta2, epsilon } = adam;
  model.compile({
    optimizer: tf.train.adam(learningRate, beta1, beta2, epsilon),
    loss: "categoricalCrossentropy",
  });
  return model;
}

/** Our weights in a tf.layers model: the layouts are the same, kernel [D, G·H], recurrentKernel [H, G·H], bias, readout. */
export function setWeights(model: tf.Sequential, plan: Plan, weights: Weights): void {
  const tensors = plan.params.map(({ path, shape }) => tf.tensor(weights.get(path) ?? [], [...shape]));
  model.setWeights(tensors);
  tf.dispose(tensors);
}

/** One update of a tf.layers model on our batch: its loss before the update. */
export async function trainOnBatch(
  model: tf.Sequential,
  { x, y, size, steps }: Batch,
  symbols: number,
): Promise<number> {
  /** Time-major tokens as [B, T], and as [B, T, V] one-hot rows. */
  const batchMajor = (tokens: Int32Array | Float32Array) =>
    tf.tidy(() => tf.tensor2d(Int32Array.from(tokens), [steps, size], "int32").transpose());
  const oneHot = (tokens: Int32Array | Float32Array) =>
    tf.tidy(() => tf.oneHot(batchMajor(tokens), symbols).cast("float32"));
  // An embedding looks tokens up by itself.
  const inputs = model.inputs[0]?.shape.length === 2 ? batchMajor(x) : oneHot(x);
  const targets = oneHot(y);
  const loss = (await model.trainOnBatch(inputs, targets)) as number;
  tf.dispose([inputs, targets]);
  return loss;
}
