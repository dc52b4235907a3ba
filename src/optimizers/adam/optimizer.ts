import { float } from "../../lib/fields.ts";
import { defineOptimizer } from "../optimizer.ts";

/**
 * Adam: θ ← θ − η·m̂/(√v̂ + ε), with bias-corrected m̂ and v̂ (the paper's Algorithm 1; epsilon outside of the root,
 * after the correction, not Keras' "epsilon hat").
 *
 * Source: Kingma & Ba 2015, arXiv:1412.6980.
 */
export const adam = defineOptimizer({
  kind: "adam",
  title: "Adam",
  doc: "Adapts the step size of each weight to its recent gradients, with momentum.",
  source: "arXiv:1412.6980",
  fields: {
    learningRate: float({
      label: "Learning rate",
      default: 0.003,
      min: 1e-5,
      max: 1,
      scale: "log",
      live: true,
      doc: "Step size per update. Typical with Adam: 0.0003–0.01.",
    }),
    beta1: float({
      label: "β₁",
      default: 0.9,
      min: 0,
      max: 0.9999,
      doc: "Decay rate of the running mean of the gradient. Typical: 0.9.",
    }),
    beta2: float({
      label: "β₂",
      default: 0.999,
      min: 0,
      max: 0.99999,
      doc: "Decay rate of the running mean of the squared gradient. Typical: 0.999.",
    }),
    epsilon: float({
      label: "ε",
      default: 1e-7,
      min: 1e-10,
      max: 0.1,
      scale: "log",
      doc: "Small constant that avoids division by zero where the gradient has always been zero.",
    }),
  },
  slots: ["m", "v"],
  odd: ["m"],
  scalars: ({ learningRate, beta1, beta2, epsilon }, t) => ({
    learningRate,
    beta1,
    beta2,
    keep1: 1 - beta1,
    keep2: 1 - beta2,
    correction1: 1 - beta1 ** t,
    correction2: 1 - beta2 ** t,
    epsilon,
  }),
  update: (k, next) => {
    const g = k.ref("gradient");
    const m = next("m", k.add(k.mul(k.ref("beta1"), k.ref("m")), k.mul(k.ref("keep1"), g)));
    const v = next("v", k.add(k.mul(k.ref("beta2"), k.ref("v")), k.mul(k.ref("keep2"), k.mul(g, g))));
    const step = k.div(
      k.div(m, k.ref("correction1")),
      k.add(k.sqrt(k.div(v, k.ref("correction2"))), k.ref("epsilon")),
    );
    return k.sub(k.ref("parameter"), k.mul(k.ref("learningRate"), step));
  },
});
