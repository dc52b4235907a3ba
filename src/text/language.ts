/**
 * Words at run time. A catalogue is an object of texts and of functions that make texts from values. The English one is the
 * key of the others: `wordsIn(language, en.app)` has the same shape, so that each script brings only the words that it needs.
 */

import { inEnglish, type Phrase } from "../lib/phrase.ts";

/** `marked` is a test language: English with every text in ⟦ ⟧, so that a text that comes from nowhere else stands out. */
export const languages = ["en", "marked"] as const;
export type Language = (typeof languages)[number];
/** What a person can keep on a device; the others are for tests, by `?lang=`. */
export const keptLanguages: readonly Language[] = ["en"];

/** A catalogue's shape: the texts of another language are other texts. */
export type Words<C> = C extends string
  ? string
  : // biome-ignore lint/complexity/noBannedTypes: a function's parameters stay as they are.
    C extends Function
    ? C extends (...values: infer A) => infer R
      ? (...values: A) => Words<R>
      : never
    : C extends object
      ? { readonly [K in keyof C]: Words<C[K]> }
      : C;

export const isLanguage = (written: unknown): written is Language =>
  languages.some((language) => language === written);

/** The language that a query asks for, `?lang=marked`; null where it names none that there is. */
export function languageOfQuery(search: string): Language | null {
  const written = new URLSearchParams(search).get("lang");
  return isLanguage(written) ? written : null;
}

/** A catalogue, or a part of one, in a language. The same object for the same two, so that it can be a dependency. */
export const wordsIn = <C extends object>(language: Language, english: C): Words<C> =>
  (language === "en" ? english : marked(english)) as Words<C>;

/** What stands beside cells, tasks and settings (a title, a label, a sentence of help): the English is the key. */
export const phraseIn = (language: Language, said: Phrase): string =>
  language === "en" ? inEnglish(said) : withoutEmptyMarks(markedPhrase(said));

/** A text without letters (“·”, “%”, “|”) is the same in every language. */
const markedText = (text: string): string => (/\p{L}/u.test(text) ? `⟦${text}⟧` : text);
/** Data within a marked text: the marks end before it and begin behind it, so that English among the values is seen. */
const unmarked = (data: string): string => (/\p{L}/u.test(data) ? `⟧${data}⟦` : data);

function markedPhrase(said: Phrase): string {
  if (typeof said === "string") return markedText(said);
  const hasWords = /\p{L}/u.test(said.key);
  const text = said.key.replace(/\{(\d+)\}/g, (whole, n) => {
    const value = said.values[Number(n)];
    if (value === undefined) return whole;
    const inside = typeof value === "string" ? value : markedPhrase(value);
    return hasWords ? unmarked(inside) : inside;
  });
  return hasWords ? `⟦${text}⟧` : text;
}

const withoutEmptyMarks = (text: string): string => text.replaceAll("⟦⟧", "");

/** All texts among a function's values. */
const textsOf = (values: readonly unknown[]): string[] =>
  values.flatMap((value) =>
    typeof value === "string"
      ? [value]
      : typeof value === "object" && value !== null
        ? textsOf(Object.values(value))
        : [],
  );

/** A short value is looked for as a word of its own: "at" stands in "that" too. */
const patternOf = (value: string): string => {
  const literal = value.replace(/[$()*+./?[\\\]^{|}]/g, "\\$&");
  return value.length > 3 ? literal : `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
};

/** What a function of a catalogue makes; those of its values that stand in it as they were given are data. */
function markedAround(made: unknown, values: readonly string[]): unknown {
  if (typeof made !== "string") return marked(made);
  // The longest first: a shorter one may be a part of it.
  const found = [...new Set(values)].filter((value) => /\p{L}{2}/u.test(value) && made.includes(value));
  if (found.length === 0) return markedText(made);
  const pattern = found.sort((a, b) => b.length - a.length).map(patternOf);
  return withoutEmptyMarks(markedText(made.replace(new RegExp(pattern.join("|"), "gu"), unmarked)));
}

const known = new WeakMap<object, object>();

function marked(value: unknown): unknown {
  if (typeof value === "string") return markedText(value);
  if (typeof value !== "object" && typeof value !== "function") return value;
  if (value === null) return value;
  const found = known.get(value);
  if (found) return found;
  const made =
    typeof value === "function"
      ? (...values: unknown[]) => markedAround(value(...values), textsOf(values))
      : Array.isArray(value)
        ? value.map(marked)
        : Object.fromEntries(Object.entries(value).map(([name, part]) => [name, marked(part)]));
  known.set(value, made);
  return made;
}
