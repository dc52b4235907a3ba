import type { StoreApi } from "zustand/vanilla";
import { isLive, valueAt } from "../experiment/paths.ts";
import { presets, type StepView } from "../experiment/presets.ts";
import type { AppState } from "./state.ts";

/** What a step sees of the page. A setting that starts a new run counts once that run is there. */
export function stepViewOf({ run, record, spec }: Pick<AppState, "run" | "record" | "spec">): StepView {
  const present = record?.id === run.id ? record.spec : null;
  return {
    phase: run.phase,
    update: run.update,
    solvedAt: run.models.map(({ solvedAt }) => solvedAt),
    value: (path) => (isLive(path) ? valueAt(spec, path) : present ? valueAt(present, path) : undefined),
  };
}

/** How many steps of a preset are done, those that were done before included. */
export function stepsDone(presetId: string | null, before: number, view: StepView): number {
  const steps = presets.find(({ id }) => id === presetId)?.steps ?? [];
  let done = before;
  while (steps[done]?.done(view)) done++;
  return done;
}

/** Ticks the steps of the chosen preset as they are done. @returns how to stop. */
export const watchSteps = (state: StoreApi<AppState>): (() => void) =>
  state.subscribe((app, before) => {
    const { presetId, presetStep, run, record, spec } = app;
    if (presetId === null || (run === before.run && record === before.record && spec === before.spec)) return;
    // A preset that was chosen this moment is not yet the run that its steps are about.
    if (record?.id !== run.id) return;
    const done = stepsDone(presetId, presetStep, stepViewOf(app));
    if (done !== presetStep) state.setState({ presetStep: done });
  });
