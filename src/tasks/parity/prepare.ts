import { phrase } from "../../lib/phrase.ts";
import { percentRight } from "../metrics.ts";
import { sampleFrom } from "../split.ts";
import type { PreparedTask } from "../task.ts";
import { trivialAnswer } from "../trivial.ts";

const answers = ["even", "odd"];

/** Loaded once somebody chooses the task. */
export function prepareParity(
  { length, running }: { readonly length: number; readonly running: boolean },
  seed: number,
): PreparedTask {
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
}
