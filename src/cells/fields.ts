import { choice, flag } from "../lib/fields.ts";

/** Settings that several cells have; each with its own doc would say the same twice. */

export const activationField = choice({
  label: "Activation",
  default: "tanh",
  options: [
    { value: "tanh", label: "tanh" },
    { value: "relu", label: "ReLU" },
    { value: "sigmoid", label: "sigmoid" },
  ],
  doc: "Squashes the sum of input and old state; its slope multiplies the gradient at every step back.",
});

/** "tanh", "ReLU": tells two networks apart by their activation. */
export const activationVariant = (activation: "tanh" | "relu" | "sigmoid"): string =>
  activation === "relu" ? "ReLU" : activation;

export const forgetBiasField = flag({
  label: "Forget bias 1",
  default: true,
  doc: "Starts the forget gate's bias at 1 instead of 0, so that the untrained cell remembers.",
});
