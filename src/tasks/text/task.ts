import { int } from "../../lib/fields.ts";
import { phrase } from "../../lib/phrase.ts";
import { quote } from "../../lib/quote.ts";
import { Refused } from "../../lib/said.ts";
import { characterModel, prepareCorpus, windowLength } from "../character-corpus.ts";
import { defineTask } from "../task.ts";
import { cutText } from "./cut.ts";
import { exampleText } from "./example.ts";
import { foldRare, mostSymbols, rareEnough, vocabularyOf } from "./vocabulary.ts";

const few = (text: string): string => quote(text);

/** What a text must have at least, whatever the settings. */
function checkLength(characters: number, length: number): void {
  if (characters >= length + 2) return;
  const remedy =
    characters - 2 >= 5
      ? phrase`Choose a length of at most ${characters - 2} or a longer text.`
      : phrase`Use a longer text.`;
  throw new Refused(
    phrase`The text has ${characters} characters; windows of ${length} need at least ${length + 2}. ${remedy}`,
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
  async prepare({ length, rare }, seed, _load, own) {
    const { text: whole } = own?.kind === "text" ? own : exampleText;
    const vocabulary = vocabularyOf(whole, rare);
    checkLength(vocabulary.length, length);
    if (vocabulary.symbols.length < 2)
      throw new Refused(
        phrase`The text ${few(whole)} has only one distinct character; there is nothing to predict. Use another text.`,
      );
    if (vocabulary.symbols.length > mostSymbols)
      throw new Refused(
        phrase`The text has ${vocabulary.symbols.length} different characters; the limit is ${mostSymbols}. Set “Fold rare characters” to ${rareEnough(whole)}, or use a text in another script.`,
      );
    const pieces = cutText(foldRare(whole, vocabulary), vocabulary.length, length);
    const piece =
      pieces.length > 1 ? "passage" : "short text with held-out windows that overlap the training windows";
    return prepareCorpus({ pieces, piece, kind: "text" }, length, seed);
  },
});
