import type { Engine } from "../engine/engine.ts";
import { type Plan, planModel, requestOf } from "../model/plan.ts";
import { type ExperimentSpec, modelNames } from "../spec/spec.ts";
import { tasks } from "../tasks/index.ts";
import type { PreparedTask } from "../tasks/task.ts";

/** What the engine is to build, by model. */
export function plansOf(spec: ExperimentSpec, task: PreparedTask): readonly Plan[] {
  const request = requestOf(task.io, tasks[spec.task.kind].loss, spec.training.batchSize);
  return spec.models.map((model) => planModel(model, request));
}

const spoken: { readonly [kind in Engine["kind"]]: string } = {
  webgl: "the fused WebGL engine",
  wasm: "the WebAssembly engine",
  reference: "TensorFlow.js",
};

/** What trains an experiment. */
export interface Chosen<T> {
  readonly engine: Engine;
  /** What `open` made of the experiment on it. */
  readonly opened: T;
  /** Why it is not a faster one or a faster device, in a sentence or two; null if there is nothing to say. */
  readonly note: string | null;
}

/**
 * The first engine that takes every model of the experiment.
 * @param engines the fastest first.
 * @param open builds the experiment on an engine.
 * @throws RangeError with a sentence for people, the last engine's reason, if none takes it.
 */
export function chooseEngine<T>(
  engines: readonly Engine[],
  spec: ExperimentSpec,
  plans: readonly Plan[],
  open: (engine: Engine) => T,
): Chosen<T> {
  const names = modelNames(spec.models);
  let refused: string | null = null;
  for (const engine of engines) {
    const reason = refusal(engine, plans, names);
    if (reason !== null) {
      refused = reason;
      continue;
    }
    let opened: T;
    try {
      opened = open(engine);
    } catch (error) {
      // An engine may see only while it builds that a plan does not fit.
      if (!(error instanceof RangeError)) throw error;
      refused = error.message;
      continue;
    }
    const notes = [
      refused === null ? null : `${refused.replace(/\.$/, "")}, so training runs on ${spoken[engine.kind]}.`,
      engine.note ?? null,
    ].filter((note) => note !== null);
    return { engine, opened, note: notes.length > 0 ? notes.join(" ") : null };
  }
  throw new RangeError(refused ?? "No engine could be started.");
}

function refusal(engine: Engine, plans: readonly Plan[], names: readonly string[]): string | null {
  for (const [m, plan] of plans.entries()) {
    const support = engine.supports(plan);
    if (!support.ok) return `${names[m]}: ${support.reason}`;
  }
  return null;
}
