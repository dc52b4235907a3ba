import type { BlockRole, Blocks } from "../cells/facts.ts";
import type { CellKind } from "../cells/index.ts";
import type { Equation } from "../lib/expr.ts";
import type { AnyValues } from "../lib/fields.ts";
import type { LossKind } from "../tasks/task.ts";
import type { HeldGate } from "./layer-equations.ts";

export type { BlockRole, Blocks, HeldGate };
export type ParamRole = BlockRole | "perUnit" | "initial";

/** Names one node of a plan: "layers.0", "layers.0.backward", "readout", "loss". */
export type NodeId = string;

/**
 * A value that a node reads: the signal of a node, or the input “x”, and where in time it stands for each step of the reader.
 * Several places are read side by side.
 */
export interface Place {
  readonly of: NodeId | "x";
  /** A state of a scan, as it was computed. Without it the scan's output: its first state, less what an update drops. */
  readonly state?: string;
  readonly at: At;
}

/**
 * `lag` steps before the reader's own in the direction of its time, 0 for the same step. Before the first step of a scan stands
 * its first state, and before that, as before the first step of every other signal, zeros.
 *
 * "end": at each step the last one that the node came to, each sequence's own: the last step of the sequence, or step 0 of a
 * backward scan.
 */
export type At = { readonly lag: number } | "end";

/** The output of a node, or the input, at the reader's own step. */
export const here = (of: Place["of"]): Place => ({ of, at: { lag: 0 } });

/** One trainable array. `path` is its name everywhere: "layers.0.recurrentKernel", "readout.bias". */
export interface ParamSpec {
  readonly path: string;
  readonly role: ParamRole;
  readonly shape: readonly number[];
  readonly size: number;
  /** The node it belongs to; the first of them where several share their parameters. */
  readonly node: NodeId;
  /** Blocks along the last axis, one a gate; empty for a dense node and for weights a unit. */
  readonly gates: readonly string[];
}

/** "backward": from the last step to the first, so that the state at a step knows what comes after it. */
export type Direction = "forward" | "backward";

/**
 * What the states of a layer are before the first step that a scan comes to. Random ones are normal, sampled anew for every
 * sequence of an update, and zero wherever nothing is trained; learned ones are parameters [H], the same for all sequences.
 */
export type FirstState =
  | { readonly kind: "zero" | "learned" }
  | { readonly kind: "random"; readonly stddev: number };

/** One recurrent layer over all steps, in one direction. A bidirectional layer is two neighbouring scans. */
export interface ScanNode {
  readonly op: "scan";
  readonly id: NodeId;
  /** Place among the plan's scans, by which trajectories, first states and gradients of states are listed. */
  readonly index: number;
  /** Place among the layers of the model, part by part and in each from the input up. */
  readonly layer: number;
  /** Before the names of its parameters, "layers.0" or "layers.0.backward". Nodes of one path share their parameters. */
  readonly path: string;
  readonly cell: CellKind;
  readonly options: AnyValues;
  /** In these a held gate is the leaf `held`, and its weights do not occur. */
  readonly equations: readonly Equation[];
  /** Those of the cell, as if no gate were held. */
  readonly cellEquations: readonly Equation[];
  /**
   * The gates that are held, with the values at first: an engine takes others by `Member.hold` while its network goes on. The weights of
   * a held gate are no parameters of the plan.
   */
  readonly held: readonly HeldGate[];
  /** Those of the cell's gates that the equations use, in its order. */
  readonly gates: readonly string[];
  readonly blocks: Blocks;
  readonly states: readonly string[];
  readonly inputs: number;
  readonly units: number;
  /** What it reads, side by side at each step: the input, or the outputs of the layer below. */
  readonly from: readonly Place[];
  readonly direction: Direction;
  readonly first: FirstState;
  /** Share of its output, 0 ≤ share < 1, that an update drops on the way to the next layer or the readout. */
  readonly dropout: number;
  /** Matrix products a step that wait for each other: 1, or 2 for a GRU with the reset before. */
  readonly phases: number;
  /** Names of all equations and states that a trace holds, states unprimed: what a heat map can show. */
  readonly traced: readonly string[];
}

/** One product for all steps at once: the readout. At step t it reads [→h_t, ←h_t] of a bidirectional layer. */
export interface DenseNode {
  readonly op: "dense";
  readonly id: NodeId;
  /** Before the names of its kernel and bias: "readout". */
  readonly path: string;
  readonly from: readonly Place[];
  readonly inputs: number;
  readonly outputs: number;
}

/** What training makes small. It reads the outputs of the network, at the same step. */
export interface LossNode {
  readonly op: "loss";
  readonly id: NodeId;
  readonly of: Place;
  /** Outputs at a step. */
  readonly inputs: number;
  readonly kind: LossKind;
  /** "mean": Σ weight·loss / Σ weight. "batch": Σ weight·loss / B, a sum over steps. */
  readonly reduction: "mean" | "batch";
}

