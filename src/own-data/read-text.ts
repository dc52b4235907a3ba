/** Text that people bring: bytes of a file or a pasted string become `OwnText`, or one sentence says why not. */
import { type Formed, phrase } from "../lib/phrase.ts";
import { isWellFormed, maxOwnName, maxOwnText, type OwnText, wellFormed } from "./own-data.ts";
import { decoded } from "./read-bytes.ts";

/** A byte is at most one character, so that what is within this is within `maxOwnText`. */
export const maxTextBytes = maxOwnText;

export type ReadResult<D> =
  | {
      readonly ok: true;
      readonly data: D;
      /** Sentences: how the bytes were read where they are not UTF-8. */
      readonly notes: readonly Formed[];
    }
  /** A sentence for people, with what to do. */
  | { readonly ok: false; readonly problem: Formed };

const refuse = (problem: Formed): { readonly ok: false; readonly problem: Formed } => ({
  ok: false,
  problem,
});

/** 2_000_000 → "2 MB", 2_345_678 → "2.35 MB". */
const megabytes = (bytes: number): string => `${Math.ceil(bytes / 10_000) / 100} MB`;

/** The control characters that text has: tab, line feed, vertical tab, form feed, carriage return. */
const layout = new Set([9, 10, 11, 12, 13]);
/** Text has hardly any other; a picture or an archive is full of them. */
const mostControls = 0.01;

/** What a title may hold: one line, not too long, whole characters only. */
export function titleOf(title: string): string {
  const line = wellFormed(title.slice(0, 4 * maxOwnName))
    .replace(/\s+/g, " ")
    .trim();
  return line.length <= maxOwnName ? line : `${wellFormed(line.slice(0, maxOwnName - 1))}…`;
}

const sizeOf = (text: string, most: number): number =>
  // A character has at least one byte: the longest texts need not be encoded to be refused.
  text.length <= most ? new TextEncoder().encode(text).length : text.length;

/**
 * Text with LF at line ends, without byte order marks. Bytes are UTF-8, UTF-16 or Windows-1252; a note says which where they
 * are not UTF-8.
 * @param source bytes of a file, or a pasted string, to which the same limits apply.
 * @param most bytes of UTF-8.
 */
export function plainText(source: Uint8Array | string, most: number): ReadResult<string> {
  const tooLarge = (size: number) =>
    refuse(
      phrase`It is ${megabytes(size)}; the limit is ${megabytes(most)}. Use a part of it, such as the first chapters or years.`,
    );
  const pasted = typeof source === "string";
  // Two bytes of UTF-16 may be one of UTF-8.
  if (!pasted && source.length > 2 * most + 2) return tooLarge(source.length);
  const { text: raw, note } = pasted ? { text: source, note: null } : decoded(source);
  const size = pasted || note !== null ? sizeOf(raw, most) : source.length;
  if (size > most) return tooLarge(size);
  if (!isWellFormed(raw))
    return refuse(
      phrase`It contains half of a character (a lone surrogate). Copy it again, starting at its first character.`,
    );
  const zero = raw.indexOf("\0");
  if (zero >= 0)
    return refuse(
      phrase`Character ${zero + 1} of it is a zero byte, which plain text never contains. Open a plain text file; from a document or a picture, export the text first.`,
    );
  // Old systems end a file with this mark.
  const text = raw.replace(/\p{Cc}+$/u, (end) => end.replaceAll("\x1A", "")).replaceAll("\uFEFF", "");
  let controls = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 && !layout.has(code)) controls++;
  }
  if (controls > mostControls * text.length)
    return refuse(
      phrase`It is not plain text: ${controls} of its ${text.length} characters are control codes. Open a plain text file; from a document or a picture, export the text first.`,
    );
  const lines = text.replace(/\r\n?/g, "\n");
  return lines.trim() === ""
    ? refuse(phrase`There is no text in it. Choose a file that has some, or paste it.`)
    : { ok: true, data: lines, notes: note === null ? [] : [note] };
}

/** @param source bytes of a file, or a pasted string. */
export function readText(source: Uint8Array | string, title: string): ReadResult<OwnText> {
  const text = plainText(source, maxTextBytes);
  return text.ok
    ? {
        ...text,
        // Word processors write a vertical tab where a line is broken by hand.
        data: { kind: "text", title: titleOf(title), text: text.data.replaceAll("\v", "\n") },
      }
    : text;
}
