/**
 * Where the loss of each step reaches: ‖∂L_t/∂s_k‖ for every step t and every state before it, where L_t is the loss of step t alone.
 *
 * One trace gives all of it, that of T copies of the sequence. Copy t counts the loss at step t and nowhere else, so that its gradient is
 * that of L_t. Whatever traces a batch can make it: the oracle, or any engine.
 */
import type { Batch } from "../lib/batch.ts";
import { losses } from "./losses.ts";
import { normOf } from "./matrix.ts";
import { lossOf, type Plan } from "./plan.ts";
import type { Floats, Trace } from "./results.ts";

/** Of one sequence of T steps of its own, without its padding. */
export interface ReachMap {
  readonly steps: number;
  /** Rows are known of every so many-th step, from the last one back; all others are NaN. */
  readonly every: number;
  /** L_t, [T]: undivided, and with a weight of 1. NaN where its row is not known, unless a trace of the sequence itself told it. */
  readonly losses: Float64Array;
  /**
   * By scan and state ‖∂L_t/∂s_k‖, [T, T] with a row for each t and a column for each k. Where all scans go forward there are zeros
   * above the diagonal. As in every trace, h and c of an LSTM are nodes of their own: ∂L/∂c_k contains the path through h_k, while
   * ∂L/∂h_k does not contain that from c_k to c_{k+1}.
   */
  readonly norms: readonly { readonly [state: string]: Float64Array }[];
}

const lengthOf = ({ lengths, steps }: Batch, b: number): number => lengths?.[b] ?? steps;

/** The step whose target is asked for at a step: its own, else the next that counts, else the last one that does. */
export function askedAt(weight: (t: number) => number, steps: number): readonly number[] {
  const counted = Array.from({ length: steps }, (_, t) => t).filter((t) => weight(t) > 0);
  return Array.from({ length: steps }, (_, t) => counted.find((other) => other >= t) ?? counted.at(-1) ?? t);
}

const askedOf = (batch: Batch, b: number): readonly number[] =>
  askedAt((t) => batch.weight[t * batch.size + b] as number, lengthOf(batch, b));

/** Steps that have a row, in order: the last one, and every so many-th before it. */
const rowsOf = (steps: number, every: number): readonly number[] => {
  const first = (steps - 1) % every;
  return Array.from({ length: Math.ceil((steps - first) / every) }, (_, i) => first + i * every);
};

/** The loss of one row [V] of outputs, undivided and with a weight of 1. */
function lossOfRow(plan: Plan, row: Floats, target: Int32Array | Floats): number {
  return losses[lossOf(plan).kind]
    .at(Float64Array.from(row), target, 1)
    .terms.reduce((sum, term) => sum + term, 0);
}

/**
 * A batch of as many copies of one sequence as it has steps; copy t counts the loss at step t alone. Where a task asks for nothing at a
 * step, the target is that of the next step that counts: for a task with one answer at the end, as if it was asked for at every step.
 * @param b which sequence of the batch
 * @param every leaves out copies: the last step has one, and every so many-th before it
 */
export function reachBatch(batch: Batch, b = 0, every = 1): Batch {
  const { steps, size } = batch;
  const length = lengthOf(batch, b);
  const rows = rowsOf(length, every);
  const copies = rows.length;
  const asked = askedOf(batch, b);
  /** Row `from(t)` of the sequence at each step t of every copy. */
  const repeat = <A extends Int32Array | Float32Array>(values: A, from: (t: number) => number): A => {
    const width = values.length / (steps * size);
    const out =
      values instanceof Int32Array
        ? new Int32Array(steps * copies * width)
        : new Float32Array(steps * copies * width);
    for (let t = 0; t < steps; t++) {
      const at = (from(t) * size + b) * width;
      for (let copy = 0; copy < copies; copy++)
        out.set(values.subarray(at, at + width), (t * copies + copy) * width);
    }
    return out as A;
  };
  return {
    steps,
    size: copies,
    x: repeat(batch.x, (t) => t),
    y: repeat(batch.y, (t) => asked[t] ?? t),
    weight: Float32Array.from({ length: steps * copies }, (_, i) =>
      Math.floor(i / copies) === rows[i % copies] ? 1 : 0,
    ),
    ...(batch.lengths && { lengths: new Int32Array(copies).fill(length) }),
  };
}

