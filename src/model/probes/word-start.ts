import { defineProbe } from "./probe.ts";

const letter = /^\p{L}$/u;

/** 1 at the first letter of a word. */
export const wordStart = defineProbe({
  kind: "wordStart",
  of: (symbols) =>
    Float64Array.from(symbols, (symbol, t) =>
      Number(letter.test(symbol) && !/^[\p{L}\p{M}'’]$/u.test(symbols[t - 1] ?? "")),
    ),
});
