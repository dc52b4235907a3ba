/** How each kind of node runs on the reference engine, one file a kind. */
import type { NodeOf, PlanNode } from "../../model/plan.ts";
import { dense } from "./dense.ts";
import { loss } from "./loss.ts";
import type { ReferenceKind, Run } from "./node.ts";
import { scan } from "./scan.ts";

const kinds = {
  scan,
  dense,
  loss,
} satisfies { readonly [O in PlanNode["op"]]: ReferenceKind<NodeOf<O>> };

/** A node of a kind at work: a scan and a loss tell more than their signals. */
export type RunningOf<N extends PlanNode> = ReturnType<(typeof kinds)[N["op"]]["start"]>;

/** A node belongs to the entry of its `op`, which the type of a union cannot say. */
const kindOf = <N extends PlanNode>(node: N) => kinds[node.op] as unknown as ReferenceKind<N>;

/** Makes a node ready to run a batch. */
export const startNode = <N extends PlanNode>(node: N, run: Run): RunningOf<N> =>
  kindOf(node).start(node, run) as RunningOf<N>;

/** See `ReferenceKind.size`. */
export const sizeOf = (node: PlanNode) => kindOf(node).size(node);
