import type { ModelSpec } from "../experiment/spec.ts";
import type { OptimizerKind } from "../optimizers/index.ts";
import { planLike } from "./build.ts";
import { stateInUse } from "./held-state.ts";
import { inOtherSense, layersInOtherSense } from "./other-sense.ts";
import type { Plan } from "./plan.ts";
import type { NetworkState } from "./results.ts";
import type { Weights } from "./weights.ts";

/**
 * The network that a model is at a moment of its run, from what a snapshot has of it: all weights of the free model, with its gates in
 * the sense of the start.
 * @param free the plan with all weights
 * @param base the model as at the start of the run
 * @param now as it is at the moment: gates held, and in the other sense
 */
export function networkInUse(
  free: Plan,
  base: ModelSpec,
  now: ModelSpec,
  whole: NetworkState,
  optimizer: OptimizerKind,
): { readonly plan: Plan; readonly weights: Weights } {
  const plan = planLike(free, now);
  const turned = layersInOtherSense(base, now);
  const state = turned.length > 0 ? inOtherSense(whole, free, turned, optimizer) : whole;
  return { plan, weights: stateInUse(state, free, plan).weights };
}
