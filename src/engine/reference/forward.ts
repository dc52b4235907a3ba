import * as tf from "@tensorflow/tfjs";
import type { Batch } from "../../lib/batch.ts";
import type { Masks } from "../../model/draws.ts";
import { checkBatch, type Place, placeOf } from "../../model/lengths.ts";
import { type Direction, lossOf, type Plan, scansOf } from "../../model/plan.ts";
import type { InitialStates } from "../../model/results.ts";
import { type Padding, type Probes, runScan, type ScanResult, type Views } from "./scan.ts";

/** One batch on the device. N = T·B, time-major. */
export interface Feed {
  readonly size: number;
  /** [N, D]; tokens as one-hot rows, since the gradient of a gather is far slower than that of a product. */
  readonly x: tf.Tensor2D;
  /**
   * [N, V]: values, or one-hot classes times `weight`.
   */
  readonly y: tf.Tensor2D;
  /** [N, 1], already divided by what the loss is divided by. */
  readonly weight: tf.Tensor2D;
  readonly initial: readonly { readonly [state: string]: tf.Tensor2D }[];
  /** By scan, [N, H]; undefined where nothing is dropped. */
  readonly masks: readonly (tf.Tensor2D | undefined)[];
  /** By scan and step, see `ScanFeed`: which sequences are padding there; undefined where none is. */
  readonly padding: readonly (readonly (Padding | undefined)[])[];
}

/** Uploads a batch; to be called inside `tf.tidy`. */
export function feed(
  plan: Plan,
  batch: Batch,
  denominator: number,
  initial: InitialStates = [],
  masks: Masks = [],
): Feed {
  checkBatch(plan, batch);
  const rows = batch.steps * batch.size;
  const { kind } = lossOf(plan);
  const scaled = batch.weight.map((weight) => weight / denominator / (kind === "mse" ? plan.outputs : 1));
  const weight = tf.tensor2d(scaled, [rows, 1]);
  const oneHot = (classes: Int32Array, depth: number): tf.Tensor2D =>
    tf.oneHot(tf.tensor1d(classes, "int32"), depth, 1, 0, "float32") as tf.Tensor2D;
  return {
    size: batch.size,
    x:
      plan.input.kind === "tokens"
        ? oneHot(batch.x as Int32Array, plan.input.size)
        : tf.tensor2d(batch.x as Float32Array, [rows, plan.input.size]),
    y:
      kind === "crossEntropy"
        ? tf.mul(oneHot(batch.y as Int32Array, plan.outputs), weight)
        : tf.tensor2d(batch.y as Float32Array, [rows, plan.outputs]),
    weight,
    initial: scansOf(plan).map(({ units, index }) =>
      Object.fromEntries(
        Object.entries(initial[index] ?? {}).map(([state, values]) => [
          state,
          tf.tensor2d(values, [batch.size, units]),
        ]),
      ),
    ),
    masks: scansOf(plan).map(({ units, index }) => {
      const mask = masks[index];
      return mask && tf.tensor2d(mask, [rows, units]);
    }),
    padding: scansOf(plan).map(({ direction }) => paddingOf(batch, direction)),
  };
}

/** Of one scan, by step, the one after the last included. To be called inside `tf.tidy`. */
function paddingOf(batch: Batch, direction: Direction): readonly (Padding | undefined)[] {
  const { size, lengths } = batch;
  if (!lengths) return [];
  return Array.from({ length: batch.steps + 1 }, (_, t) => {
    const places = Array.from({ length: size }, (_, b) => placeOf(batch, b, t, direction));
    if (places.every((place) => place === "within")) return undefined;
    const flags = (wanted: Place) =>
      tf.tensor2d(
        places.map((place) => (place === wanted ? 1 : 0)),
        [size, 1],
      );
    return {
      within: flags("within").toBool(),
      ...(places.includes("first") && { first: flags("first") }),
    };
  });
}

export interface Forward {
  readonly loss: tf.Scalar;
  /** [N, V]: logits or values. */
  readonly outputs: tf.Tensor2D;
  readonly scans: readonly ScanResult[];
}

/** [B, H] of each step, under each other: [N, H]. */
export const stackSteps = (steps: readonly tf.Tensor2D[]): tf.Tensor2D =>
  steps.length === 1 ? (steps[0] as tf.Tensor2D) : tf.concat2d([...steps], 0);

/** The whole plan. @param probes by scan. */
export function forward(plan: Plan, views: Views, fed: Feed, probes: readonly Probes[] = []): Forward {
  const scans: ScanResult[] = [];
  let outputs = fed.x;
  /** What is read of some scans: their first states without what is dropped, side by side, [N, Σ H]. */
  const passed = (from: readonly number[]): tf.Tensor2D => {
    const parts = from.map((index) => {
      const all = stackSteps((scans[index] as ScanResult).outputs);
      const mask = fed.masks[index];
      return mask ? tf.mul<tf.Tensor2D>(all, mask) : all;
    });
    return parts.length === 1 ? (parts[0] as tf.Tensor2D) : tf.concat2d(parts, 1);
  };
  for (const node of plan.nodes) {
    if (node.op === "scan") {
      const below = node.from === "x" ? fed.x : passed(node.from);
      const { index } = node;
      const own = {
        initial: fed.initial[index] ?? {},
        padding: fed.padding[index] ?? [],
        probes: probes[index],
      };
      scans.push(runScan(node, below, plan, fed.size, views, own));
    } else if (node.op === "map") {
      const kernel = views.get("readout.kernel") as tf.Tensor2D;
      const bias = views.get("readout.bias") as tf.Tensor;
      outputs = tf.add(tf.matMul(passed(node.from), kernel), bias);
    }
  }
  if (lossOf(plan).kind === "crossEntropy") {
    // tfjs 4.22 packs 2 × 2 values into a texel and lets what stands beyond the last row of an odd number become NaN in the
    // gradient of this softmax; a row of zeros, whose targets are zero too, changes nothing and keeps them even.
    const isOdd = (outputs.shape[0] as number) % 2 === 1;
    const even = (rows: tf.Tensor2D): tf.Tensor2D =>
      isOdd
        ? tf.pad2d(rows, [
            [0, 1],
            [0, 0],
          ])
        : rows;
    // Where a weight is 0, so is the row of y.
    const logProbability = tf.logSoftmax(even(outputs));
    return { loss: tf.neg(tf.sum(tf.mul(logProbability, even(fed.y)))), outputs, scans };
  }
  const error = tf.sub(outputs, fed.y);
  return { loss: tf.sum(tf.mul(tf.mul(error, error), fed.weight)), outputs, scans };
}
