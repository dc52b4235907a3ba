/** How a text stands in lines of a width, and in which colours. */
import { rdbu, signedIndex, unpackPixel } from "../../lib/colour-maps.ts";
import type { Theme } from "../../store/state.ts";

/** Symbols from … to − 1 of a text. */
export interface TextLine {
  readonly from: number;
  readonly to: number;
}

/** Lines end after a line end, else after the last space that fits, else where the width ends. */
export function linesOf(symbols: readonly string[], columns: number): readonly TextLine[] {
  const lines: TextLine[] = [];
  let from = 0;
  let space = -1;
  for (const [t, symbol] of symbols.entries()) {
    if (symbol === " ") space = t;
    const isEnd = symbol === "\n";
    if (!isEnd && t - from + 1 < columns) continue;
    const to = isEnd || space < from ? t + 1 : space + 1;
    lines.push({ from, to });
    from = to;
    // What was moved to the next line can be a line of its own only if it is longer than one.
    space = -1;
  }
  if (from < symbols.length) lines.push({ from, to: symbols.length });
  return lines;
}

/** The colour of a value on a scale −limit … limit, as a pixel. */
export const pixelOf = (value: number, limit: number, theme: Theme): number =>
  rdbu[theme][signedIndex(value, limit)] as number;

/** Black or white, whichever is read better on that colour. */
export function inkOn(value: number, limit: number, theme: Theme): "#000" | "#fff" {
  const [r, g, b] = unpackPixel(pixelOf(value, limit, theme)).map((part) => (part / 255) ** 2.2) as [
    number,
    number,
    number,
  ];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#000" : "#fff";
}

/** Half of the scale: 1 where nothing is beyond, as for all states behind a tanh, else the largest magnitude. */
export function limitOf(values: ArrayLike<number>, units: number, unit: number): number {
  let limit = 1;
  for (let at = unit; at < values.length; at += units)
    limit = Math.max(limit, Math.abs(values[at] as number));
  return limit;
}
