import { defineProbe, ofSymbol } from "./probe.ts";

/** 1 at a, e, i, o and u, with and without accents. */
export const vowel = defineProbe({
  kind: "vowel",
  of: ofSymbol((symbol) => /^[aeiou]/i.test(symbol.normalize("NFD"))),
});
