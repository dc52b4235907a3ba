import { float } from "../../lib/fields.ts";
import { defineOptimizer } from "../optimizer.ts";

/**
 * Gradient descent with momentum: v ← μ·v + g, θ ← θ − η·v (PyTorch's and tfjs' form; the rate is outside of v).
 *
 * Source: Polyak 1964, doi:10.1016/0041-5553(64)90137-5.
 */
export const sgd = defineOptimizer({
  kind: "sgd",
  title: "SGD",
  doc: "Moves the weights against the gradient. Optional momentum.",
  source: "doi:10.1016/0041-5553(64)90137-5",
  fields: {
    learningRate: float({
      label: "Learning rate",
      default: 0.1,
      min: 1e-5,
      max: 10,
      scale: "log",
      live: true,
      doc: "Each update moves the weights by this factor times the gradient.",
    }),
    momentum: float({
      label: "Momentum",
      default: 0,
      min: 0,
      max: 0.999,
      doc: "Fraction of the previous step added to the next one. 0 is plain gradient descent.",
    }),
  },
  slots: ["velocity"],
  odd: ["velocity"],
  scalars: ({ learningRate, momentum }) => ({ learningRate, momentum }),
  update: (k, next) => {
    const velocity = next("velocity", k.add(k.mul(k.ref("momentum"), k.ref("velocity")), k.ref("gradient")));
    return k.sub(k.ref("parameter"), k.mul(k.ref("learningRate"), velocity));
  },
});
