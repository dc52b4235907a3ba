import { int } from "../../lib/fields.ts";
import { phrase } from "../../lib/phrase.ts";
import { percentRight } from "../metrics.ts";
import { sampleFrom } from "../split.ts";
import { defineTask, type Track } from "../task.ts";
import { trivialAnswer } from "../trivial.ts";
import { shortestField, unequal } from "../unequal.ts";

const answers = ["XX", "XY", "YX", "YY"];

/**
 * Temporal order: two letters, each X or Y, stand among distractors; which two were they, in which order?
 *
 * x: [T] tokens, distractors a, b, c, … and then X, Y. The first letter is at a step from 0.1T to 0.2T, the second from
 * 0.5T to 0.6T (counted from 1), as at steps 10–20 and 50–60 of the paper's 100. y: [T] classes, read at the last step.
 * Loss is cross-entropy in nats. Sequences may be of any length from `shortest` to T: shares are then of their own length.
 *
 * Source: Hochreiter & Schmidhuber 1997, task 6a, without its begin and end symbols. There the length is sampled from 100 to
 * 110; here it is fixed unless `shortest` says otherwise.
 * Held out: one sequence in eight, by a hash of all its symbols.
 */
export const temporalOrder = defineTask({
  kind: "temporal-order",
  title: "Temporal order",
  summary: "Two letters are hidden among distractors. Which two, and in which order?",
  source: "Hochreiter & Schmidhuber 1997, task 6a, doi:10.1162/neco.1997.9.8.1735",
  fields: {
    length: int({
      label: "Length",
      default: 40,
      min: 8,
      max: 400,
      unit: "steps",
      doc: "Time steps per sequence. The first letter must be remembered for about 80 % of them, the second for about 40 %.",
    }),
    shortest: shortestField(8),
    // Two at least: with one, eight steps leave four different sequences, too few to hold any out.
    distractors: int({
      label: "Distractors",
      default: 4,
      min: 2,
      max: 20,
      unit: "symbols",
      doc: "Number of different symbols that fill the irrelevant time steps.",
    }),
  },
  loss: "crossEntropy",
  lossLabel: "cross-entropy, nats",
  samplesShown: 4,
  async prepare({ length, shortest, distractors }, seed) {
    const { isPadded, sampleSteps } = unequal(length, shortest);
    const symbols = [..."abcdefghijklmnopqrst".slice(0, distractors), "X", "Y"];
    // Steps counted from 1; whole numbers, since 0.6 · 5 is not 3 in floating point.
    const placesIn = (steps: number) =>
      [
        [Math.ceil(steps / 10), Math.floor(steps / 5)],
        [Math.ceil(steps / 2), Math.floor((3 * steps) / 5)],
      ] as const;
    return {
      io: {
        steps: length,
        input: { kind: "tokens", symbols },
        output: { kind: "classes", symbols: answers },
        readout: "last",
        isPadded,
      },
      sample(rng, split) {
        const own = sampleFrom(split, seed, () => {
          const steps = sampleSteps(rng);
          const sequence = Int32Array.from({ length: steps }, () => rng.below(distractors));
          for (const [from, to] of placesIn(steps))
            sequence[from + rng.below(to - from + 1) - 1] = distractors + rng.below(2);
          return sequence;
        });
        const x = new Int32Array(length);
        x.set(own);
        const y = new Int32Array(length);
        const [one = 0, two = 0] = own.filter((token) => token >= distractors);
        y[own.length - 1] = 2 * (one - distractors) + (two - distractors);
        const weight = new Float32Array(length);
        weight[own.length - 1] = 1;
        return { x, y, weight, ...(isPadded && { length: own.length }) };
      },
      trivial: [trivialAnswer("chance", "chance", Math.log(4), { formula: "ln 4" })],
      metric: { label: "accuracy", unit: "%", better: "higher", of: percentRight },
      solved: {
        label: "accuracy at least 99 %",
        reached: "99 % correct",
        source: "Pascanu, Mikolov & Bengio 2013 count an error under 1 % as success, arXiv:1211.5063",
        test: ({ metric }) => metric >= 99,
      },
      drawing({ x, y, length: steps = length }) {
        // Nothing stands after the end.
        const tokens = Array.from(x, (token, t) => (t < steps ? token : -1));
        const answer = answers[y[steps - 1] ?? 0] ?? "";
        const places = tokens.flatMap((token, t) => (token >= distractors ? [t + 1] : []));
        const target: Track = {
          kind: "symbols",
          name: "answer",
          symbols: tokens.map((_, t) => (t === steps - 1 ? answer : "")),
          emphasis: tokens.map(() => 0),
        };
        return {
          input: [
            {
              kind: "symbols",
              name: "input",
              symbols: tokens.map((token) => symbols[token] ?? ""),
              emphasis: tokens.map((token) => Math.max(0, token - distractors + 1)),
            },
          ],
          target,
          answer,
          sentence: phrase`${answer.charAt(0)} at step ${places[0] ?? ""}, ${answer.charAt(1)} at step ${places[1] ?? ""}; the answer is ${answer}`,
        };
      },
    };
  },
});
