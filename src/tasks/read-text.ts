/** Text of one's own: bytes of a file or a pasted string become `OwnText`, or one sentence says why not. */
import { isWellFormed, maxOwnName, maxOwnText, type OwnText, wellFormed } from "./own-data.ts";

/** A byte is at most one character, so that what is within this is within `maxOwnText`. */
export const maxTextBytes = maxOwnText;

export type ReadResult<D> =
  | { readonly ok: true; readonly data: D }
  /** A sentence for people, with what to do. */
  | { readonly ok: false; readonly problem: string };

const refuse = (problem: string): { readonly ok: false; readonly problem: string } => ({
  ok: false,
  problem,
});

/** 2_000_000 → "2 MB", 2_345_678 → "2.35 MB". */
const megabytes = (bytes: number): string => `${Math.ceil(bytes / 10_000) / 100} MB`;

/** The control characters that text has: tab, line feed, form feed, carriage return. */
const layout = new Set([9, 10, 12, 13]);
/** Text has hardly any other; a picture or an archive is full of them. */
const mostControls = 0.01;

function signature(bytes: Uint8Array): string | null {
  const [a, b] = bytes;
  return (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) ? "UTF-16" : null;
}

/** What a title may hold: one line, not too long, whole characters only. */
export function titleOf(title: string): string {
  const line = wellFormed(title.slice(0, 4 * maxOwnName))
    .replace(/\s+/g, " ")
    .trim();
  return line.length <= maxOwnName ? line : `${wellFormed(line.slice(0, maxOwnName - 1))}…`;
}

/**
 * UTF-8 as text with LF at line ends, without a byte order mark.
 * @param source bytes of a file, or a pasted string, to which the same limits apply.
 * @param most bytes of UTF-8.
 */
export function plainText(source: Uint8Array | string, most: number): ReadResult<string> {
  // A string has at least one byte a character: the longest ones need not be encoded to be refused.
  const pasted = typeof source === "string";
  const size = pasted && source.length <= most ? new TextEncoder().encode(source).length : source.length;
  if (size > most)
    return refuse(
      `It is ${megabytes(size)} large; ${megabytes(most)} is the most. Take a part of it, such as the first chapters or years.`,
    );
  if (pasted && !isWellFormed(source))
    return refuse(
      "It holds half of a character (a lone surrogate). Copy it again, from its first character on.",
    );
  const encoding = pasted ? null : signature(source);
  if (encoding !== null)
    return refuse(
      `It is written as ${encoding}. Save it as UTF-8, which every editor offers, and open it again.`,
    );
  let text: string;
  try {
    text = pasted ? source.replace(/^\uFEFF/, "") : new TextDecoder("utf-8", { fatal: true }).decode(source);
  } catch {
    return refuse(
      "It is no plain text in UTF-8. If it is text, save it as UTF-8, which every editor offers; if it is a document or a picture, export its text first.",
    );
  }
  const zero = text.indexOf("\0");
  if (zero >= 0)
    return refuse(
      `Character ${zero + 1} of it is a zero byte, which no text has: it may be a program or a picture. Open a plain text file.`,
    );
  let controls = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 && !layout.has(code)) controls++;
  }
  if (controls > mostControls * text.length)
    return refuse(
      `Control codes are ${controls} of its ${text.length} characters: it may be a program or a picture. Open a plain text file.`,
    );
  const lines = text.replace(/\r\n?/g, "\n");
  return lines.trim() === ""
    ? refuse("There is no text in it. Choose a file with some, or paste it.")
    : { ok: true, data: lines };
}

/** @param source bytes of a file, or a pasted string. */
export function readText(source: Uint8Array | string, title: string): ReadResult<OwnText> {
  const text = plainText(source, maxTextBytes);
  return text.ok ? { ok: true, data: { kind: "text", title: titleOf(title), text: text.data } } : text;
}
