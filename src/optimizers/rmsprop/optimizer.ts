import { float } from "../../lib/fields.ts";
import { defineOptimizer } from "../optimizer.ts";

/**
 * RMSprop: v ← ρ·v + (1 − ρ)·g², u ← μ·u + η·g/√(v + ε), θ ← θ − u.
 *
 * Keras' form: epsilon inside of the root, the learning rate inside of the momentum, no correction of v's start at zero
 * (so the first step is η/√(1 − ρ), about three times the learning rate).
 *
 * Source: Tieleman & Hinton 2012, Coursera "Neural Networks for Machine Learning", lecture 6e.
 */
export const rmsprop = defineOptimizer({
  kind: "rmsprop",
  title: "RMSprop",
  doc: "Adapts the step size of each weight to its recent gradients. Optional momentum.",
  source: "Tieleman & Hinton 2012, Coursera, Neural Networks for Machine Learning, lecture 6e",
  fields: {
    learningRate: float({
      label: "Learning rate",
      default: 0.001, // Keras'
      min: 1e-5,
      max: 1,
      scale: "log",
      live: true,
      doc: "Step size per update. Typical with RMSprop: 0.0003–0.003.",
    }),
    rho: float({
      label: "ρ",
      default: 0.9,
      min: 0,
      max: 0.99999,
      doc: "Decay rate of the running mean of the squared gradient.",
    }),
    momentum: float({
      label: "Momentum",
      default: 0,
      min: 0,
      max: 0.999,
      doc: "Fraction of the previous step added to the next one.",
    }),
    epsilon: float({
      label: "ε",
      default: 1e-7,
      min: 1e-10,
      max: 0.1,
      scale: "log",
      doc: "Small constant added to the mean square under the root, to avoid division by zero.",
    }),
  },
  slots: ["v", "velocity"],
  odd: ["velocity"],
  scalars: ({ learningRate, rho, momentum, epsilon }) => ({
    learningRate,
    rho,
    keep: 1 - rho,
    momentum,
    epsilon,
  }),
  update: (k, next) => {
    const g = k.ref("gradient");
    const v = next("v", k.add(k.mul(k.ref("rho"), k.ref("v")), k.mul(k.ref("keep"), k.mul(g, g))));
    const step = k.div(k.mul(k.ref("learningRate"), g), k.sqrt(k.add(v, k.ref("epsilon"))));
    const velocity = next("velocity", k.add(k.mul(k.ref("momentum"), k.ref("velocity")), step));
    return k.sub(k.ref("parameter"), velocity);
  },
});
