import { flag, float, int } from "../../lib/fields.ts";
import { formatFixed } from "../../lib/format.ts";
import { phrase } from "../../lib/phrase.ts";
import type { Rng } from "../../lib/rng.ts";
import { meanAbsoluteError } from "../metrics.ts";
import { defineTask } from "../task.ts";
import { trivialAnswer } from "../trivial.ts";

/**
 * Noisy sine: forecast the next value of a wave at every step.
 *
 * v_t = sin(2πt/P + φ) + σ·ε_t, with ε standard normal and sampled anew at each step. x: [T, 1], v_t; y: [T, 1], v_{t+1},
 * its noise included, so that no forecast is expected to score under σ². Amplitude 1; loss is mean squared error, in
 * squared amplitudes. One value does not say whether the wave rises or falls: at least the one before must be remembered,
 * and against noise more of them.
 *
 * Source: the textbook case of forecasting one step ahead, made here; no paper's settings.
 * Held out: phases and noise are continuous, so sequences of different generators differ. Without noise and with a
 * fixed phase there is one sequence alone, and both splits show it.
 */
export const sine = defineTask({
  kind: "sine",
  title: "Noisy sine",
  summary: "A sine wave with noise. What is the next value?",
  source: "One-step-ahead forecasting in its simplest form; synthetic data",
  fields: {
    length: int({
      label: "Length",
      default: 50,
      min: 5,
      max: 400,
      unit: "steps",
      doc: "Time steps per sequence. The model predicts the next value after each step.",
    }),
    period: int({
      label: "Period",
      default: 20,
      min: 3,
      max: 200,
      unit: "steps",
      doc: "Time steps per cycle of the wave.",
    }),
    noise: float({
      label: "Noise σ",
      default: 0.1,
      min: 0,
      max: 1,
      doc: "Standard deviation of the noise at each time step. The amplitude of the wave is 1.",
    }),
    randomPhase: flag({
      label: "Random phase",
      default: true,
      doc: "Starts each sequence at a random phase. Otherwise all sequences start at 0, and counting steps is enough.",
    }),
  },
  loss: "mse",
  lossLabel: "mean squared error, relative to the squared amplitude",
  samplesShown: 3,
  async prepare({ length, period, noise, randomPhase }) {
    const step = (2 * Math.PI) / period;
    /** Mean over the steps, and over phases where these are random, of the square of a·sin(now) + b·sin(next). */
    const meanSquare = (a: number, b: number): number => {
      if (randomPhase) return (a * a + b * b) / 2 + a * b * Math.cos(step);
      let sum = 0;
      for (let t = 0; t < length; t++) sum += (a * Math.sin(step * t) + b * Math.sin(step * (t + 1))) ** 2;
      return sum / length;
    };
    const average = meanSquare(0, 1) + noise ** 2;
    const persistence = meanSquare(-1, 1) + 2 * noise ** 2;
    /** So many steps of one sequence; a longer one begins with the shorter. */
    const wave = (rng: Rng, steps: number): Float32Array => {
      // Sampled even where it is not used: switching the phase off leaves the noise as it was.
      const random = 2 * Math.PI * rng.uniform();
      const phase = randomPhase ? random : 0;
      return Float32Array.from(
        { length: steps },
        (_, t) => Math.sin(step * t + phase) + noise * rng.normal(),
      );
    };
    return {
      io: {
        steps: length,
        input: { kind: "floats", names: ["value"] },
        output: { kind: "values", names: ["next"] },
        readout: "every",
      },
      sample(rng) {
        const values = wave(rng, length + 1);
        return { x: values.slice(0, -1), y: values.slice(1), weight: new Float32Array(length).fill(1) };
      },
      trivial: [
        trivialAnswer("zero", "always predicts 0", average),
        trivialAnswer("last", "same as the last step", persistence),
      ],
      metric: {
        label: "mean absolute error, relative to the amplitude",
        unit: "%",
        better: "lower",
        of: (outputs, batch) => 100 * meanAbsoluteError(outputs, batch),
      },
      forecast: {
        read: length,
        lag: 1,
        most: Number.POSITIVE_INFINITY,
        stepUnit: "steps",
        feed: [0],
        stretch: (rng, steps) => {
          const values = wave(rng, length + steps);
          return { x: values, truth: values };
        },
      },
      drawing({ x, y }) {
        // Three standard deviations of noise, or further where a value is.
        const top = [...x, ...y].reduce((most, v) => Math.max(most, Math.abs(v)), 1 + 3 * noise);
        const [last = 0, next = 0] = [x[length - 1], y[length - 1]];
        const said = (value: number): string => formatFixed(value, 2);
        return {
          input: [{ kind: "series", name: "value", values: [...x], range: [-top, top] }],
          target: { kind: "series", name: "next value", values: [...y], range: [-top, top] },
          answer: said(next),
          sentence: phrase`${length} steps of a wave, the last at ${said(last)}; the next is at ${said(next)}`,
        };
      },
    };
  },
});
