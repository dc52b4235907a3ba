import { useEffect, useMemo, useState } from "react";
import type { ModelSpec, TaskSpec } from "../experiment/spec.ts";
import { type PlanRequest, requestOf } from "../model/build.ts";
import { costOf, type TrainingCost } from "../model/costs.ts";
import { planOf } from "../model/counted.ts";
import { freeModel, heldModel } from "../model/race-plans.ts";
import type { OptimizerKind } from "../optimizers/index.ts";
import { useApp } from "../store/hooks.ts";
import { tasks } from "../tasks/index.ts";
import type { TaskIO } from "../tasks/task.ts";

const isSameTask = (a: TaskSpec, b: TaskSpec): boolean =>
  a === b ||
  (a.kind === b.kind && a.data === b.data && JSON.stringify(a.values) === JSON.stringify(b.values));

const noAssets = (name: string) => Promise.reject(new Error(`“${name}” is loaded by the run`));

/** Shapes of the task as it is set, also while the change waits for its run; null while they are not known. */
function useShapes(): TaskIO | null {
  const task = useApp((app) => app.spec.task);
  const seed = useApp((app) => app.spec.training.seed);
  const record = useApp((app) => app.record);
  const [ahead, setAhead] = useState<{ readonly task: TaskSpec; readonly io: TaskIO } | null>(null);
  const known = record && isSameTask(record.spec.task, task) ? record.task.io : null;
  // A data file is loaded once, by the run itself.
  const isAhead = known === null && tasks[task.kind].data === undefined;
  useEffect(() => {
    if (!isAhead) return;
    let wanted = true;
    const { kind, values, data } = task;
    tasks[kind].prepare(values, seed, noAssets, data).then(
      ({ io }) => wanted && setAhead({ task, io }),
      () => undefined, // The run says why.
    );
    return () => {
      wanted = false;
    };
  }, [isAhead, task, seed]);
  return known ?? (ahead?.task === task ? ahead.io : null);
}

/** What a plan of the task as it is set needs to know beside the model; null while the shapes of the task are not known. */
export function usePlanRequest(): PlanRequest | null {
  const io = useShapes();
  const loss = useApp((app) => tasks[app.spec.task.kind].loss);
  const batchSize = useApp((app) => app.spec.training.batchSize);
  const reduction = useApp((app) => app.spec.training.reduction);
  return useMemo(() => io && requestOf(io, loss, { batchSize, reduction }), [io, loss, batchSize, reduction]);
}

/** What a model costs with the gates that are held now, and how many weights wait until their gates are free again. */
export interface ShownCost extends TrainingCost {
  readonly waiting: number;
}

/** A model that counts has no weights, and takes next to no time beside a network. */
export type ModelCost = ShownCost | "counts";

function modelCost(model: ModelSpec, request: PlanRequest, optimizer: OptimizerKind): ModelCost {
  const [held, free] = [planOf(heldModel(model, request)), planOf(freeModel(model, request))];
  if (!held || !free) return "counts";
  const cost = costOf(held, optimizer);
  return { ...cost, waiting: free.parameterCount - cost.parameters };
}

/** What each model costs as it is set, before anything is allocated; null while the shapes of the task are not known. */
export function useCosts(): readonly ModelCost[] | null {
  const request = usePlanRequest();
  const models = useApp((app) => app.spec.models);
  const optimizer = useApp((app) => app.spec.optimizer.kind);
  return useMemo(
    () => request && models.map((model) => modelCost(model, request, optimizer)),
    [request, models, optimizer],
  );
}
