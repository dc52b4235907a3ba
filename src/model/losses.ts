/** The losses that a network may be trained on: all that the code knows of each, but for the texts of programs. */
import type { LossKind } from "../tasks/task.ts";

export interface LossDef {
  /** What a target is: a value for each output, or the number of the right class. */
  readonly targets: "values" | "classes";
  /** Numbers of a target, for so many outputs. */
  targetWidth(outputs: number): number;
  /** What the loss of a step is divided by beside the weights: the number of outputs where it is their mean. */
  divisor(outputs: number): number;
  /** Arithmetic operations an output, forward and back. */
  readonly operations: number;
  /**
   * The loss of one step of one sequence, times `weight`.
   * @param outputs [V], logits of classes
   * @param target [targetWidth]
   * @returns terms whose sum it is, and its derivative by the outputs [V]
   */
  at(
    outputs: Float64Array,
    target: ArrayLike<number>,
    weight: number,
  ): { readonly terms: readonly number[]; readonly slope: Float64Array };
}

export const losses: { readonly [K in LossKind]: LossDef } = {
  /** 1/V Σ (output − target)² */
  mse: {
    targets: "values",
    targetWidth: (outputs) => outputs,
    divisor: (outputs) => outputs,
    // Difference, square, sum, slope.
    operations: 4,
    at(outputs, target, weight) {
      const share = weight / outputs.length;
      const errors = outputs.map((output, v) => output - (target[v] as number));
      return {
        terms: Array.from(errors, (error) => share * error * error),
        slope: errors.map((error) => share * 2 * error),
      };
    },
  },
  /** −log softmax(logits)[target], in nats. */
  crossEntropy: {
    targets: "classes",
    targetWidth: () => 1,
    divisor: () => 1,
    // Maximum, difference, exponential, sum, quotient, slope.
    operations: 6,
    at(logits, targets, weight) {
      const target = targets[0] as number;
      const largest = Math.max(...logits);
      const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
      return {
        terms: [weight * (Math.log(sum) + largest - (logits[target] as number))],
        slope: logits.map((logit, v) => weight * (Math.exp(logit - largest) / sum - (v === target ? 1 : 0))),
      };
    },
  },
};
