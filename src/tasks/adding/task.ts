import { int } from "../../lib/fields.ts";
import { formatNumber } from "../../lib/format.ts";
import { phrase } from "../../lib/phrase.ts";
import { percentWithin } from "../metrics.ts";
import { defineTask } from "../task.ts";
import { trivialAnswer } from "../trivial.ts";
import { shortestField, unequal } from "../unequal.ts";

/** Variance of the sum of two numbers uniform in [0, 1). */
const variance = 1 / 6;
/** The paper counts an error under 0.04 as right, on a target that is half our sum: (U₁ + U₂) / 2. */
const margin = 0.08;

/**
 * Adding problem: add the two marked numbers in a sequence of random ones.
 *
 * x: [T, 2], column 0 uniform in [0, 1), column 1 the marker, 1 at two steps (one in each half).
 * y: [T, 1], the sum, read at the last step. Loss is mean squared error (dimensionless).
 *
 * Sequences may be of any length from `shortest` to T; the answer is then read at the last step of each.
 *
 * Source: Hochreiter & Schmidhuber 1997, §5.4, in the later two-halves form.
 * Held out: the numbers are continuous, so sequences of different generators differ; no further split is needed.
 */
export const adding = defineTask({
  kind: "adding",
  title: "Adding problem",
  summary: "Two numbers in a random sequence are marked. What is their sum?",
  source: "Hochreiter & Schmidhuber 1997, task 4, doi:10.1162/neco.1997.9.8.1735",
  fields: {
    length: int({
      label: "Length",
      default: 50,
      min: 2,
      max: 400,
      unit: "steps",
      doc: "Time steps per sequence. One marked number is in the first half, one in the second.",
    }),
    shortest: shortestField(2),
  },
  loss: "mse",
  lossLabel: "mean squared error",
  samplesShown: 3,
  async prepare({ length, shortest }) {
    const { isPadded, sampleSteps } = unequal(length, shortest);
    return {
      io: {
        steps: length,
        input: { kind: "floats", names: ["value", "marker"] },
        output: { kind: "values", names: ["sum"] },
        readout: "last",
        isPadded,
      },
      sample(rng) {
        const steps = sampleSteps(rng);
        const half = Math.floor(steps / 2);
        const x = new Float32Array(length * 2);
        for (let t = 0; t < steps; t++) x[2 * t] = rng.uniform();
        const marked = [rng.below(half), half + rng.below(steps - half)];
        const y = new Float32Array(length);
        for (const t of marked) {
          x[2 * t + 1] = 1;
          y[steps - 1] = (y[steps - 1] ?? 0) + (x[2 * t] ?? 0);
        }
        const weight = new Float32Array(length);
        weight[steps - 1] = 1;
        return { x, y, weight, ...(isPadded && { length: steps }) };
      },
      // Var(U₁ + U₂): what a network that learnt only the mean scores. Below it, it remembers.
      trivial: [trivialAnswer("one", "always predicts 1", variance)],
      metric: {
        label: phrase`sums within ${margin}`,
        unit: "%",
        better: "higher",
        of: (outputs, batch) => percentWithin(outputs, batch, margin),
      },
      solved: {
        label: phrase`error at most 1 % of the variance, ${formatNumber(variance / 100)}`,
        reached: "error 1 % of variance",
        source: "Campos et al. 2018, Skip RNN, arXiv:1708.06834",
        test: ({ loss }) => loss <= variance / 100,
      },
      drawing({ x, y, length: steps = length }) {
        const values = Array.from({ length }, (_, t) => (t < steps ? (x[2 * t] ?? 0) : Number.NaN));
        const at = values.map((_, t) => x[2 * t + 1] === 1);
        const sum = y[steps - 1] ?? 0;
        const parts = values.flatMap((value, t) =>
          at[t] ? [phrase`${value.toFixed(3)} at step ${t + 1}`] : [],
        );
        return {
          input: [
            { kind: "series", name: "value", values, range: [0, 1] },
            { kind: "marks", name: "marker", at },
          ],
          target: {
            kind: "series",
            name: "sum",
            values: values.map((_, t) => (t === steps - 1 ? sum : Number.NaN)),
            range: [0, 2],
          },
          answer: sum.toFixed(2),
          sentence: phrase`${parts[0] ?? ""} and ${parts[1] ?? ""} are marked; the answer is ${sum.toFixed(2)}`,
        };
      },
    };
  },
});
