/** The characters that a text is made of, and which of them are folded into one. */

/** One that a text has, or `folded`, in place of all the rare ones. */
export interface CountedSymbol {
  readonly symbol: string;
  readonly count: number;
}

export interface Vocabulary {
  /** What the network tells apart, most frequent first; of equal ones the lower code point first. */
  readonly symbols: readonly CountedSymbol[];
  /** The sign that stands for all rare characters, one that the text does not have; null where none is folded. */
  readonly sign: string | null;
  /** Different characters that are folded. */
  readonly folded: number;
  /** Characters in all, in code points. */
  readonly length: number;
}

/** Wide ones are whole: characters are code points. */
function countsOf(text: string): { counts: Map<string, number>; length: number } {
  const counts = new Map<string, number>();
  let length = 0;
  for (const symbol of text) {
    counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    length++;
  }
  return { counts, length };
}

const byFrequency = (a: CountedSymbol, b: CountedSymbol): number =>
  b.count - a.count || (a.symbol.codePointAt(0) ?? 0) - (b.symbol.codePointAt(0) ?? 0);

/** A sign that is no character of the text. A text of two million characters cannot have all of them. */
function foldSign(has: (symbol: string) => boolean): string {
  const likely = ["�", "▯", "□", "◇"].find((sign) => !has(sign));
  if (likely !== undefined) return likely;
  let code = 0xe000;
  while (has(String.fromCodePoint(code))) code = code === 0xf8ff ? 0xf0000 : code + 1;
  return String.fromCodePoint(code);
}

/**
 * @param rare characters that come fewer than this many times are folded into one; 0 folds none. The most frequent one is
 * always kept, and one alone is never folded, since that would change nothing but its name.
 */
export function vocabularyOf(text: string, rare: number): Vocabulary {
  const { counts, length } = countsOf(text);
  const all = Array.from(counts, ([symbol, count]) => ({ symbol, count })).sort(byFrequency);
  const kept = all.filter(({ count }, place) => place === 0 || count >= rare);
  const folded = all.length - kept.length;
  if (folded < 2) return { symbols: all, sign: null, folded: 0, length };
  const sign = foldSign((symbol) => counts.has(symbol));
  const count = all.slice(kept.length).reduce((sum, entry) => sum + entry.count, 0);
  return { symbols: [...kept, { symbol: sign, count }].sort(byFrequency), sign, folded, length };
}

/** Softmax and printed kernels grow with the vocabulary, and a page cannot show more rows of it either. */
export const mostSymbols = 512;

/** The least `rare` that leaves at most `mostSymbols`. */
export function rareEnough(text: string): number {
  const counts = vocabularyOf(text, 0).symbols.map(({ count }) => count);
  // One of the symbols is the folded one; what is kept comes more often than the first that is not.
  return (counts[mostSymbols - 1] ?? 0) + 1;
}

/** The text with its sign in place of each rare character. */
export function foldRare(text: string, { symbols, sign }: Vocabulary): string {
  if (sign === null) return text;
  const kept = new Set(symbols.map(({ symbol }) => symbol));
  return Array.from(text, (symbol) => (kept.has(symbol) ? symbol : sign)).join("");
}
