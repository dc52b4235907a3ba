import { float } from "../../lib/fields.ts";
import { defineOptimizer } from "../optimizer.ts";

/**
 * Adagrad: s ← s + g², θ ← θ − η·g/(√s + δ). The sum never shrinks, so the steps of a weight only get shorter.
 *
 * The paper's form with a diagonal matrix (its figure 1), as in PyTorch: the sum starts at zero and δ is outside of the
 * root. Keras starts the sum at 0.1 instead, which makes the first steps shorter.
 *
 * Source: Duchi, Hazan & Singer 2011, jmlr.org/papers/v12/duchi11a.
 */
export const adagrad = defineOptimizer({
  kind: "adagrad",
  title: "Adagrad",
  doc: "Divides the step of each weight by the root of the sum of its squared gradients.",
  source: "Duchi, Hazan & Singer 2011, jmlr.org/papers/v12/duchi11a",
  fields: {
    learningRate: float({
      label: "Learning rate",
      default: 0.01, // PyTorch's
      min: 1e-5,
      max: 1,
      scale: "log",
      live: true,
      doc: "Step size of the first update; later steps get smaller. Typical with Adagrad: 0.01–0.1.",
    }),
    epsilon: float({
      label: "δ",
      default: 1e-7,
      min: 1e-10,
      max: 0.1,
      scale: "log",
      doc: "Small constant that avoids division by zero where the gradient has always been zero.",
    }),
  },
  slots: ["squares"],
  odd: [],
  scalars: ({ learningRate, epsilon }) => ({ learningRate, epsilon }),
  update: (k, next) => {
    const g = k.ref("gradient");
    const squares = next("squares", k.add(k.ref("squares"), k.mul(g, g)));
    const step = k.div(g, k.add(k.sqrt(squares), k.ref("epsilon")));
    return k.sub(k.ref("parameter"), k.mul(k.ref("learningRate"), step));
  },
});
