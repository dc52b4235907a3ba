import { int } from "../../lib/fields.ts";
import { characterModel, windowLength } from "../character-corpus.ts";
import { defineTask } from "../task.ts";
import { exampleText } from "./example.ts";

/**
 * Next character of a text that somebody brings along.
 *
 * x: [T] tokens, one a character (a code point, so that wide ones are whole); y: [T] classes, the character that follows
 * each. Loss is cross-entropy in nats. With `rare`, characters that come fewer than that many times in the whole text are
 * one symbol, the most frequent character aside.
 *
 * Held out: the text is cut into up to twenty passages of about equal length, at line or word ends where there are any
 * near; a tenth of them, at least one, is held out whole, by the seed. A text shorter than two windows has one passage:
 * then a tenth of its windows, the first or the last ones, is held out, and the others overlap them. Where a text repeats
 * itself, a held-out window may read like one that was trained on.
 */
export const text = defineTask({
  kind: "text",
  title: "Your own text",
  summary: "Text that you paste, drop or open, one character at a time. Predict the next character.",
  ...characterModel,
  fields: {
    length: windowLength(40),
    rare: int({
      label: "Fold rare characters",
      default: 0,
      min: 2,
      max: 10_000,
      scale: "log",
      off: { value: 0, label: "off" },
      doc: "Characters that occur fewer times than this are merged into one symbol.",
    }),
  },
  example: exampleText,
  async prepare(values, seed, _load, own) {
    const { prepareText } = await import("./prepare.ts");
    return prepareText((own?.kind === "text" ? own : exampleText).text, values, seed);
  },
});
