import * as tf from "@tensorflow/tfjs";
import type { Batch } from "../../lib/batch.ts";
import { losses } from "../../model/losses.ts";
import { type LossNode, lossOf, type Plan } from "../../model/plan.ts";
import type { LossKind } from "../../tasks/task.ts";
import type { Feed, ReferenceKind, Run, Running } from "./node.ts";

export const oneHot = (classes: Int32Array, depth: number): tf.Tensor2D =>
  tf.oneHot(tf.tensor1d(classes, "int32"), depth, 1, 0, "float32") as tf.Tensor2D;

/** Targets and weights of a batch, see `Feed`. To be called inside `tf.tidy`. */
export function feedTargets(plan: Plan, batch: Batch, denominator: number): Pick<Feed, "y" | "weight"> {
  const rows = batch.steps * batch.size;
  const { targets, divisor } = losses[lossOf(plan).kind];
  const scaled = batch.weight.map((weight) => weight / denominator / divisor(plan.outputs));
  const weight = tf.tensor2d(scaled, [rows, 1]);
  const y =
    targets === "classes"
      ? tf.mul<tf.Tensor2D>(oneHot(batch.y as Int32Array, plan.outputs), weight)
      : tf.tensor2d(batch.y as Float32Array, [rows, plan.outputs]);
  return { y, weight };
}

/** The loss of outputs [N, V]. */
const sums: { readonly [K in LossKind]: (outputs: tf.Tensor2D, fed: Feed) => tf.Scalar } = {
  crossEntropy(outputs, { y }) {
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
    return tf.neg(tf.sum(tf.mul(logProbability, even(y))));
  },
  mse(outputs, { y, weight }) {
    const error = tf.sub(outputs, y);
    return tf.sum(tf.mul(tf.mul(error, error), weight));
  },
};

export interface RunningLoss extends Running {
  /** Once it has run: the loss, and what it read, [N, V]. */
  told(): { readonly loss: tf.Scalar; readonly outputs: tf.Tensor2D };
}

function startLoss(node: LossNode, run: Run): RunningLoss {
  let told: ReturnType<RunningLoss["told"]> | undefined;
  return {
    signals: {},
    whole() {
      const outputs = run.inputOf(node.id).all();
      told = { loss: sums[node.kind](outputs, run.fed), outputs };
    },
    step() {
      throw new Error("a loss takes no turns, since nobody reads it");
    },
    told: () => told as ReturnType<RunningLoss["told"]>,
  };
}

/** What is read is the reader's, and the loss is one number. */
export const loss = {
  start: startLoss,
  size: () => ({ numbers: 0, widest: 0 }),
} satisfies ReferenceKind<LossNode>;
