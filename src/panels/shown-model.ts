import { factsOf } from "../cells/facts.ts";
import { isCounted, type RaceModel } from "../model/counted.ts";
import { useApp } from "../store/hooks.ts";
import type { AppState } from "../store/state.ts";
import { shownScan } from "./shown-scan.ts";

type Looking = Pick<AppState, "record" | "shownModel" | "shownLayer">;

/** Whether the layer shown of a model has a gate: a value between 0 and 1 that is no state. */
const hasGates = (model: RaceModel, shownLayer: Looking["shownLayer"]): boolean => {
  const scan = isCounted(model) ? undefined : shownScan(model, shownLayer);
  return (
    scan !== undefined &&
    factsOf(scan.cellEquations).shares.some((name) => !scan.states.includes(name.replace(/'$/, "")))
  );
};

/**
 * The lane of the model that panels show which have room for one: the one that was picked, else the first that has gates, else
 * the first network, else the first model. Null before there is a record.
 */
export function shownLane({ record, shownModel, shownLayer }: Looking): number | null {
  if (!record) return null;
  const { plans } = record;
  if (shownModel !== null && shownModel < plans.length) return shownModel;
  const gated = plans.findIndex((model) => hasGates(model, shownLayer));
  return gated >= 0
    ? gated
    : Math.max(
        0,
        plans.findIndex((model) => !isCounted(model)),
      );
}

export const useShownLane = (): number | null => useApp(shownLane);
