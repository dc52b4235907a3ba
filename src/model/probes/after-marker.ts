import { defineProbe } from "./probe.ts";

/** 1 at the symbol that follows a marker. */
export const afterMarker = defineProbe({
  kind: "afterMarker",
  of: (symbols, marker) => Float64Array.from(symbols, (_, t) => Number(symbols[t - 1] === marker)),
});