/** L_t of every step t of one sequence, [T], with the targets of `reachBatch`. @param outputs of a trace of the batch, [steps, B, V] */
export function askedLosses(plan: Plan, batch: Batch, outputs: Floats, b = 0): Float64Array {
  const wide = losses[lossOf(plan).kind].targetWidth(plan.outputs);
  const rowOf = <A extends Int32Array | Floats>(values: A, t: number, width: number): A =>
    values.subarray((t * batch.size + b) * width, (t * batch.size + b + 1) * width) as A;
  return Float64Array.from(askedOf(batch, b), (asked, t) =>
    lossOfRow(plan, rowOf(outputs, t, plan.outputs), rowOf(batch.y, asked, wide)),
  );
}

/**
 * The map that a trace of `reachBatch` holds.
 * @param copies the batch that was traced
 */
export function reachMapOf(
  plan: Plan,
  copies: Batch,
  trace: Pick<Trace<Floats>, "outputs" | "stateGradients">,
): ReachMap {
  const count = copies.size;
  const T = lengthOf(copies, 0);
  const wide = losses[lossOf(plan).kind].targetWidth(plan.outputs);
  // The step that each copy counts: the last one of the last copy, and so many before it of the others.
  const counted = Array.from({ length: count }, (_, copy) =>
    Array.from({ length: T }, (_, t) => t).findIndex((t) => (copies.weight[t * count + copy] as number) > 0),
  );
  const every = count > 1 ? (counted[1] as number) - (counted[0] as number) : T;
  /** Row of step t and copy b, of an array [steps, copies, width]. */
  const row = <A extends Int32Array | Floats>(values: A, t: number, b: number, width: number): A =>
    values.subarray((t * count + b) * width, (t * count + b + 1) * width) as A;
  const own = new Float64Array(T).fill(Number.NaN);
  counted.forEach((t, copy) => {
    own[t] = lossOfRow(plan, row(trace.outputs, t, copy, plan.outputs), row(copies.y, t, copy, wide));
  });
  // Both reductions divide by the number of copies: a mean by the sum of the weights, a sum over steps by the number of sequences.
  const norms = (gradient: Floats): Float64Array => {
    const width = gradient.length / (copies.steps * count);
    const out = new Float64Array(T * T).fill(Number.NaN);
    counted.forEach((t, copy) => {
      for (let k = 0; k < T; k++) out[t * T + k] = count * normOf(row(gradient, k, copy, width));
    });
    return out;
  };
  return {
    steps: T,
    every,
    losses: own,
    norms: trace.stateGradients.map((states) =>
      Object.fromEntries(Object.entries(states).map(([state, gradient]) => [state, norms(gradient)])),
    ),
  };
}

/** The map of one sequence, by whatever traces batches of any size. */
export async function reachMap(
  plan: Plan,
  batch: Batch,
  trace: (batch: Batch) => Trace<Floats> | Promise<Trace<Floats>>,
  b = 0,
): Promise<ReachMap> {
  const copies = reachBatch(batch, b);
  return reachMapOf(plan, copies, await trace(copies));
}

/**
 * Each row of [T, T] divided by its entry on the diagonal: what is left, on the way, of the gradient that starts at step t. Rows that have
 * nothing there are NaN.
 */
export const overDiagonal = (norms: Float64Array, steps: number): Float64Array =>
  norms.map((norm, i) => {
    const own = norms[Math.floor(i / steps) * (steps + 1)] as number;
    return own > 0 ? norm / own : Number.NaN;
  });

/** Multiply-adds of a map: forward and back for as many sequences as there are steps, all of one sequence's length. */
export const reachMapCost = ({
  multiplyAdds,
  batch,
  steps,
}: Pick<Plan, "multiplyAdds" | "batch" | "steps">): number => (multiplyAdds / batch) * steps;
