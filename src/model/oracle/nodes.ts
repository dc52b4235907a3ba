/** How each kind of node runs in the oracle, one file a kind. */
import type { NodeOf, PlanNode } from "../plan.ts";
import { runDense } from "./dense.ts";
import { runLoss } from "./loss.ts";
import type { Run, Running } from "./node.ts";
import { runScan } from "./scan.ts";

const kinds = {
  scan: runScan,
  dense: runDense,
  loss: runLoss,
} satisfies { readonly [O in PlanNode["op"]]: (node: NodeOf<O>, run: Run) => Running };

/** A node of a kind at work: a scan and a loss tell more than their signals. */
export type RunningOf<N extends PlanNode> = ReturnType<(typeof kinds)[N["op"]]>;

/** Makes a node ready to run a batch. A node belongs to the entry of its `op`, which the type of a union cannot say. */
export const runNode = <N extends PlanNode>(node: N, run: Run): RunningOf<N> =>
  (kinds[node.op] as unknown as (node: N, run: Run) => RunningOf<N>)(node, run);
