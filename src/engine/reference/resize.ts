import type { Plan } from "../../model/plan.ts";

/** Batches of training up to which other batches are padded to its size. */
const MOST_PADDED = 128;
/** Below it, an evaluation in pieces of the training batch would be too many pieces. */
const LEAST_PIECE = 32;

/**
 * tfjs compiles its shaders for every shape anew: about half of the time until the first picture. So a probe and an
 * evaluation take the shape of the training batch where that is neither much larger nor too small.
 */
export const tracedSize = (plan: Plan, size: number): number =>
  size < plan.batch && plan.batch <= MOST_PADDED ? plan.batch : size;

/** Sequences of one piece of an evaluation. @param most what memory allows */
export function evaluatedSize(plan: Plan, size: number, most: number): number {
  const isShared = plan.batch >= LEAST_PIECE && plan.batch <= MOST_PADDED;
  return Math.min(isShared ? plan.batch : size, most);
}
