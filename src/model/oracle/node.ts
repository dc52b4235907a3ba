import type { Batch } from "../../lib/batch.ts";
import type { NodeId as ExprId, StepGraph } from "../../lib/expr-grad.ts";
import type { Direction, NodeId, Plan } from "../plan.ts";
import type { Masks } from "../random.ts";
import type { Floats, InitialStates } from "../results.ts";
import type { Weights } from "../weights.ts";
import type { Input, Signal, Span } from "./signals.ts";

/** A scan while the gradient passes through the rows of a span: what an update needs no longer once it has passed. */
export interface Passing {
  /** Index of the scan among the plan's. */
  readonly scan: number;
  readonly span: Span;
  /** The equations with their adjoints. */
  readonly graph: StepGraph;
  /** Value of a node of the graph, [R, H]. Not to be changed. */
  readonly at: (node: ExprId) => Float64Array;
  /**
   * ∂L by a state as far as it has arrived at all steps, [T, B, H]: from whatever reads the scan, and from those of the scan's own
   * steps that the gradient has passed. Not to be changed.
   */
  readonly arrived: (state: string) => Float64Array;
}

/** What all nodes of a run share. */
export interface Run {
  readonly plan: Plan;
  /** T = batch.steps, B = batch.size. */
  readonly batch: Batch;
  readonly weights: Weights<Floats>;
  /** ∂L by every parameter, by path, summed while going back. */
  readonly gradients: Weights<Float64Array>;
  readonly initial: InitialStates<Floats>;
  readonly masks: Masks;
  /** Called for each span of each scan, before the scan sends anything on. */
  readonly watch?: ((passing: Passing) => void) | undefined;
  /** What a node reads; to be asked for once all nodes are made. */
  inputOf(id: NodeId): Input;
  /** The direction of a node's time. */
  directionOf(id: NodeId): Direction;
}

/** One node at work on one batch. */
export interface Running {
  /** What others read of it: the output is "", and a state has its name. */
  readonly signals: { readonly [name: string]: Signal };
  /** Computes the values of a span. What the span reads has been computed. */
  forward(span: Span): void;
  /**
   * Sends what has arrived of ∂L at the values of a span on to parameters and to what the span read. Spans come in the opposite
   * order, after everything that reads them.
   */
  backward(span: Span): void;
  /** Once everything has gone back. */
  finish?(): void;
}
