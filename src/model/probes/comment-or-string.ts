import { defineProbe } from "./probe.ts";

/** What ends each kind, and what begins it. */
const ends: { readonly [start: string]: string } = {
  "//": "\n",
  "/*": "*/",
  '"': '"',
  "'": "'",
  "`": "`",
};
/** What a line end ends: a mark that nobody closed does not hold for the rest of the text. */
const endsWithLine = ["//", '"', "'"];
/** An apostrophe within a word opens no string. */
const isApostrophe = (symbol: string, before: string | undefined): boolean =>
  symbol === "'" && /^\p{L}$/u.test(before ?? "");

/**
 * 1 in comments of two kinds and strings of three kinds of source code, the marks included; of a mark of two symbols, from the second one on. An
 * escaped quote does not end a string; a line end ends one that is not a template.
 */
export const commentOrString = defineProbe({
  kind: "commentOrString",
  of(symbols) {
    let start: string | null = null;
    /** Where it began: what opens a comment does not close it as well. */
    let from = 0;
    const values = new Float64Array(symbols.length);
    symbols.forEach((symbol, t) => {
      const pair = `${symbols[t - 1] ?? ""}${symbol}`;
      if (start === null) {
        const found = [symbol, pair].find((one) => Object.hasOwn(ends, one));
        if (found === undefined || isApostrophe(symbol, symbols[t - 1])) return;
        start = found;
        from = t - found.length + 1;
        values[t] = 1;
        return;
      }
      values[t] = 1;
      const end = ends[start] as string;
      const isEscaped = start.length === 1 && symbols[t - 1] === "\\" && symbols[t - 2] !== "\\";
      const isWhole = end.length === 1 ? symbol === end && !isEscaped : pair === end && t - from > 2;
      if (isWhole || (symbol === "\n" && endsWithLine.includes(start))) start = null;
    });
    return values;
  },
});
