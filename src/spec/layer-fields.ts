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
    doc: "Size of the hidden state.",
  }),
  useBias: flag({ label: "Bias", default: true, doc: "Adds a trainable constant to every gate." }),
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
} as const;
