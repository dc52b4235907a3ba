import { smallestNormal } from "../../lib/format.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { networkTrace } from "../../trainer/protocol.ts";

export interface StepFactor {
  /** Geometric mean of what one step back does to ‖∂L/∂h_t‖. */
  readonly factor: number;
  /** ‖∂L/∂h_1‖ / ‖∂L/∂h_T‖. */
  readonly share: number;
  /** The norm at step 1 was under what float32 holds, so that both are upper limits. */
  readonly isLimit: boolean;
  readonly steps: number;
}

/**
 * What a step back multiplies the gradient by, measured on the newest trace. Only where the loss is read at the last
 * step alone: elsewhere later losses join on the way, and the quotient of the two ends says nothing about travel.
 */
export function stepFactor(record: RunRecord, model: number, layer: number): StepFactor | null {
  if (record.task.io.readout !== "last") return null;
  const norms = networkTrace(record.trace?.models[model])?.gradientNorms.at(layer)?.h;
  if (!norms || norms.length < 2) return null;
  const first = norms[0] as number;
  const last = norms[norms.length - 1] as number;
  if (!(last > 0) || !Number.isFinite(first) || !Number.isFinite(last)) return null;
  const share = Math.max(first, smallestNormal) / last;
  const steps = norms.length - 1;
  return { share, steps, factor: share ** (1 / steps), isLimit: first < smallestNormal };
}
