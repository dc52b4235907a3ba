import type * as tf from "@tensorflow/tfjs";
import type { Direction, HeldValues, NodeId, Plan, PlanNode } from "../../model/plan.ts";
import type { Input, PaddingSteps, Signal } from "./signals.ts";

/** Parameters by path, as the tape sees them. */
export type Views = ReadonlyMap<string, tf.Tensor>;

/**
 * Zeros added to the states of a scan: the loss's derivative by them is that by the state. By state, [B, H] for each step of the
 * sequence, or [N, H] where all steps are computed at once.
 */
export type Probes = { readonly [state: string]: readonly tf.Tensor2D[] };

/** One batch on the device. N = T·B, time-major. */
export interface Feed {
  readonly size: number;
  /** [N, D]; tokens as one-hot rows, since the gradient of a gather is far slower than that of a product. */
  readonly x: tf.Tensor2D;
  /**
   * [N, V]: values, or one-hot classes times `weight`.
   */
  readonly y: tf.Tensor2D;
  /** [N, 1], already divided by what the loss is divided by. */
  readonly weight: tf.Tensor2D;
  readonly initial: readonly { readonly [state: string]: tf.Tensor2D }[];
  /** By scan, [N, H]; undefined where nothing is dropped. */
  readonly masks: readonly (tf.Tensor2D | undefined)[];
  readonly lengths: Int32Array | undefined;
  readonly padding: { readonly [D in Direction]: PaddingSteps };
}

/** What all nodes of a run share. */
export interface Run {
  readonly plan: Plan;
  readonly fed: Feed;
  readonly views: Views;
  readonly held: HeldValues;
  /** By scan. */
  readonly probes: readonly Probes[];
  /** What a node reads; to be asked for once all nodes are made. */
  inputOf(id: NodeId): Input;
  /** The direction of a node's time. */
  directionOf(id: NodeId): Direction;
}

/** One node on the tape, for one batch. */
export interface Running {
  /** What others read of it: the output is "", and a state has its name. */
  readonly signals: { readonly [name: string]: Signal };
  /** All steps; what the node reads has been computed. */
  whole(): void;
  /** One step of the sequence, of a node that takes turns with others. */
  step(at: number): void;
}

/** How one kind of node runs on tfjs, and what it takes. */
export interface ReferenceKind<N extends PlanNode> {
  /** Makes a node ready to run a batch. */
  start(node: N, run: Run): Running;
  /** Numbers a step and sequence that a forward pass leaves until its tidy scope ends, and columns of the widest array among them. */
  size(node: N): { readonly numbers: number; readonly widest: number };
}
