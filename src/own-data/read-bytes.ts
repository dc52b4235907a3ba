/** Which encoding the bytes of a text file are in. Only what is not UTF-8 has a note, since people need not know of it. */

import { type Formed, phrase } from "../lib/phrase.ts";

export interface Decoded {
  readonly text: string;
  /** A sentence; null for UTF-8. */
  readonly note: Formed | null;
}

const sample = 4096;
/** Share of zero bytes at even or odd places from which on they are halves of UTF-16. */
const mostlyZero = 0.4;

/** By byte order mark, else by zero bytes at every other place, as of plain text in UTF-16. */
function wideEncoding(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  const some = bytes.subarray(0, sample);
  if (some.length < 8) return null;
  const zeros = [0, 0];
  for (const [i, byte] of some.entries()) if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros.map((count) => count / (some.length / 2));
  if (odd > mostlyZero && even < 0.01) return "utf-16le";
  if (even > mostlyZero && odd < 0.01) return "utf-16be";
  return null;
}

/** What Windows-1252 has at 0x80 to 0x9F; Node's decoder leaves the control codes of Latin 1 there. */
const windowsSigns = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";
const windowsSign = (control: string): string => windowsSigns[control.charCodeAt(0) - 0x80] ?? control;

/** UTF-8, UTF-16 with or without a mark, UTF-8 with a broken byte here and there, else Windows-1252, which is always possible. */
export function decoded(bytes: Uint8Array): Decoded {
  const wide = wideEncoding(bytes);
  if (wide !== null) {
    // A file cut in the middle of a character ends in half of one.
    const text = new TextDecoder(wide).decode(bytes.subarray(0, bytes.length - (bytes.length % 2)));
    return { text: text.replace(/^\uFEFF/, ""), note: phrase`The file is UTF-16 and was decoded as such.` };
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), note: null };
  } catch {
    const lossy = new TextDecoder("utf-8").decode(bytes);
    let [broken, whole] = [0, 0];
    for (let i = 0; i < lossy.length; i++) {
      const code = lossy.charCodeAt(i);
      if (code === 0xfffd) broken++;
      else if (code > 127) whole++;
    }
    if (whole > 4 * broken)
      return {
        text: lossy,
        note:
          broken === 1
            ? phrase`Bytes that are not UTF-8 were found once in the file and are shown as “\uFFFD”.`
            : phrase`Bytes that are not UTF-8 were found ${broken} times in the file and are shown as “\uFFFD”.`,
      };
    return {
      text: new TextDecoder("windows-1252").decode(bytes).replace(/[\u0080-\u009F]/gu, windowsSign),
      note: phrase`The file is not UTF-8 and was decoded as Windows-1252; if letters look wrong, save it as UTF-8.`,
    };
  }
}
