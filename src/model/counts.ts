import type { CountConvention, LayerCount } from "./count-terms.ts";
import { kindOf } from "./nodes/index.ts";
import type { Plan } from "./plan.ts";

export interface ModelCount {
  readonly layers: readonly LayerCount[];
  readonly total: number;
}

/** A plan's parameters term by term: for each layer gates × (inputs × units + units × units + bias). */
export function countParams(plan: Plan, convention: CountConvention = "own"): ModelCount {
  const layers = plan.nodes.flatMap((node) => kindOf(node).count(node, plan, convention) ?? []);
  return { layers, total: layers.reduce((total, { count }) => total + count, 0) };
}
