import * as tf from "@tensorflow/tfjs";
import { type DenseNode, densePath } from "../../model/plan.ts";
import type { ReferenceKind } from "./node.ts";
import { startRowwise } from "./rowwise.ts";

/** y = x W + b. x: [R, D], y: [R, V]. */
export const dense = {
  start: (node, run) =>
    startRowwise(node.id, node.outputs, run, (x) => {
      const kernel = run.views.get(densePath(node, "kernel")) as tf.Tensor2D;
      const bias = run.views.get(densePath(node, "bias")) as tf.Tensor;
      return tf.add<tf.Tensor2D>(tf.matMul(x, kernel), bias);
    }),
  // Product and sum, each with its gradient.
  size: ({ outputs }) => ({ numbers: 4 * outputs, widest: outputs }),
} satisfies ReferenceKind<DenseNode>;
