import { type Plan, type ScanNode, scansOf } from "../../model/plan.ts";
import type { equations as english } from "../../text/en/equations.ts";
import type { Words } from "../../text/language.ts";

/** Whether a layer reads in both directions. */
export const isTwo = (plan: Plan, layer: number): boolean =>
  scansOf(plan).some((scan) => scan.layer === layer && scan.direction === "backward");

/** "layer 2", "layer 1 ←": which of a model's scans; empty where it has only one. */
export function scanLabel(
  words: Words<typeof english>,
  plan: Plan,
  { layer, direction }: Pick<ScanNode, "layer" | "direction">,
): string {
  if (scansOf(plan).length < 2) return "";
  return `${words.layerShort(layer)}${isTwo(plan, layer) ? words.arrow[direction] : ""}`;
}
