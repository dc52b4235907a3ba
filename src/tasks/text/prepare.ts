import { phrase } from "../../lib/phrase.ts";
import { quote } from "../../lib/quote.ts";
import { Refused } from "../../lib/said.ts";
import { prepareCorpus } from "../prepare-corpus.ts";
import type { PreparedTask } from "../task.ts";
import { cutText } from "./cut.ts";
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

/** Loaded where a text is trained on. @throws Refused where the text is too short, or has too few or too many characters */
export function prepareText(
  whole: string,
  { length, rare }: { readonly length: number; readonly rare: number },
  seed: number,
): PreparedTask {
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
}
