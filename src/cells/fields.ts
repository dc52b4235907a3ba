import { type ActName, activations, actNames } from "../lib/activations.ts";
import { choice, flag } from "../lib/fields.ts";

/** Settings that several cells have; each with its own doc would say the same twice. */

export const activationField = choice({
  label: "Activation",
  default: "tanh",
  options: actNames.map((value) => ({ value, label: activations[value].label })),
  doc: "Nonlinearity applied to the new state. The gradient is multiplied by its slope at every time step.",
});

/** "tanh", "ReLU": tells two networks apart by their activation. */
export const activationVariant = (activation: ActName): string => activations[activation].label;

export const forgetBiasField = flag({
  label: "Forget bias 1",
  default: true,
  doc: "Initializes the bias of the forget gate to 1 instead of 0, to help the untrained cell remember.",
});
