/**
 * What training a plan costs, from the plan alone: nothing is allocated and nothing is timed. Engines round sizes up and
 * keep some arrays twice; `src/engine/costs.test.ts` says by how much.
 */
import { type OptimizerKind, optimizers } from "../optimizers/index.ts";
import { losses } from "./losses.ts";
import { kindOf } from "./nodes/index.ts";
import { lossOf, type Plan } from "./plan.ts";

/** Floating-point operations of one update. An addition, a product and an activation are one operation each. */
export interface UpdateFlops {
  /** Matrix products: two operations a multiply-add, forward once and backward twice (to what they read, to the weights). */
  readonly products: number;
  /** The cells' equations with their adjoints, and the loss, element by element. */
  readonly pointwise: number;
  /** Clipping and the optimizer's equations, once a parameter. */
  readonly optimizer: number;
}

/** Bytes of float32 while a plan trains. */
export interface TrainingBytes {
  readonly weights: number;
  readonly gradients: number;
  /** What the optimizer keeps beside each weight. */
  readonly slots: number;
  /** What the forward pass saves for the backward pass: for each layer planes × T × B × H × 4 B. */
  readonly activations: number;
  /** What the backward pass leaves for the weights' gradients, for steps before and for pictures, likewise. */
  readonly adjoints: number;
  /** Inputs, targets, loss weights, outputs and their slopes. */
  readonly batch: number;
}

export interface TrainingCost {
  readonly parameters: number;
  readonly flops: UpdateFlops;
  readonly bytes: TrainingBytes;
}

const bytesPerNumber = 4;
/** Square and sum for the norm, and the scaling. */
const clipOperations = 3;

/** Operations a parameter of one update. */
export function optimizerOperations(kind: OptimizerKind): number {
  let slots = 0;
  const both = (a: number, b: number): number => a + b + 1;
  const parameter = optimizers[kind].update<number>(
    { ref: () => 0, constant: () => 0, add: both, sub: both, mul: both, div: both, sqrt: (a) => a + 1 },
    (_, operations) => {
      slots += operations;
      // Computed once, however often it is read.
      return 0;
    },
  );
  return slots + parameter;
}

/** Multiply-adds are the plan's own (`Plan.multiplyAdds`): a token's product is a gather and costs none. */
export function flopsOf(plan: Plan, optimizer: OptimizerKind): UpdateFlops {
  const cells = plan.steps * plan.batch;
  return {
    products: 2 * plan.multiplyAdds,
    pointwise: cells * plan.nodes.reduce((sum, node) => sum + kindOf(node).pointwise(node), 0),
    optimizer: plan.parameterCount * (clipOperations + optimizerOperations(optimizer)),
  };
}

export function bytesOf(plan: Plan, optimizer: OptimizerKind): TrainingBytes {
  const cells = plan.steps * plan.batch * bytesPerNumber;
  const weights = plan.parameterCount * bytesPerNumber;
  // What the loss reads is counted with the batch.
  const { kind, of } = lossOf(plan);
  const inside = plan.nodes.filter(({ op, id }) => op !== "dense" || id !== of.of);
  const memory = (what: "saved" | "kept") =>
    cells * inside.reduce((sum, node) => sum + kindOf(node).memory(node)[what], 0);
  const inputs = plan.input.kind === "tokens" ? 1 : plan.input.size;
  const targets = losses[kind].targetWidth(plan.outputs);
  return {
    weights,
    gradients: weights,
    slots: weights * optimizers[optimizer].slots.length,
    activations: memory("saved"),
    adjoints: memory("kept"),
    batch: cells * (inputs + targets + 1 + 2 * plan.outputs),
  };
}

/** @throws Error on equations that no printed kernel can run, as `lower` does. */
export const costOf = (plan: Plan, optimizer: OptimizerKind): TrainingCost => ({
  parameters: plan.parameterCount,
  flops: flopsOf(plan, optimizer),
  bytes: bytesOf(plan, optimizer),
});

/** All operations of an update. */
export const totalFlops = ({ products, pointwise, optimizer }: UpdateFlops): number =>
  products + pointwise + optimizer;

/** All bytes of training. */
export const totalBytes = (bytes: TrainingBytes): number =>
  bytes.weights + bytes.gradients + bytes.slots + bytes.activations + bytes.adjoints + bytes.batch;
