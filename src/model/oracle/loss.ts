import type { Batch } from "../../lib/batch.ts";
import { losses } from "../losses.ts";
import { type LossNode, lossOf, type Plan } from "../plan.ts";
import type { Run, Running } from "./node.ts";

/**
 * L = Σ weight · loss / scale over the steps of all sequences, where scale = Σ weight, or B for a sum over steps.
 * @param outputs [T, B, V]; those whose weight is 0 are not looked at
 * @returns the loss, and ∂L/∂outputs [T, B, V]
 */
export function lossAndSlope(
  plan: Plan,
  outputs: Float64Array,
  { y, weight, size }: Batch,
): { readonly loss: number; readonly slope: Float64Array } {
  const { kind, reduction } = lossOf(plan);
  const { at, targetWidth } = losses[kind];
  const V = plan.outputs;
  const wide = targetWidth(V);
  const scale = reduction === "batch" ? size : weight.reduce((sum, w) => sum + w, 0);
  const slope = new Float64Array(outputs.length);
  let loss = 0;
  weight.forEach((w, i) => {
    if (w === 0) return;
    const own = at(outputs.subarray(i * V, (i + 1) * V), y.subarray(i * wide, (i + 1) * wide), w / scale);
    for (const term of own.terms) loss += term;
    slope.set(own.slope, i * V);
  });
  return { loss, slope };
}

/** What a loss tells of a batch, once it has run forward. */
export interface RunningLoss extends Running {
  loss(): number;
  /** What it read, [T, B, V]. */
  outputs(): Float64Array;
}

/** Reads outputs [T, B, V] of all steps at once, and sends them their slopes. */
export function runLoss(node: LossNode, run: Run): RunningLoss {
  let outputs: Float64Array = new Float64Array(0);
  let told: ReturnType<typeof lossAndSlope> = { loss: 0, slope: outputs };
  return {
    signals: {},
    forward(span) {
      outputs = run.inputOf(node.id).read(span);
      told = lossAndSlope(run.plan, outputs, run.batch);
    },
    backward(span) {
      run.inputOf(node.id).send(span, told.slope);
    },
    loss: () => told.loss,
    outputs: () => outputs,
  };
}
