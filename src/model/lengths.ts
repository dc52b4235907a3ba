/**
 * Sequences that end before their batch does. Steps after the end are *padding*: every value of a cell is 0 there, and no
 * gradient comes from or passes through them. A backward scan comes to the padding first; its first states stand at the step
 * after the end (at step T for a sequence that is not padded), where those of a forward one stand before step 0, and what reaches
 * them there is their gradient.
 *
 * So lags, learned and random first states, and whatever is summed over steps come out as if nobody had padded, bit for bit.
 */
import type { Batch } from "../lib/batch.ts";
import type { Direction, Plan } from "./plan.ts";
import type { Floats, Trace } from "./results.ts";

/** What a step, −1 to T, is for one sequence: one of its own, padding, or padding in which a backward scan has its first state. */
export type Standing = "within" | "first" | "after";

export type Lengths = Pick<Batch, "lengths">;

export function standingOf(
  { lengths }: Lengths,
  sequence: number,
  step: number,
  direction: Direction,
): Standing {
  const length = lengths?.[sequence];
  if (length === undefined || step < length) return "within";
  return step === length && direction === "backward" ? "first" : "after";
}

/** Puts 0 wherever arrays [T, B, …] tell something of the padding, and gives them back. */
export function clearPadding<A extends { readonly [key: string]: Floats }>(
  { steps, size, lengths }: Batch,
  arrays: A,
): A {
  if (lengths)
    for (const values of Object.values(arrays)) {
      const width = values.length / (steps * size);
      lengths.forEach((length, b) => {
        for (let t = length; t < steps; t++)
          values.fill(0, (t * size + b) * width, (t * size + b + 1) * width);
      });
    }
  return arrays;
}

/** The trace, which tells nothing of the padding. */
export function clearTrace<F extends Floats>(batch: Batch, trace: Trace<F>): Trace<F> {
  clearPadding(batch, { outputs: trace.outputs });
  for (const all of [...trace.trajectories, ...trace.stateGradients]) clearPadding(batch, all);
  return trace;
}

/** @throws RangeError if the batch is not what the plan was made for. */
export function checkBatch(
  plan: Pick<Plan, "steps" | "isPadded">,
  { steps, size, weight, lengths }: Batch,
): void {
  if (steps !== plan.steps)
    throw new RangeError(`the batch has ${steps} steps, but the plan has ${plan.steps}`);
  if (!lengths) return;
  if (!plan.isPadded)
    throw new RangeError(
      "the batch has lengths, but the plan is for sequences of equal length: ask for one with `isPadded`",
    );
  if (lengths.length !== size)
    throw new RangeError(`the batch has ${lengths.length} lengths for ${size} sequences`);
  lengths.forEach((length, b) => {
    if (!(length >= 1 && length <= steps))
      throw new RangeError(`sequence ${b} has a length of ${length}; it must have 1 to ${steps} steps`);
    for (let t = length; t < steps; t++)
      if (weight[t * size + b] !== 0)
        throw new RangeError(
          `sequence ${b} ends after ${length} steps, but step ${t} has the weight ${weight[t * size + b]}: set it to 0`,
        );
  });
}
