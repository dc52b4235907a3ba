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
  doc: "Steps against the gradient, with momentum if wished.",
  source: "doi:10.1016/0041-5553(64)90137-5",
  fields: {
    learningRate: float({
      label: "Learning rate",
      default: 0.1,
      min: 1e-5,
      max: 10,
      scale: "log",
      live: true,
      doc: "How far one update moves the weights; SGD moves by this times the gradient.",
    }),
    momentum: float({
      label: "Momentum",
      default: 0,
      min: 0,
      max: 0.999,
      doc: "Share of the last step that is kept in the next; 0 is plain gradient descent.",
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
