import { int } from "../../lib/fields.ts";
import { phrase } from "../../lib/phrase.ts";
import { percentRight } from "../metrics.ts";
import { sampleFrom } from "../split.ts";
import { defineTask, type Track } from "../task.ts";
import { trivialAnswer } from "../trivial.ts";

const blankSign = "·";
const markerSign = "?";

/**
 * Copy memory: read S symbols, wait, and say them again when asked.
 *
 * x: [T] tokens, T = delay + 2S: S symbols out of A, delay − 1 blanks, the marker, S blanks. Tokens 0 … A − 1 are the
 * symbols, A the blank, A + 1 the marker. y: [T] classes, blank for delay + S steps, then the S symbols; every step has
 * weight 1. Loss is cross-entropy in nats, mean over all steps.
 *
 * Source: Arjovsky, Shah & Bengio 2016, §4.1 (there S = 10, A = 8 and delays from 100).
 * Held out: one sequence in eight, by a hash of all its symbols.
 */
export const copyMemory = defineTask({
  kind: "copy-memory",
  title: "Copy memory",
  summary: "A few letters appear first, then blanks. After the question mark, repeat the letters in order.",
  source: "Arjovsky, Shah & Bengio 2016, arXiv:1511.06464",
  fields: {
    delay: int({
      label: "Delay",
      default: 10,
      min: 1,
      max: 200,
      unit: "steps",
      doc: "Time steps between the last letter and the first answer. Each letter must be remembered at least this long.",
    }),
    // Four of each at least: 256 different sequences, so that both splits have some.
    remember: int({
      label: "Remember",
      default: 5,
      min: 4,
      max: 20,
      unit: "letters",
      doc: "Number of letters to remember.",
    }),
    alphabet: int({
      label: "Alphabet",
      default: 8,
      min: 4,
      max: 20,
      unit: "letters",
      doc: "Number of different letters.",
    }),
  },
  loss: "crossEntropy",
  lossLabel: "cross-entropy, nats",
  samplesShown: 3,
  async prepare({ delay, remember, alphabet }, seed) {
    const steps = delay + 2 * remember;
    const reciteFrom = delay + remember;
    const letters = [..."abcdefghijklmnopqrst".slice(0, alphabet)];
    const [blank, marker] = [alphabet, alphabet + 1];
    const symbols = [...letters, blankSign, markerSign];
    const guessing = (remember * Math.log(alphabet)) / steps;
    const tokens = (values: Int32Array | Float32Array, name: string): Track & { kind: "symbols" } => ({
      kind: "symbols",
      name,
      symbols: Array.from(values, (token) => symbols[token] ?? ""),
      emphasis: Array.from(values, (token) => (token === blank ? 0 : token === marker ? 2 : 1)),
    });
    return {
      io: {
        steps,
        input: { kind: "tokens", symbols },
        output: { kind: "classes", symbols: [...letters, blankSign] },
        readout: "every",
      },
      sample(rng, split) {
        const content = sampleFrom(split, seed, () =>
          Int32Array.from({ length: remember }, () => rng.below(alphabet)),
        );
        const x = new Int32Array(steps).fill(blank);
        x.set(content);
        x[reciteFrom - 1] = marker;
        const y = new Int32Array(steps).fill(blank);
        y.set(content, reciteFrom);
        return { x, y, weight: new Float32Array(steps).fill(1) };
      },
      // Blank until asked, then any letter: what a network that learnt the timing and forgot the letters scores.
      trivial: [
        trivialAnswer("noMemory", "no memory", guessing, {
          formula: `${remember} ln ${alphabet} / ${steps}`,
        }),
      ],
      metric: {
        label: "letters recalled",
        unit: "%",
        better: "higher",
        of: (outputs, batch) => percentRight(outputs, batch, reciteFrom),
      },
      drawing({ x, y }) {
        const input = tokens(x, "input");
        const answer = input.symbols.slice(0, remember).join("");
        return {
          input: [input],
          target: tokens(y, "answer"),
          answer,
          sentence: phrase`${answer} comes first and must be repeated from step ${reciteFrom + 1} to step ${steps}`,
        };
      },
    };
  },
});
