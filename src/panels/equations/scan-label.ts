import { type Plan, type ScanNode, scansOf } from "../../model/plan.ts";
import { en } from "../../text/en.ts";

const words = en.panels.equations;

/** Whether a layer reads in both directions. */
export const isTwo = (plan: Plan, layer: number): boolean =>
  scansOf(plan).some((scan) => scan.layer === layer && scan.direction === "backward");

/** "layer 2", "layer 1 ←": which of a model's scans; empty where it has only one. */
export function scanLabel(plan: Plan, { layer, direction }: Pick<ScanNode, "layer" | "direction">): string {
  if (scansOf(plan).length < 2) return "";
  return `${words.layerShort(layer)}${isTwo(plan, layer) ? words.arrow[direction] : ""}`;
}
