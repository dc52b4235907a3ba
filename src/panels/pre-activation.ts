/**
 * What goes into the activations of a layer, found again from what comes out of them.
 *
 * A trace holds gates and states, not the sums before their activations. An activation is undone instead: σ by the logit, tanh by
 * its inverse. Near the ends of their range float32 holds no value closer to 1 than 1 − 2⁻²⁴, so that outputs are clamped there: σ
 * is undone up to ±16.6 and tanh up to ±8.7, where the slope is zero to six digits. A ReLU loses what is negative: its zeros stay
 * zeros, and stand for all that is not positive.
 */
import { activations } from "../lib/activations.ts";
import type { ActName } from "../lib/expr.ts";
import { slopes } from "../model/blocks.ts";

/** The distance from 1 of the float32 number just below it. */
const closest = 2 ** -24;
const clamp = (value: number, least: number, largest: number): number =>
  Math.min(largest, Math.max(least, value));

/** Of each activation, its input from its output. */
export const inverses: { readonly [F in ActName]: (y: number) => number } = {
  sigmoid: (y) => {
    const share = clamp(y, closest, 1 - closest);
    return Math.log(share / (1 - share));
  },
  tanh: (y) => Math.atanh(clamp(y, closest - 1, 1 - closest)),
  relu: (y) => y,
};

/** Under this part of its steepest, a slope passes hardly anything back. */
export const flatUnder = 1 / 5;

/** The share of outputs at which the slope is under a fifth of the steepest there is; NaN of none. */
export function flatShare(outputs: ArrayLike<number>, act: ActName): number {
  const least = activations[act].steepest * flatUnder;
  let flat = 0;
  for (let k = 0; k < outputs.length; k++) if (slopes[act](outputs[k] as number) < least) flat++;
  return flat / outputs.length;
}

/**
 * How many inputs of an activation lie in each of so many bins of equal width over −range … +range; what lies beyond counts in
 * the bin at its end.
 */
export function histogramOf(
  outputs: ArrayLike<number>,
  act: ActName,
  range: number,
  bins: number,
): Uint32Array {
  const counts = new Uint32Array(bins);
  const invert = inverses[act];
  for (let k = 0; k < outputs.length; k++) {
    const share = (invert(outputs[k] as number) + range) / (2 * range);
    const bin = clamp(Math.floor(share * bins), 0, bins - 1);
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}
