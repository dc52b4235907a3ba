import { denseBlocks } from "../blocks.ts";
import { addBias, addColumnSums, addOuter, addProduct, addPulled } from "../matrix.ts";
import type { DenseNode } from "../plan.ts";
import type { Run, Running } from "./node.ts";
import { runRowwise } from "./rowwise.ts";

/** y = x W + b. x: [R, D], W: [D, V], b: [V], y: [R, V]. */
export function runDense(dense: DenseNode, run: Run): Running {
  const { kernel: W, bias: b } = denseBlocks(dense, run.weights);
  const { kernel: dW, bias: db } = denseBlocks(dense, run.gradients);
  return runRowwise(dense.id, dense.outputs, run, {
    forward(x, y) {
      addProduct(y, x, W);
      addBias(y, b);
    },

    // ∂L/∂W = xᵀ ∂L/∂y, ∂L/∂b = Σ ∂L/∂y, ∂L/∂x = ∂L/∂y Wᵀ
    backward(x, dy) {
      addOuter(dW, x, dy);
      addColumnSums(db, dy);
      const dx = new Float64Array(x.length);
      addPulled(dx, dy, W);
      return dx;
    },
  });
}
