import { planOf, type RaceModel } from "../model/counted.ts";
import { type Plan, type ScanNode, scansOf } from "../model/plan.ts";
import type { ShownLayer } from "../store/state.ts";

/**
 * The scan (a layer's direction) of a model that the panels show.
 * @param shown a model with fewer layers shows its last one, and a layer that reads one way that way; null: the last layer's
 * forward one.
 */
export function shownScan(plan: Plan, shown: ShownLayer | null): ScanNode | undefined {
  const scans = scansOf(plan);
  const layer = Math.min(shown?.layer ?? Number.POSITIVE_INFINITY, scans.at(-1)?.layer ?? 0);
  const own = scans.filter((scan) => scan.layer === layer);
  return own.find(({ direction }) => direction === shown?.direction) ?? own[0];
}

/** By model, the layer and direction that is shown; null of a model that counts. */
export const scansShown = (
  plans: readonly RaceModel[],
  shown: ShownLayer | null,
): readonly (ScanNode | null)[] =>
  plans.map((model) => {
    const plan = planOf(model);
    return (plan && shownScan(plan, shown)) ?? null;
  });
