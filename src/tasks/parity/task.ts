import { flag, int } from "../../lib/fields.ts";
import { phrase } from "../../lib/phrase.ts";
import { percentRight } from "../metrics.ts";
import { sampleFrom } from "../split.ts";
import { defineTask } from "../task.ts";
import { trivialAnswer } from "../trivial.ts";

const answers = ["even", "odd"];

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
  async prepare({ length, running }, seed) {
    return {
      io: {
        steps: length,
        input: { kind: "tokens", symbols: ["0", "1"] },
        output: { kind: "classes", symbols: answers },
        readout: running ? "every" : "last",
      },
      sample(rng, split) {
        const x = sampleFrom(split, seed, () => Int32Array.from({ length }, () => rng.below(2)));
        let odd = 0;
        const y = x.map((bit, t) => {
          odd = (odd + bit) % 2;
          return running || t === length - 1 ? odd : 0;
        });
        const weight = new Float32Array(length);
        weight.fill(1, running ? 0 : length - 1);
        return { x, y, weight };
      },
      trivial: [trivialAnswer("chance", "chance", Math.log(2), { formula: "ln 2" })],
      metric: { label: "accuracy", unit: "%", better: "higher", of: percentRight },
      solved: {
        label: "accuracy at least 99 %",
        reached: "99 % correct",
        source: "as for temporal order: an error under 1 % counts as success, arXiv:1211.5063",
        test: ({ metric }) => metric >= 99,
      },
      drawing({ x, y }) {
        const answer = answers[y[length - 1] ?? 0] ?? "";
        const bits = Array.from(x);
        return {
          input: [{ kind: "symbols", name: "input", symbols: bits.map(String), emphasis: bits }],
          target: {
            kind: "symbols",
            name: "answer",
            symbols: bits.map((_, t) => (running || t === length - 1 ? (answers[y[t] ?? 0] ?? "") : "")),
            emphasis: bits.map(() => 0),
          },
          answer,
          sentence: phrase`the number of ones is ${answer}`,
        };
      },
    };
  },
});
