import { defineProbe } from "./probe.ts";

/** Symbols since the line began: 1 for the first one of a line; the line end is the last. */
export const linePlace = defineProbe({
  kind: "linePlace",
  of(symbols) {
    let place = 0;
    return Float64Array.from(symbols, (_, t) => {
      place = symbols[t - 1] === "\n" ? 1 : place + 1;
      return place;
    });
  },
});
