import type { ScanNode } from "../../model/plan.ts";
import type { AppState } from "../../store/state.ts";

/** Where in a cell's computation: an equation, and the step that it is computed at. */
export interface Place {
  readonly equation: number;
  /** 0-based. */
  readonly step: number;
}

/** The equation computed before (−1) or after (1) this one; beyond the last of a step is the first of the next. */
export function neighbour({ equation, step }: Place, by: 1 | -1, equations: number, steps: number): Place {
  const next = step * equations + equation + by;
  const within = Math.max(0, Math.min(steps * equations - 1, next));
  return { equation: within % equations, step: Math.floor(within / equations) };
}

/** The step and unit whose numbers a model's equations show: pointed at, else pinned, else the last step's first unit. */
export function numbersPlace(
  { pointed, pinnedStep, pinnedUnit }: Pick<AppState, "pointed" | "pinnedStep" | "pinnedUnit">,
  model: number,
  { units }: Pick<ScanNode, "units">,
  steps: number,
): { readonly step: number; readonly unit: number; readonly isChosen: boolean } {
  const pinned = pinnedUnit?.model === model ? pinnedUnit.unit : null;
  const unit = pointed.model === model && pointed.unit !== null ? pointed.unit : pinned;
  const step = pointed.step ?? pinnedStep;
  return {
    step: Math.min(step ?? steps - 1, steps - 1),
    unit: Math.min(unit ?? 0, units - 1),
    isChosen: unit !== null && step !== null,
  };
}
