/**
 * What training a plan costs, from the plan alone: nothing is allocated and nothing is timed. Engines round sizes up and
 * keep some arrays twice; `src/engine/costs.test.ts` says by how much.
 */
import { evaluator, type GradAlgebra } from "../lib/expr-grad.ts";
import { type OptimizerKind, optimizers } from "../optimizers/index.ts";
import { type LoweredCell, loweredOf } from "./lower.ts";
import { lossOf, type Plan, scansOf } from "./plan.ts";

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
/** Softmax: maximum, difference, exponential, sum, quotient, slope. Squared error: difference, square, sum, slope. */
const lossOperations = { crossEntropy: 6, mse: 4 } as const;
/** Square and sum for the norm, and the scaling. */
const clipOperations = 3;

/** Operations a unit, sequence and step, forward and backward. Equal subexpressions are computed once, as in the kernels. */
export function stepOperations({ graph }: LoweredCell): number {
  // What arrives at a state from later steps, unit by unit, is added to what else reads it.
  let operations = graph.states.length;
  const count = (n: number): null => {
    operations += n;
    return null;
  };
  // A bias is added forward, and its gradient is a sum of deltas; the sum of two projections is a node of its own.
  const projection = (bias: boolean): null => count(bias ? 2 : 0);
  const algebra: GradAlgebra<null> = {
    constant: () => null,
    ref: () => null,
    param: () => null,
    input: (_, bias) => projection(bias),
    recur: (_gate, _source, _lag, bias) => projection(bias),
    add: () => count(1),
    sub: () => count(1),
    mul: () => count(1),
    act: () => count(1),
    // σ′ = y(1 − y) and tanh′ = 1 − y²; a ReLU's is a comparison.
    slope: (fn) => count(fn === "relu" ? 1 : 2),
    seed: () => null,
    pull: () => null,
  };
  const value = evaluator(graph.nodes, algebra);
  for (const { node } of graph.values) value(node);
  for (const { adjoint } of [...graph.totals, ...graph.states, ...graph.recurs, ...graph.inputs])
    value(adjoint);
  for (const { leaf, adjoint } of graph.params) {
    if (leaf.held !== undefined) continue;
    value(adjoint);
    count(1); // the sum over steps and sequences
  }
  return operations;
}

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
    pointwise:
      cells *
      (scansOf(plan).reduce((sum, scan) => sum + scan.units * stepOperations(loweredOf(scan)), 0) +
        plan.outputs * lossOperations[lossOf(plan).kind]),
    optimizer: plan.parameterCount * (clipOperations + optimizerOperations(optimizer)),
  };
}

export function bytesOf(plan: Plan, optimizer: OptimizerKind): TrainingBytes {
  const cells = plan.steps * plan.batch * bytesPerNumber;
  const weights = plan.parameterCount * bytesPerNumber;
  const planes = (of: "saved" | "kept", more: number): number =>
    scansOf(plan).reduce(
      (sum, scan) =>
        sum +
        cells *
          scan.units *
          (more + loweredOf(scan).phases.reduce((all, phase) => all + phase[of].length, 0)),
      0,
    );
  const inputs = plan.input.kind === "tokens" ? 1 : plan.input.size;
  const targets = lossOf(plan).kind === "crossEntropy" ? 1 : plan.outputs;
  return {
    weights,
    gradients: weights,
    slots: weights * optimizers[optimizer].slots.length,
    activations: planes("saved", 0),
    // One more for what arrives at a layer's output from above.
    adjoints: planes("kept", 1),
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
