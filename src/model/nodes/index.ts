/** The kinds of nodes that a plan may have. Whoever walks over nodes asks here; how they run is in two catalogues like this one. */
import type { NodeOf, PlanNode } from "../plan.ts";
import { dense } from "./dense.ts";
import { loss } from "./loss.ts";
import type { NodeKind } from "./node.ts";
import { scan } from "./scan.ts";

export const nodeKinds: {
  readonly [O in PlanNode["op"]]: NodeKind<NodeOf<O>>;
} = {
  scan,
  dense,
  loss,
};

/** The kind of a node. A node and the kind of its `op` belong together, which the type of a union cannot say. */
export const kindOf = (node: PlanNode): NodeKind<PlanNode> =>
  nodeKinds[node.op] as unknown as NodeKind<PlanNode>;

/** In sentences: scan “layers.0”. */
export const titleOf = (node: PlanNode): string => `${kindOf(node).title} “${node.id}”`;