export type PlanNode = ScanNode | DenseNode | LossNode;

/** Nodes of some kinds, by their `op`. */
export type NodeOf<O extends PlanNode["op"]> = Extract<PlanNode, { readonly op: O }>;

/** A network as an ordered list of nodes, one of them a loss, with its parameters: all that an engine needs to know. */
export interface Plan {
  readonly steps: number;
  readonly batch: number;
  readonly input: { readonly kind: "tokens" | "floats"; readonly size: number };
  readonly outputs: number;
  /**
   * Truncated BPTT: the gradient stops between chunks of so many steps, while states go on; 0 is never. Chunks are counted from
   * the first step of the sequence, in both directions.
   */
  readonly truncation: number;
  /** Whether batches may have `lengths`: sequences that end before the last step. See `lengths.ts`. */
  readonly isPadded: boolean;
  readonly nodes: readonly PlanNode[];
  /**
   * The nodes in the order in which they are computed, derived from what they read. Nodes that depend on each other across a step
   * are one loop and step together, in the order of the loop; all others are a loop of one. See `loops.ts`.
   */
  readonly loops: readonly (readonly NodeId[])[];
  /** Each path once: nodes of equal path share their parameters, and their gradients add up. */
  readonly params: readonly ParamSpec[];
  readonly parameterCount: number;
  /** Multiply-adds of one update, forward and backward (backward counts twice). */
  readonly multiplyAdds: number;
}

/** Whether the gradient stops between two steps. A first state is of the chunk of the step that it comes before. */
export function isCut({ steps, truncation }: Plan, one: number, other: number): boolean {
  const chunkOf = (step: number) => Math.floor(Math.min(Math.max(step, 0), steps - 1) / truncation);
  return truncation > 0 && chunkOf(one) !== chunkOf(other);
}

/** The step that comes `n` before step t in a direction of time. */
export const stepBefore = (t: number, n: number, direction: Direction): number =>
  direction === "forward" ? t - n : t + n;

export const scansOf = (plan: Plan): readonly ScanNode[] =>
  plan.nodes.filter((node): node is ScanNode => node.op === "scan");

/**
 * Before the names of a scan's parameters. A layer of one direction and the forward one of two share their names: adding the other
 * keeps its weights.
 * @param layer counted within the part, from the input up
 */
export const scanPath = (part: string, layer: number, direction: Direction): string =>
  direction === "forward" ? `${part}.${layer}` : `${part}.${layer}.backward`;

/** Path of a learned first state; the state's name is its last part. */
export const firstStatePath = ({ path }: Pick<ScanNode, "path">, state: string): string =>
  `${path}.initial.${state}`;

/** Path of a dense node's kernel [inputs, outputs] or bias [outputs]. */
export const densePath = ({ path }: Pick<DenseNode, "path">, role: "kernel" | "bias"): string =>
  `${path}.${role}`;

/** @param ops kinds that are asked for; any without. @throws Error where the plan has no such node, or one of another kind */
export function nodeOf<O extends PlanNode["op"] = PlanNode["op"]>(
  { nodes }: Pick<Plan, "nodes">,
  id: NodeId,
  ...ops: readonly O[]
): NodeOf<O> {
  const node = nodes.find((one) => one.id === id);
  if (!node || (ops.length > 0 && !ops.includes(node.op as O)))
    throw new Error(`the plan has no ${ops.join(" or ")} node “${id}”`);
  return node as NodeOf<O>;
}

/** The plan's only loss. */
export function lossOf(plan: Pick<Plan, "nodes">): LossNode {
  const loss = plan.nodes.find((node): node is LossNode => node.op === "loss");
  if (!loss) throw new Error("a plan without a loss cannot be trained");
  return loss;
}

/** The dense node whose outputs the loss reads. @throws Error where it reads something else */
export const readoutOf = (plan: Pick<Plan, "nodes">): DenseNode => nodeOf(plan, lossOf(plan).of.of, "dense");

/** By scan: the values of its held gates, in the order of `ScanNode.held`. */
export type HeldValues = readonly (readonly number[])[];

/** The value at which a scan holds a gate, as all engines have it: in float32. @throws Error where it does not hold the gate */
export function heldAt({ held, id }: Pick<ScanNode, "held" | "id">, gate: string): number {
  const found = held.find((one) => one.gate === gate);
  if (!found) throw new Error(`${id} does not hold gate “${gate}”`);
  return Math.fround(found.value);
}

export const heldValuesOf = (plan: Plan): HeldValues =>
  scansOf(plan).map(({ held }) => held.map(({ value }) => value));
