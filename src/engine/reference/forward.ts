import type * as tf from "@tensorflow/tfjs";
import { directionOf, readsItself } from "../../model/loops.ts";
import { kindOf } from "../../model/nodes/index.ts";
import {
  type HeldValues,
  lossOf,
  type NodeId,
  nodeOf,
  type Place,
  type Plan,
  type PlanNode,
  scansOf,
} from "../../model/plan.ts";
import type { Feed, Probes, Run, Running, Views } from "./node.ts";
import { type RunningOf, startNode } from "./nodes.ts";
import type { ScanResult } from "./scan.ts";
import { type Input, inputOf, type Reading, type Signal, signalOfAll } from "./signals.ts";

export interface Forward {
  readonly loss: tf.Scalar;
  /** [N, V]: logits or values. */
  readonly outputs: tf.Tensor2D;
  readonly scans: readonly ScanResult[];
}

/** The whole plan. @param held values of held gates. @param probes by scan. */
export function forward(
  plan: Plan,
  views: Views,
  fed: Feed,
  held: HeldValues,
  probes: readonly Probes[] = [],
): Forward {
  const made = new Map<NodeId, Running>();
  const x = signalOfAll(() => fed.x, fed.size, { width: plan.input.size, direction: "forward" });
  const signalOf = ({ of, state = "" }: Place): Signal =>
    of === "x" ? x : (made.get(of)?.signals[state] as Signal);
  const directions = new Map(plan.loops.flatMap((loop) => loop.map((id) => [id, directionOf(plan, loop)])));
  const reading: Reading = { plan, size: fed.size, padding: fed.padding, lengths: fed.lengths };
  const inputs = new Map<NodeId, Input>();
  const run: Run = {
    plan,
    fed,
    views,
    held,
    probes,
    directionOf: (id) => directions.get(id) ?? "forward",
    inputOf(id) {
      const node = nodeOf(plan, id);
      const sources = () =>
        kindOf(node)
          .places(node)
          .map((place) => ({ place, signal: signalOf(place) }));
      const input = inputs.get(id) ?? inputOf(sources(), run.directionOf(id), reading);
      inputs.set(id, input);
      return input;
    },
  };
  for (const node of plan.nodes) made.set(node.id, startNode(node, run));
  const running = (id: NodeId) => made.get(id) as Running;
  for (const loop of plan.loops) {
    if (!readsItself(plan, loop)) {
      for (const id of loop) running(id).whole();
      continue;
    }
    const isBackward = directionOf(plan, loop) === "backward";
    for (let n = 0; n < plan.steps; n++)
      for (const id of loop) running(id).step(isBackward ? plan.steps - 1 - n : n);
  }
  const toldBy = <N extends PlanNode>({ id }: N) => made.get(id) as RunningOf<N>;
  return { ...toldBy(lossOf(plan)).told(), scans: scansOf(plan).map((scan) => toldBy(scan).result()) };
}
