import type { Batch } from "../lib/batch.ts";

/** Index of the largest entry of `values[from … from + width)`; −1 where none is a number. */
function argmax(values: Float32Array, from: number, width: number): number {
  let best = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < width; k++) {
    const value = values[from + k] as number;
    if (value > most) {
      most = value;
      best = k;
    }
  }
  return best;
}

/** Mean of `score` over the entries of a batch that have weight, from step `firstStep` on. */
function meanOver(batch: Batch, firstStep: number, score: (entry: number) => number): number {
  let sum = 0;
  let count = 0;
  for (let entry = firstStep * batch.size; entry < batch.weight.length; entry++) {
    if (batch.weight[entry] === 0) continue;
    sum += score(entry);
    count++;
  }
  return sum / count;
}

/**
 * Per cent of the answers read from step `firstStep` on whose largest logit is the right class.
 * @param outputs [T, B, V] logits.
 */
export function percentRight(outputs: Float32Array, batch: Batch, firstStep = 0): number {
  const width = outputs.length / batch.weight.length;
  return 100 * meanOver(batch, firstStep, (e) => (argmax(outputs, e * width, width) === batch.y[e] ? 1 : 0));
}

/**
 * Per cent of the answers that are less than `margin` off.
 * @param outputs [T, B, 1] values.
 */
export const percentWithin = (outputs: Float32Array, batch: Batch, margin: number): number =>
  100 *
  meanOver(batch, 0, (e) => (Math.abs((outputs[e] as number) - (batch.y[e] as number)) < margin ? 1 : 0));

/**
 * Mean absolute error, in the outputs' own scale; of several outputs the mean.
 * @param outputs [T, B, V] values.
 */
export function meanAbsoluteError(outputs: Float32Array, batch: Batch): number {
  const width = outputs.length / batch.weight.length;
  return meanOver(batch, 0, (entry) => {
    let sum = 0;
    for (let i = entry * width; i < (entry + 1) * width; i++)
      sum += Math.abs((outputs[i] as number) - (batch.y[i] as number));
    return sum / width;
  });
}
