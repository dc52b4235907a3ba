import { architectures } from "../architectures/index.ts";
import { type ExperimentSpec, type ModelSpec, modelNames } from "../experiment/spec.ts";
import { type Formed, phrase } from "../lib/phrase.ts";
import { Refused } from "../lib/said.ts";
import { tasks } from "../tasks/index.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { type PlanRequest, planFree, planModel, requestOf } from "./build.ts";
import type { RaceModel } from "./counted.ts";

/** Why models cannot be trained on a task, for people, as their architecture says; undefined if they can. */
export function suitRefusal(
  { models }: Pick<ExperimentSpec, "models">,
  { generate, forecast }: Pick<PreparedTask, "generate" | "forecast">,
): Formed | undefined {
  const writes = generate ? "text" : forecast ? "series" : null;
  const names = modelNames(models);
  for (const [m, { architecture, parts, values }] of models.entries()) {
    const suits = architectures[architecture].suits({ writes }, parts, values);
    if (suits !== true) return phrase`${names[m] ?? ""} ${suits}`;
  }
  return undefined;
}

/** What a model of an experiment is; a network with all its weights. */
export const freeModel = (model: ModelSpec, request: PlanRequest): RaceModel => planFree(model, request);

/** The same with the gates held that are held. */
export const heldModel = (model: ModelSpec, request: PlanRequest): RaceModel => planModel(model, request);

/**
 * The models of an experiment, networks as plans with all weights: what a run’s states and curves are laid out by.
 * @throws RangeError with the reason of `suitRefusal`
 */
export function plansOf(spec: ExperimentSpec, task: PreparedTask): readonly RaceModel[] {
  const refusal = suitRefusal(spec, task);
  if (refusal !== undefined) throw new Refused(refusal);
  const request = requestOf(task.io, tasks[spec.task.kind].loss, spec.training);
  return spec.models.map((model) => freeModel(model, request));
}
