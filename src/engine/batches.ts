import type { Batch } from "../lib/batch.ts";
import { lossOf, type Plan } from "../model/plan.ts";
import type { InitialStates } from "../model/results.ts";

type Values = Int32Array | Float32Array;

/** Rows [T, B, …] with other sequences: `from` on, `size` of them; zeros where there are none. */
function window<A extends Values>(all: A, steps: number, before: number, from: number, size: number): A {
  const width = all.length / (steps * before);
  const out = (
    all instanceof Int32Array ? new Int32Array(steps * size * width) : new Float32Array(steps * size * width)
  ) as A;
  const count = Math.min(size, before - from);
  for (let t = 0; t < steps; t++)
    out.set(all.subarray((t * before + from) * width, (t * before + from + count) * width), t * size * width);
  return out;
}

/** Sequences `from` on of a batch, `size` of them. Those beyond its end have weight 0. */
export function resize(batch: Batch, from: number, size: number): Batch {
  const { steps, size: before } = batch;
  if (from === 0 && size === before) return batch;
  const pick = <A extends Values>(all: A) => window(all, steps, before, from, size);
  const { lengths } = batch;
  return {
    steps,
    size,
    x: pick(batch.x),
    y: pick(batch.y),
    weight: pick(batch.weight),
    ...(lengths && { lengths: Int32Array.from({ length: size }, (_, b) => lengths[from + b] ?? steps) }),
  };
}

export const resizeStates = (states: InitialStates, before: number, size: number): InitialStates =>
  before === size
    ? states
    : states.map((layer) =>
        Object.fromEntries(
          Object.entries(layer).map(([state, values]) => [state, window(values, 1, before, 0, size)]),
        ),
      );

/** What the weighted sum of losses is divided by. */
export function denominatorOf(plan: Plan, batch: Batch): number {
  if (lossOf(plan).reduction === "batch") return batch.size;
  return batch.weight.reduce((sum, weight) => sum + weight, 0);
}
