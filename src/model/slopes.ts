import { rngFrom } from "../lib/rng.ts";
import type { Masks } from "./draws.ts";
import { randomBatch, randomWeights } from "./networks.ts";
import { traceOracle } from "./oracle.ts";
import type { Plan } from "./plan.ts";
import type { InitialStates } from "./results.ts";

/**
 * For tests: worst difference between the oracle's gradients and central differences of its loss, relative to the largest slope.
 * @throws Error where the loss hardly depends on anything: then nothing was compared.
 */
export function worstSlope(plan: Plan, seed: number, ...rest: Rest): number {
  const rng = rngFrom(seed);
  const weights = randomWeights(plan, rng.fork("weights"));
  const batch = randomBatch(plan, rng.fork("batch"));
  const { gradients } = traceOracle(plan, weights, batch, ...rest);
  let worst = 0;
  let largest = 0;
  const held = new Set(plan.params.filter((spec) => spec.held !== undefined).map((spec) => spec.path));
  for (const path of held)
    if (gradients.get(path)?.some((slope) => slope !== 0))
      throw new Error(`${path} is held and has a gradient`);
  for (const [path, values] of weights)
    values.forEach((at, i) => {
      if (held.has(path)) return;
      const lossAt = (value: number) => {
        values[i] = value;
        const { loss } = traceOracle(plan, weights, batch, ...rest);
        values[i] = at;
        return loss;
      };
      const h = 1e-5;
      const slope = (lossAt(at + h) - lossAt(at - h)) / (2 * h);
      worst = Math.max(worst, Math.abs(slope - (gradients.get(path)?.[i] ?? Number.NaN)));
      largest = Math.max(largest, Math.abs(slope));
    });
  if (!(largest > 1e-3)) throw new Error(`the largest slope is ${largest}`);
  return worst / largest;
}

/** What the oracle takes beside plan, weights and batch. */
type Rest = [initial?: InitialStates, masks?: Masks];
