import { int } from "../../lib/fields.ts";
import { characterModel, prepareCorpus, windowLength } from "../character-corpus.ts";
import { wellFormed } from "../own-data.ts";
import { defineTask } from "../task.ts";
import { cutText } from "./cut.ts";
import { exampleText } from "./example.ts";
import { foldRare, mostSymbols, rareEnough, vocabularyOf } from "./vocabulary.ts";

const few = (text: string): string => `“${text.length > 40 ? `${wellFormed(text.slice(0, 40))}…` : text}”`;

/** What a text must have at least, whatever the settings. */
function checkLength(characters: number, length: number): void {
  if (characters >= length + 2) return;
  const remedy =
    characters - 2 >= 5
      ? `Choose a length of at most ${characters - 2}, or a longer text.`
      : "Take a longer text.";
  throw new RangeError(
    `The text has ${characters} characters; windows of ${length} need at least ${length + 2}. ${remedy}`,
  );
}

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
  summary: "Any text that you paste, drop or open, one character at a time. After each, guess the next one.",
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
      doc: "Characters that come fewer times than this in the text become one symbol.",
    }),
  },
  example: exampleText,
  async prepare({ length, rare }, seed, _load, own) {
    const { text: whole } = own?.kind === "text" ? own : exampleText;
    const vocabulary = vocabularyOf(whole, rare);
    checkLength(vocabulary.length, length);
    if (vocabulary.symbols.length < 2)
      throw new RangeError(
        `The text ${few(whole)} has only one character, again and again: there is nothing to guess. Take another text.`,
      );
    if (vocabulary.symbols.length > mostSymbols)
      throw new RangeError(
        `The text has ${vocabulary.symbols.length} different characters; ${mostSymbols} is the most. Fold those that come fewer than ${rareEnough(whole)} times, or take a text of another script.`,
      );
    const pieces = cutText(foldRare(whole, vocabulary), vocabulary.length, length);
    const piece =
      pieces.length > 1 ? "passage" : "text so short that the held-out windows overlap those of training";
    return prepareCorpus({ pieces, piece, kind: "text" }, length, seed);
  },
});
