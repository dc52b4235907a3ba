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
    doc: "Size of the hidden state. Typical: 16–256.",
  }),
  useBias: flag({ label: "Bias", default: true, doc: "Adds a trainable bias to every gate." }),
  bidirectional: flag({
    label: "Both directions",
    default: false,
    doc: "Adds a second layer that reads from the last time step to the first. The next layer receives the states of both, concatenated.",
  }),
  kernelInitializer: choice({
    label: "Input weights",
    default: "glorotUniform",
    options: initializerOptions,
    doc: "Initialization of the weights that multiply the input.",
  }),
  kernelStddev: float({
    label: "σ of input weights",
    default: 0.1,
    min: 1e-4,
    max: 10,
    scale: "log",
    showIf: { field: "kernelInitializer", value: "normal" },
    doc: "Standard deviation of the initial input weights.",
  }),
  recurrentInitializer: choice({
    label: "Recurrent weights",
    default: "uniform",
    options: initializerOptions,
    doc: "Initialization of the weights that multiply the previous state. It determines how gradients flow before training.",
  }),
  recurrentStddev: float({
    label: "σ of recurrent weights",
    default: 0.1,
    min: 1e-4,
    max: 10,
    scale: "log",
    showIf: { field: "recurrentInitializer", value: "normal" },
    doc: "Standard deviation of the initial recurrent weights.",
  }),
  initialState: choice({
    label: "Initial state",
    default: "zero",
    options: [
      { value: "zero", label: "zero" },
      { value: "random", label: "random" },
      { value: "learned", label: "learned" },
    ],
    doc: "State before the first time step: zero, random noise (σ = 0.1) for each training sequence, or learned.",
  }),
  dropout: int({
    label: "Dropout",
    unit: "%",
    default: 0,
    min: 0,
    max: 90,
    doc: "Fraction of the layer’s outputs set to zero during training (a new random mask at each time step). The other outputs are scaled up.",
  }),
} as const;
