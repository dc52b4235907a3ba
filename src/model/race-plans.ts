import { type ExperimentSpec, modelNames } from "../spec/spec.ts";
import { tasks } from "../tasks/index.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { directionsOf, type Plan, planFree, requestOf } from "./plan.ts";

/**
 * Why models cannot be trained on a task, for people; undefined if they can. A task that goes on from its own output, text
 * or a forecast, has no future to read: in training a backward layer would read the very answer from its input.
 */
export function futureRefusal(
  { models }: Pick<ExperimentSpec, "models">,
  { generate, forecast }: Pick<PreparedTask, "generate" | "forecast">,
): string | undefined {
  if (generate === undefined && forecast === undefined) return undefined;
  const name = modelNames(models).find((_, m) =>
    models[m]?.layers.some(({ values }) => directionsOf(values).includes("backward")),
  );
  if (name === undefined) return undefined;
  const what = generate ? "writes on from its own output" : "foretells a series";
  return `${name} reads in both directions, but this task ${what}, where the future is not known: a layer that reads backward would see the answer. Switch “Both directions” off, or choose a task that reads whole sequences.`;
}

/**
 * The plans of an experiment, by model, with all weights: what a run’s states and curves are laid out by.
 * @throws RangeError with the reason of `futureRefusal`
 */
export function plansOf(spec: ExperimentSpec, task: PreparedTask): readonly Plan[] {
  const refusal = futureRefusal(spec, task);
  if (refusal !== undefined) throw new RangeError(refusal);
  const request = requestOf(task.io, tasks[spec.task.kind].loss, spec.training);
  return spec.models.map((model) => planFree(model, request));
}
