import * as tf from "@tensorflow/tfjs";
import { type DenseNode, densePath } from "../../model/plan.ts";
import type { Run, Running } from "./node.ts";
import { type Signal, signalOfAll, signalOfSteps } from "./signals.ts";

/** y = x W + b. x: [R, D], y: [R, V], for the rows of a step or of all steps. */
export function startDense(dense: DenseNode, run: Run): Running {
  const steps: tf.Tensor2D[] = [];
  let all: tf.Tensor2D | undefined;
  const rest = { width: dense.outputs, direction: run.directionOf(dense.id) };
  const [made, stepped] = [
    signalOfAll(() => all as tf.Tensor2D, run.fed.size, rest),
    signalOfSteps(steps, rest),
  ];
  const output: Signal = {
    ...rest,
    at: (step) => (all ? made : stepped).at(step),
    all: () => (all ? made : stepped).all(),
  };
  const multiply = (x: tf.Tensor2D) => {
    const kernel = run.views.get(densePath(dense, "kernel")) as tf.Tensor2D;
    const bias = run.views.get(densePath(dense, "bias")) as tf.Tensor;
    return tf.add<tf.Tensor2D>(tf.matMul(x, kernel), bias);
  };
  return {
    signals: { "": output },
    whole() {
      all = multiply(run.inputOf(dense.id).all());
    },
    step(at) {
      steps[at] = multiply(run.inputOf(dense.id).at(at));
    },
  };
}
