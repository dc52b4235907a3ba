import { text } from "../../lib/fields.ts";
import { defineTask } from "../task.ts";
import { inputPattern, targetPattern } from "./patterns.ts";

/**
 * Typed by hand: one sequence, as it stands. x: [T, D], y: [T, V], both unscaled; the weight of a step is 1 where all its targets are
 * numbers, else 0. Training and held-out sequences are this one, since there is no other.
 *
 * Source: exercises that are solved on paper; no data.
 */
export const byHand = defineTask({
  kind: "by-hand",
  title: "Typed by hand",
  summary: "One sequence of numbers that you type. What does a small network make of it?",
  source: "Exercises on paper; no data",
  fields: {
    inputs: text({
      label: "Inputs",
      default: "12/8",
      maxLength: 400,
      pattern: { of: inputPattern, words: "numbers such as 12/8 or 1,0/0.5,2" },
      doc: "The sequence, not scaled: a slash between time steps, a comma between the inputs of one step.",
    }),
    targets: text({
      label: "Targets",
      default: "0.2/0.3",
      maxLength: 400,
      pattern: { of: targetPattern, words: "numbers such as 0.2/0.3, or ? for none" },
      doc: "The outputs to train towards, written like the inputs. A question mark stands for no target.",
    }),
  },
  loss: "mse",
  lossLabel: "mean squared error",
  samplesShown: 1,
  prepare: async ({ inputs, targets }) => (await import("./prepare.ts")).prepareTyped(inputs, targets),
});
