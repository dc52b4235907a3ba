/**
 * Texts of what has its words beside it: cells, tasks, settings; and sentences that are made far from the page, such as what is wrong
 * with a link. A text without values is its own key; one with values is a template and what stands in it, so that it can be said in
 * another language where it is shown, and travels between threads.
 */

export interface Formed {
  /** English, with `{0}`, `{1}` … where the values stand: "{0} months, the last at {1}". */
  readonly key: string;
  readonly values: readonly Phrase[];
}
export type Phrase = string | Formed;

/**
 * phrase`${months} months, the last at ${value}`: values that are phrases are said in the same language. A string among them is data (a
 * name, a quoted text, a number) and stays as it is.
 */
export const phrase = (parts: TemplateStringsArray, ...values: readonly (Phrase | number)[]): Formed => ({
  key: parts.reduce((key, part, n) => `${key}{${n - 1}}${part}`),
  values: values.map((value) => (typeof value === "number" ? String(value) : value)),
});

/** A text without values as a value of another phrase: there a plain string is data. */
export const phraseOf = (said: Phrase): Formed =>
  typeof said === "string" ? { key: said, values: [] } : said;

/** Tells a sentence, such as why not, from what else may be in its place. */
export const isFormed = <T extends object>(value: T | Formed): value is Formed =>
  "key" in value && "values" in value;

/** Data as a phrase of its own, such as the words of an error that the browser threw: no language changes them. */
export const asData = (text: string): Formed => ({ key: "{0}", values: [text] });

/** Sentences, or other phrases, one after another. */
export const inTurn = (all: readonly Phrase[], between = " "): Formed => ({
  key: all.map((_, n) => `{${n}}`).join(between),
  values: all,
});

/** "LSTM", "LSTM and GRU", "RNN, LSTM, and GRU". */
export function listOf(all: readonly Phrase[]): Formed {
  const [first = "", second = ""] = all;
  if (all.length < 2) return inTurn([first]);
  if (all.length === 2) return phrase`${first} and ${second}`;
  return phrase`${inTurn(all.slice(0, -1), ", ")}, and ${all.at(-1) ?? ""}`;
}

/** @param translate what a language has for an English key; a value that is no phrase is data, and stays. */
export function spoken(said: Phrase, translate: (key: string) => string): string {
  if (typeof said === "string") return translate(said);
  const values = said.values.map((value) => (typeof value === "string" ? value : spoken(value, translate)));
  return translate(said.key).replace(/\{(\d+)\}/g, (whole, n) => values[Number(n)] ?? whole);
}

export const inEnglish = (said: Phrase): string => spoken(said, (key) => key);
