/**
 * How far back a state still depends on earlier ones: norms of products of Jacobians, from the end of a sequence to its beginning.
 *
 * Source: Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, §2, for the products.
 */
import type { Jacobians } from "./jacobian.ts";
import { allValuesUpTo, largestSingularValue, singularValues, spectrumCost } from "./singular-values.ts";

/** The horizon ends where less than this is left of a change. */
export const horizonThreshold = 0.01;

export interface Horizon {
  /** The largest k up to which every ‖∂s_T/∂s_{T−k}‖₂ is above the threshold; 0 where the last step forgets all. */
  readonly steps: number;
  /** Whether that is all T steps, so that the last state still depends on the first one. */
  readonly isWhole: boolean;
  /** Norms further back were not computed, and none of those that were is below the threshold: there may be more steps. */
  readonly isLeast: boolean;
}

/** a · b for matrices [n, n]. */
function times(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const factor = a[i * n + j] as number;
      if (factor === 0) continue;
      for (let k = 0; k < n; k++)
        out[i * n + k] = (out[i * n + k] as number) + factor * (b[j * n + k] as number);
    }
  return out;
}

/**
 * ‖∂s_T/∂s_{T−k}‖₂ for k = 1, 2, … back from the end of the scan's time, of which the last is by the first state: at most T.
 * @param least stops after the first norm that is not above it; 0 goes on to the beginning
 * @param most stops after so many steps
 */
export function normsBack(
  { size, stepsBack, at }: Jacobians,
  least = 0,
  most = stepsBack.length,
): readonly number[] {
  const norms: number[] = [];
  let product: Float64Array | undefined;
  // Products of k and of k + 1 steps stretch almost the same direction the most.
  let near: Float64Array | null = null;
  const normOfProduct = (matrix: Float64Array): number => {
    if (size <= allValuesUpTo) return singularValues(matrix, size, 1)[0] as number;
    const { value, vector } = largestSingularValue(matrix, size, undefined, near);
    near = vector;
    return value;
  };
  // The product is kept at about 1: that of a plain RNN over hundreds of steps leaves the range of numbers.
  let scale = 1;
  for (const step of stepsBack.slice(0, most)) {
    product = product ? times(product, at(step), size) : at(step);
    const norm = normOfProduct(product);
    norms.push(norm * scale);
    if (norm === 0 || !(norm * scale > least)) break;
    product = product.map((value) => value / norm);
    scale *= norm;
  }
  // A product that is zero stays so.
  if (least === 0) while (norms.length < Math.min(most, stepsBack.length)) norms.push(norms.at(-1) as number);
  return norms;
}

/** The horizon that norms of a sequence of so many steps show; they may stop behind it. */
export function horizonOf(norms: readonly number[], steps: number, threshold = horizonThreshold): Horizon {
  const end = norms.findIndex((norm) => !(norm > threshold));
  const reached = end < 0 ? norms.length : end;
  const isWhole = reached === steps;
  return { steps: reached, isWhole, isLeast: end < 0 && !isWhole };
}

/** The memory horizon of a scan for one sequence. */
export const memoryHorizon = (jacobians: Jacobians): Horizon =>
  horizonOf(normsBack(jacobians, horizonThreshold), jacobians.stepsBack.length);

/** Multiply-adds of `normsBack` over so many steps without those of the Jacobians: a product and a norm a step. */
export const horizonCost = (n: number, steps: number): number => steps * (n ** 3 + spectrumCost(n, 1));
