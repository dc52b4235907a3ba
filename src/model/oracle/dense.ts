import { denseBlocks } from "../blocks.ts";
import { addBias, addColumnSums, addOuter, addProduct, addPulled } from "../matrix.ts";
import type { DenseNode } from "../plan.ts";
import type { Run, Running } from "./node.ts";
import { rowsAt, type Signal } from "./signals.ts";

/** y = x W + b. x: [R, D], W: [D, V], b: [V], y: [R, V], for the R rows of a span. */
export function runDense(dense: DenseNode, run: Run): Running {
  const { steps: T, size: B } = run.batch;
  const { kernel: W, bias: b } = denseBlocks(dense, run.weights);
  const { kernel: dW, bias: db } = denseBlocks(dense, run.gradients);
  const output = {
    width: dense.outputs,
    direction: run.directionOf(dense.id),
    values: new Float64Array(T * B * dense.outputs),
    gradient: new Float64Array(T * B * dense.outputs),
  } satisfies Signal;
  return {
    signals: { "": output },

    forward(span) {
      const y = rowsAt(output.values, span, T);
      addProduct(y, run.inputOf(dense.id).read(span), W);
      addBias(y, b);
    },

    // ∂L/∂W = xᵀ ∂L/∂y, ∂L/∂b = Σ ∂L/∂y, ∂L/∂x = ∂L/∂y Wᵀ
    backward(span) {
      const dy = rowsAt(output.gradient, span, T);
      const input = run.inputOf(dense.id);
      addOuter(dW, input.read(span), dy);
      addColumnSums(db, dy);
      const dx = new Float64Array((span.to - span.from) * B * dense.inputs);
      addPulled(dx, dy, W);
      input.send(span, dx);
    },
  };
}
