import { flag, int } from "../../lib/fields.ts";
import { defineTask } from "../task.ts";

/**
 * Parity: is the number of ones in a sequence of random bits even or odd?
 *
 * x: [T] tokens 0 and 1. y: [T] classes, of the ones so far, read at every step, or of all of them at the last step. Loss is cross-entropy
 * in nats.
 *
 * Source: Hochreiter & Schmidhuber 1997, §4, where guessing weights solves it.
 * Held out: one sequence in eight, by a hash of all its symbols.
 */
export const parity = defineTask({
  kind: "parity",
  title: "Parity",
  summary: "Is the number of ones even or odd?",
  source: "Hochreiter & Schmidhuber 1997, §4, doi:10.1162/neco.1997.9.8.1735",
  fields: {
    // With fewer steps there are too few different sequences to hold any out.
    length: int({
      label: "Length",
      default: 12,
      min: 8,
      max: 400,
      unit: "steps",
      doc: "Time steps per sequence. Every one of them matters.",
    }),
    running: flag({
      label: "At every step",
      default: true,
      doc: "Asks at each time step for the parity up to there. Asking only at the end is much harder to learn.",
    }),
  },
  loss: "crossEntropy",
  lossLabel: "cross-entropy, nats",
  samplesShown: 4,
  prepare: async (values, seed) => (await import("./prepare.ts")).prepareParity(values, seed),
});
