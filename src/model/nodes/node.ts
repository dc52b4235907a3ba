import type { Rng } from "../../lib/rng.ts";
import type { CountConvention, LayerCount } from "../count-terms.ts";
import type { Direction, ParamSpec, Place, Plan, PlanNode } from "../plan.ts";

/**
 * One kind of node: its shape, parameters and costs. What it computes is in `oracle/` and in `engine/reference/`, one file a kind;
 * the fused engines run stacks alone, which have no kinds but those of `stacked.ts`.
 */
export interface NodeKind<N extends PlanNode> {
  readonly op: N["op"];
  /** In sentences before a node's id: “scan”. */
  readonly title: string;
  /** What it reads. */
  places(node: N): readonly Place[];
  /** How many numbers a step it reads of its places, side by side. */
  inputs(node: N): number;
  /** How many numbers a step others read of it; undefined where there is nothing to read. @param state of a scan */
  width(node: N, state: string | undefined): number | undefined;
  /** Whether a step needs values that the node itself had at an earlier step. */
  looksBack(node: N): boolean;
  /** Its own direction of time; undefined where it has that of its loop. */
  direction(node: N): Direction | undefined;
  /** Its parameters, in the order in which weights are laid out: frozen, since snapshots depend on it. */
  params(node: N): readonly ParamSpec[];
  /** First values of one of its parameters. @param rng of that parameter alone */
  initial(node: N, param: ParamSpec, rng: Rng): Float32Array;
  /** Multiply-adds a step and sequence, forward. A token's product is a gather and costs none. */
  multiplyAdds(node: N, input: Plan["input"]): number;
  /** Operations element by element a step and sequence, forward and back. */
  pointwise(node: N): number;
  /** Numbers a step and sequence that the forward pass saves, and that the backward pass leaves. */
  memory(node: N): { readonly saved: number; readonly kept: number };
  /** Its parameters term by term; undefined where it has none. */
  count(node: N, plan: Plan, convention: CountConvention): LayerCount | undefined;
}

export function param(
  path: string,
  role: ParamSpec["role"],
  shape: readonly number[],
  node: string,
  gates: readonly string[] = [],
): ParamSpec {
  return { path, role, shape, size: shape.reduce((a, b) => a * b, 1), node, gates };
}
