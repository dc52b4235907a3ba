import { initializers } from "../initializers/index.ts";
import { choice, flag, float, int } from "../lib/fields.ts";

const initializerOptions = Object.values(initializers).map(({ kind, title }) => ({
  value: kind,
  label: title,
}));

/** Settings that every recurrent layer has, whatever its cell. */
export const layerFields = {
  units: int({
    label: "Units",
    default: 32,
    min: 1,
    max: 1024,
    scale: "log",
    doc: "Size of the hidden state h.",
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
    doc: "First values of W, which multiplies the input.",
  }),
  kernelStddev: float({
    label: "σ of W",
    default: 0.1,
    min: 1e-4,
    max: 10,
    scale: "log",
    showIf: { field: "kernelInitializer", value: "normal" },
    doc: "Standard deviation of the first values of W.",
  }),
  recurrentInitializer: choice({
    label: "Recurrent weights",
    default: "uniform",
    options: initializerOptions,
    doc: "First values of U, which multiplies the old state; they decide how the untrained gradient travels.",
  }),
  recurrentStddev: float({
    label: "σ of U",
    default: 0.1,
    min: 1e-4,
    max: 10,
    scale: "log",
    showIf: { field: "recurrentInitializer", value: "normal" },
    doc: "Standard deviation of the first values of U.",
  }),
} as const;
