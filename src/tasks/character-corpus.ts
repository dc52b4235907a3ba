import { int } from "../lib/fields.ts";

/** What a task definition over a corpus says of its loss and its menu entry, whatever the text. */
export const characterModel = {
  source: "Character-level language modelling, as in Karpathy 2015 and Graves 2013, arXiv:1308.0850",
  loss: "crossEntropy",
  lossLabel: "cross-entropy, nats per character",
  samplesShown: 3,
} as const;

/** The setting that says how long a window is, in characters. */
export const windowLength = (characters: number) =>
  int({
    label: "Length",
    default: characters,
    min: 5,
    max: 400,
    unit: "characters",
    doc: "Characters per sequence. The state is reset after each sequence.",
  });
