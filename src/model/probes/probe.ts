/**
 * A property of a text that a unit can track: a number for each symbol, of what has been read up to and with that symbol. Nothing
 * comes from later symbols, which the network has not read.
 *
 * Source: Karpathy, Johnson & Li 2015, arXiv:1506.02078, §4.2, in which single cells track quotes, line lengths and brackets.
 */
export interface ProbeDef<K extends string = string> {
  readonly kind: K;
  /**
   * @param symbols of the text, one per entry
   * @param marker the symbol that the probe “after a marker” is about
   * @returns a number per symbol, [N]
   */
  of(symbols: readonly string[], marker: string): Float64Array;
}

export const defineProbe = <const K extends string>(probe: ProbeDef<K>): ProbeDef<K> => probe;

/** A probe of one symbol at a time, 0 or 1. */
export const ofSymbol =
  (is: (symbol: string) => boolean) =>
  (symbols: readonly string[]): Float64Array =>
    Float64Array.from(symbols, (symbol) => Number(is(symbol)));
