import { createContext, useContext } from "react";
import type { Phrase } from "../lib/phrase.ts";
import { type Language, phraseIn, type Words, wordsIn } from "../text/language.ts";

/** The page's language; English where nothing says otherwise. */
export const LanguageContext = createContext<Language>("en");

/** A catalogue, or a part of one, in the page's language: `useWords(en.app.controls)`. */
export const useWords = <C extends object>(english: C): Words<C> =>
  wordsIn(useContext(LanguageContext), english);

/** For what stands beside cells, tasks and settings: `say(field.label)`. The same function while the language is. */
export const useText = (): ((said: Phrase) => string) => says[useContext(LanguageContext)];
const says: { readonly [language in Language]: (said: Phrase) => string } = {
  en: (said) => phraseIn("en", said),
  marked: (said) => phraseIn("marked", said),
};
