import { defineProbe } from "./probe.ts";

/** Of marks that open and close differently. */
const opening = "“«";
const closing = "”»";

/**
 * 1 within double quotes, both marks included. Where opening and closing marks are the same, they take turns. An empty line ends a
 * quote: a speech of several paragraphs opens its quotes at each of them and closes them once.
 */
export const insideQuotes = defineProbe({
  kind: "insideQuotes",
  of(symbols) {
    let isInside = false;
    return Float64Array.from(symbols, (symbol, t) => {
      const closes = closing.includes(symbol) || (symbol === '"' && isInside);
      if (symbol === "\n" && symbols[t - 1] === "\n") isInside = false;
      else if (opening.includes(symbol) || symbol === '"') isInside = true;
      const value = Number(isInside);
      if (closes) isInside = false;
      return value;
    });
  },
});
