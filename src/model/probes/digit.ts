import { defineProbe, ofSymbol } from "./probe.ts";

/** 1 at a digit. */
export const digit = defineProbe({ kind: "digit", of: ofSymbol((symbol) => /^\p{Nd}$/u.test(symbol)) });
