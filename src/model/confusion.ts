/** Which answers a network gives to which questions: the confusion matrix of a task with classes. */
import type { Batch } from "../lib/batch.ts";

export interface Confusion {
  readonly classes: number;
  /** [K, K], a row for each right class and a column for each answer. */
  readonly counts: Float64Array;
}

/** Index of the largest of K numbers; −1 where none is a number. */
function largest(values: ArrayLike<number>, from: number, classes: number): number {
  let best = -1;
  for (let k = 0; k < classes; k++) {
    const value = values[from + k] as number;
    if (!Number.isNaN(value) && (best < 0 || value > (values[from + best] as number))) best = k;
  }
  return best;
}

/**
 * Adds the answers to a batch. An answer is the class of the largest logit, the first of several; where no logit is a number
 * there is none.
 * @param outputs logits [T, B, K]
 */
export function addAnswers({ counts, classes }: Confusion, outputs: ArrayLike<number>, batch: Batch): void {
  batch.weight.forEach((weight, entry) => {
    const answer = weight > 0 ? largest(outputs, entry * classes, classes) : -1;
    if (answer < 0) return;
    const cell = (batch.y[entry] as number) * classes + answer;
    counts[cell] = (counts[cell] as number) + 1;
  });
}

export const noAnswers = (classes: number): Confusion => ({
  classes,
  counts: new Float64Array(classes * classes),
});

/** All answers, and those on the diagonal. */
export function totalsOf({ counts, classes }: Confusion): { readonly all: number; readonly right: number } {
  const all = counts.reduce((sum, count) => sum + count, 0);
  let right = 0;
  for (let k = 0; k < classes; k++) right += counts[k * (classes + 1)] as number;
  return { all, right };
}

/** Answers to the questions of one class. */
export const rowTotal = ({ counts, classes }: Confusion, truth: number): number =>
  counts.subarray(truth * classes, (truth + 1) * classes).reduce((sum, count) => sum + count, 0);
