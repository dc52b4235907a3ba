import type { Network, Trace } from "../engine/engine.ts";
import type { Batch } from "../lib/batch.ts";
import { type Plan, scansOf } from "../model/plan.ts";
import type { ProbeTrace } from "./protocol.ts";

/**
 * Euclidean length of each row. Scaled by the largest entry before squaring: 10⁻³² is a usual gradient of a tanh
 * network over a hundred steps, and its square is zero in float32.
 */
export function rowNorms(values: ArrayLike<number>, rows: number): Float32Array {
  const width = values.length / rows;
  return Float32Array.from({ length: rows }, (_, row) => {
    let largest = 0;
    for (let i = 0; i < width; i++) largest = Math.max(largest, Math.abs(values[row * width + i] as number));
    if (largest === 0) return 0;
    let sum = 0;
    for (let i = 0; i < width; i++) sum += ((values[row * width + i] as number) / largest) ** 2;
    return largest * Math.sqrt(sum);
  });
}

/** A network on one probe sequence: states, gates, outputs, and how much of the gradient reaches each step. */
export async function probeTrace(network: Network, plan: Plan, batch: Batch): Promise<ProbeTrace> {
  const trace: Trace = await network.trace(batch);
  return {
    loss: trace.loss,
    outputs: trace.outputs,
    records: trace.records,
    gradientNorms: scansOf(plan).map(({ states }, layer) =>
      Object.fromEntries(
        states.map((state) => [state, rowNorms(trace.stateGradients[layer]?.[state] ?? [], plan.steps)]),
      ),
    ),
  };
}
