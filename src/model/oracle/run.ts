/**
 * The oracle: a plan's forward pass and back-propagation through time in float64. Slow and plain; engines are tested against it,
 * and it against published values and finite differences.
 *
 * Read this file first, then `nodes.ts` and from there one file for each kind of node. How nodes see each other's values is in
 * `signals.ts`.
 */
import type { Batch } from "../../lib/batch.ts";
import { checkBatch, clearTrace } from "../lengths.ts";
import { directionOf, isStepped } from "../loops.ts";
import { kindOf } from "../nodes/index.ts";
import { lossOf, type NodeId, type Place, type Plan, type PlanNode, scansOf } from "../plan.ts";
import { type Masks, randomInitial, randomMasks } from "../random.ts";
import type { Floats, InitialStates, RandomKey, Trace } from "../results.ts";
import type { Weights } from "../weights.ts";
import type { Passing, Run, Running } from "./node.ts";
import { type RunningOf, runNode } from "./nodes.ts";
import { type Input, inputOf, type Signal, type Span } from "./signals.ts";

/** x as a signal: vectors [T, B, D], tokens as vectors with a single 1. */
function inputSignal({ input }: Plan, { x }: Batch): Signal {
  const { kind, size: D } = input;
  let values: Floats | undefined;
  return {
    width: D,
    direction: "forward",
    get values() {
      values ??=
        kind === "floats"
          ? (x as Float32Array)
          : new Float64Array(x.length * D).map((_, i) => (x[Math.floor(i / D)] === i % D ? 1 : 0));
      return values;
    },
  };
}

/** In which order a loop comes to the steps of a sequence: one after the other, or all at once where nothing looks back. */
function spansOf(plan: Plan, loop: readonly NodeId[]): readonly Span[] {
  const T = plan.steps;
  if (!isStepped(plan, loop)) return [{ from: 0, to: T }];
  const steps = Array.from({ length: T }, (_, t) => ({ from: t, to: t + 1 }));
  return directionOf(plan, loop) === "forward" ? steps : steps.reverse();
}

/** Every node of a plan, ready to run a batch. */
function start(plan: Plan, run: Omit<Run, "plan" | "inputOf" | "directionOf">) {
  const made = new Map<NodeId, Running>();
  const directions = new Map(plan.loops.flatMap((loop) => loop.map((id) => [id, directionOf(plan, loop)])));
  const x = inputSignal(plan, run.batch);
  const signalOf = ({ of, state = "" }: Place): Signal => {
    const signal = of === "x" ? x : made.get(of)?.signals[state];
    if (!signal) throw new Error(`“${of}” has no signal ${state}`);
    return signal;
  };
  const inputs = new Map<NodeId, Input>();
  const whole: Run = {
    plan,
    ...run,
    directionOf: (id) => directions.get(id) ?? "forward",
    inputOf(id) {
      const node = plan.nodes.find((one) => one.id === id) as PlanNode;
      const known =
        inputs.get(id) ??
        inputOf(kindOf(node).places(node), signalOf, whole.directionOf(id), plan, run.batch);
      inputs.set(id, known);
      return known;
    },
  };
  for (const node of plan.nodes) made.set(node.id, runNode(node, whole));
  return {
    nodeOf: (id: NodeId) => made.get(id) as Running,
    /** With what nodes of its kind tell beside their signals. */
    toldBy: <N extends PlanNode>({ id }: N) => made.get(id) as RunningOf<N>,
  };
}

/**
 * Loss, outputs, everything in between, and all derivatives of one batch. Records are what layers computed, before `masks`.
 * @param watch sees the gradient pass through every scan, step by step
 */
export function traceOracle(
  plan: Plan,
  weights: Weights<Floats>,
  batch: Batch,
  initial: InitialStates<Floats> = [],
  masks: Masks = [],
  watch?: (passing: Passing) => void,
): Trace<Float64Array> {
  checkBatch(plan, batch);
  const gradients = new Map(plan.params.map(({ path, size }) => [path, new Float64Array(size)]));
  const { nodeOf, toldBy } = start(plan, { batch, weights, gradients, initial, masks, watch });

  // Forward: loop after loop, in each of them step after step, in each step node after node.
  for (const loop of plan.loops)
    for (const span of spansOf(plan, loop)) for (const id of loop) nodeOf(id).forward(span);

  // Back: the same, in the opposite order.
  for (const loop of plan.loops.toReversed())
    for (const span of spansOf(plan, loop).toReversed())
      for (const id of loop.toReversed()) nodeOf(id).backward(span);
  for (const { id } of plan.nodes) nodeOf(id).finish?.();

  const loss = toldBy(lossOf(plan));
  const scans = scansOf(plan).map(toldBy);
  return clearTrace(batch, {
    loss: loss.loss(),
    outputs: loss.outputs(),
    trajectories: scans.map(({ trajectories }) => trajectories),
    stateGradients: scans.map(({ totals }) => totals),
    gradients,
  });
}

/** As an update sees it: with its random numbers. */
export const traceUpdate = (
  plan: Plan,
  weights: Weights<Floats>,
  batch: Batch,
  randomKey: RandomKey | undefined,
): Trace<Float64Array> =>
  traceOracle(
    ...([plan, weights, batch] as const),
    randomInitial(plan, randomKey, batch.size),
    randomMasks(plan, randomKey, batch.size),
  );
