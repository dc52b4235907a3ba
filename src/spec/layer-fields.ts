import { initializers } from "../initializers/index.ts";
import { choice, flag, float, int } from "../lib/fields.ts";

const initializerOptions = Object.values(initializers).map(({ kind, title }) => ({
  value: kind,
  label: title,
}));

/**
 * Settings that every recurrent layer has, whatever its cell.
 *
 * Sources of the first states: learned, Gers, Schraudolph & Schmidhuber 2002, "Learning Precise Timing with LSTM"; random,
 * Zimmermann, Tietz & Grothmann 2012, "Forecasting with Recurrent Neural Networks: 12 Tricks".
 *
 * Dropout on the way up, never on the way through time: Zaremba, Sutskever & Vinyals 2014, arXiv:1409.2329.
 */
export const layerFields = {
  units: int({
    label: "Units",
    default: 32,
    min: 1,
    max: 1024,
    scale: "log",
    doc: "Size of the hidden state.",
  }),
  useBias: flag({ label: "Bias", default: true, doc: "Adds a trainable constant to every gate." }),
  bidirectional: flag({
    label: "Both directions",
    default: false,
    doc: "A second network reads from the last step to the first; the next layer sees both states of each step side by side.",
  }),
  kernelInitializer: choice({
    label: "Input weights",
    default: "glorotUniform",
    options: initializerOptions,
    doc: "First values of the weights that multiply the input.",
  }),
  kernelStddev: float({
    label: "σ of input weights",
    default: 0.1,
    min: 1e-4,
    max: 10,
    scale: "log",
    showIf: { field: "kernelInitializer", value: "normal" },
    doc: "Standard deviation of the first values of the input weights.",
  }),
  recurrentInitializer: choice({
    label: "Recurrent weights",
    default: "uniform",
    options: initializerOptions,
    doc: "First values of the weights that multiply the old state; they decide how the untrained gradient travels.",
  }),
  recurrentStddev: float({
    label: "σ of recurrent weights",
    default: 0.1,
    min: 1e-4,
    max: 10,
    scale: "log",
    showIf: { field: "recurrentInitializer", value: "normal" },
    doc: "Standard deviation of the first values of the recurrent weights.",
  }),
  initialState: choice({
    label: "First state",
    default: "zero",
    options: [
      { value: "zero", label: "zero" },
      { value: "random", label: "random" },
      { value: "learned", label: "learned" },
    ],
    doc: "What the layer remembers before the first step: nothing, noise (σ = 0.1) drawn for every sequence of an update, or trainable values.",
  }),
  dropout: int({
    label: "Dropout",
    unit: "%",
    default: 0,
    min: 0,
    max: 90,
    doc: "Share of the output that is dropped on its way to the next layer or the readout, anew at every step of an update; the rest is scaled up.",
  }),
} as const;
