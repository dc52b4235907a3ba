/**
 * Texts of unknown origin in messages: cut short, and with every character that is invisible, or that turns or hides
 * what comes after it, replaced by its name. One place for every message that quotes a value.
 */

import { type Phrase, phrase } from "./phrase.ts";

/** Names of the Unicode Character Database, aliases for control characters included, in lower case. */
const names: { readonly [code: number]: string } = {
  0: "null",
  7: "bell",
  8: "backspace",
  9: "tab",
  10: "line feed",
  11: "vertical tab",
  12: "form feed",
  13: "carriage return",
  27: "escape",
  127: "delete",
  133: "next line",
  160: "no-break space",
  173: "soft hyphen",
  1564: "Arabic letter mark",
  8203: "zero width space",
  8204: "zero width non-joiner",
  8205: "zero width joiner",
  8206: "left-to-right mark",
  8207: "right-to-left mark",
  8232: "line separator",
  8233: "paragraph separator",
  8234: "left-to-right embedding",
  8235: "right-to-left embedding",
  8236: "pop directional formatting",
  8237: "left-to-right override",
  8238: "right-to-left override",
  8288: "word joiner",
  8294: "left-to-right isolate",
  8295: "right-to-left isolate",
  8296: "first strong isolate",
  8297: "pop directional isolate",
  65279: "byte order mark",
};

const nameOf = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  const number = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const kind = code >= 0xd800 && code <= 0xdfff ? `surrogate ${number}` : number;
  return `⟨${names[code] ?? kind}⟩`;
};

/** Controls, formats, surrogates, private and unassigned characters, and separators other than the plain space. */
const hidden = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/** A text with names in place of its invisible characters. */
export const withNames = (text: string): string => text.replace(hidden, nameOf);

/**
 * A text as a message quotes it, marks included.
 * @param most characters shown; a name counts as one, but what is shown stays within three times as many.
 */
export function quote(text: string, most = 40): string {
  let shown = "";
  let count = 0;
  let read = 0;
  // A few more units than characters: no more of a huge text is looked at.
  for (const character of text.slice(0, 2 * most + 2)) {
    const next = withNames(character);
    if (count === most || shown.length + next.length > 3 * most) break;
    shown += next;
    count++;
    read += character.length;
  }
  return `“${shown}${read < text.length ? "…" : ""}”`;
}

/** Any value as a message quotes it; of lists and objects only the kind is told, since they may be huge. */
export const quoteAny = (value: unknown): Phrase => {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number" || typeof value === "boolean") return quote(String(value));
  if (value === undefined) return phrase`nothing`;
  if (value === null) return phrase`“(null)”`;
  return Array.isArray(value) ? phrase`“(list)”` : phrase`“(${typeof value})”`;
};
