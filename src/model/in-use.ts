import { inForceAt } from "../experiment/describe.ts";
import type { ExperimentSpec, ModelSpec } from "../experiment/spec.ts";
import type { OptimizerKind } from "../optimizers/index.ts";
import { planLike } from "./build.ts";
import { type ModelState, networkState, planOf, type RaceModel } from "./counted.ts";
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
): NetworkOfMoment {
  const plan = planLike(free, now);
  const turned = inOtherSense(whole, free, layersInOtherSense(base, now), optimizer);
  const state = stateInUse(turned, free, plan);
  return { plan, weights: state.weights, state };
}

/** A network and the weights that it used. */
export interface NetworkInUse {
  readonly plan: Plan;
  readonly weights: Weights;
}

export interface NetworkOfMoment extends NetworkInUse {
  /** The same weights, with the slots that were given. */
  readonly state: NetworkState;
}

/**
 * The network of a moment of a run, from a snapshot: gates held as they were then, with the weights that it used. Null of a model that
 * counts, and where there is no such model.
 * @param spec as a snapshot has it: as at the start, with the changes since
 * @param model the free one, as the race has it; `m` is its place there
 */
export function networkAt(
  spec: ExperimentSpec,
  update: number,
  model: RaceModel | undefined,
  m: number,
  state: ModelState | undefined,
): NetworkOfMoment | null {
  const [free, whole] = [planOf(model), networkState(state)];
  const [base, now] = [inForceAt(spec, 0).models[m], inForceAt(spec, update).models[m]];
  return free && whole && base && now ? networkInUse(free, base, now, whole, spec.optimizer.kind) : null;
}
