import { type Plan, type ScanNode, scansOf } from "../model/plan.ts";

/**
 * The scan (a layer's direction) of a model that the panels show.
 * @param shown its index in the plan; a model with fewer shows its last one. −1: the last layer's forward one.
 */
export function shownScan(plan: Plan, shown: number): ScanNode | undefined {
  const scans = scansOf(plan);
  return shown < 0
    ? scans.findLast(({ direction }) => direction === "forward")
    : scans[Math.min(shown, scans.length - 1)];
}
