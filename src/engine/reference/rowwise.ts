import type * as tf from "@tensorflow/tfjs";
import type { NodeId } from "../../model/plan.ts";
import type { Run, Running } from "./node.ts";
import { type Signal, signalOfAll, signalOfSteps } from "./signals.ts";

/**
 * A node without memory, whose one signal has `width` numbers a step.
 * @param compute from what it reads, [R, D], to its output, [R, W], for the rows of a step or of all steps
 */
export function startRowwise(
  id: NodeId,
  width: number,
  run: Run,
  compute: (x: tf.Tensor2D) => tf.Tensor2D,
): Running {
  const steps: tf.Tensor2D[] = [];
  let all: tf.Tensor2D | undefined;
  const rest = { width, direction: run.directionOf(id) };
  const [made, stepped] = [
    signalOfAll(() => all as tf.Tensor2D, run.fed.size, rest),
    signalOfSteps(steps, rest),
  ];
  const output: Signal = {
    ...rest,
    at: (step) => (all ? made : stepped).at(step),
    all: () => (all ? made : stepped).all(),
  };
  return {
    signals: { "": output },
    whole() {
      all = compute(run.inputOf(id).all());
    },
    step(at) {
      steps[at] = compute(run.inputOf(id).at(at));
    },
  };
}
