/** Signs that can be seen for characters that cannot: a network tells them apart, and so must a reader. */

const signs: { readonly [character: string]: string } = {
  " ": "␣",
  "\n": "↵",
  "\t": "⇥",
  "\u0085": "NEL",
  "\u00a0": "⍽",
  "\u00ad": "SHY",
  "\u034f": "CGJ",
  "\u061c": "ALM",
  "\u115f": "HCF",
  "\u1160": "HJF",
  "\u180e": "MVS",
  "\u2002": "ENSP",
  "\u2003": "EMSP",
  "\u2007": "FGSP",
  "\u2009": "THSP",
  "\u200a": "HRSP",
  "\u200b": "ZWSP",
  "\u200c": "ZWNJ",
  "\u200d": "ZWJ",
  "\u200e": "LRM",
  "\u200f": "RLM",
  "\u2028": "LS",
  "\u2029": "PS",
  "\u202a": "LRE",
  "\u202b": "RLE",
  "\u202c": "PDF",
  "\u202d": "LRO",
  "\u202e": "RLO",
  "\u202f": "NNBSP",
  "\u2060": "WJ",
  "\u2066": "LRI",
  "\u2067": "RLI",
  "\u2068": "FSI",
  "\u2069": "PDI",
  "\u2800": "BRSP",
  "\u3000": "IDSP",
  "\u3164": "HF",
  "\ufeff": "BOM",
  "\uffa0": "HWHF",
};

/** Blanks, controls, unassigned and private characters, and those that fonts are asked to draw nothing for. */
const unseen = /^[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800]$/u;
const mark = /^\p{M}$/u;

const codeOf = (character: string): number => character.codePointAt(0) ?? 0;

/** The name of a character by its number: "U+E000". */
const numbered = (character: string): string =>
  `U+${codeOf(character).toString(16).toUpperCase().padStart(4, "0")}`;

/**
 * How one character is shown: itself where it can be seen; a mark that stands over another on a dotted circle; else a sign
 * or its short name, a different one for each.
 */
export function symbolSign(character: string): string {
  const known = signs[character];
  if (known !== undefined && Object.hasOwn(signs, character)) return known;
  const code = codeOf(character);
  // Pictures of the control characters.
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "␡";
  if (code >= 0xfe00 && code <= 0xfe0f) return `VS${code - 0xfe00 + 1}`;
  if (unseen.test(character)) return numbered(character);
  return mark.test(character) ? `◌${character}` : character;
}

/** A piece of a text: characters that are seen as they are, or the sign of one that is not. */
export interface ShownPiece {
  readonly text: string;
  readonly isSign: boolean;
}

/** A text in pieces, with signs for what cannot be seen in it; blanks between words, line ends and marks stay as they are. */
export function shownPieces(text: string): readonly ShownPiece[] {
  const pieces: { text: string; isSign: boolean }[] = [];
  for (const character of text) {
    const isPlain = character === " " || character === "\n" || mark.test(character);
    const isSign = !isPlain && symbolSign(character) !== character;
    const last = pieces.at(-1);
    if (last && !isSign && !last.isSign) last.text += character;
    else pieces.push({ text: isSign ? symbolSign(character) : character, isSign });
  }
  return pieces;
}
