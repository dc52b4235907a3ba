import { defineProbe } from "./probe.ts";

const opening = "([{";
const closing = ")]}";

/** How many brackets are open after each symbol; a closing one that nothing opened is ignored. */
export const bracketDepth = defineProbe({
  kind: "bracketDepth",
  of(symbols) {
    let depth = 0;
    return Float64Array.from(symbols, (symbol) => {
      if (opening.includes(symbol)) depth++;
      else if (closing.includes(symbol)) depth = Math.max(0, depth - 1);
      return depth;
    });
  },
});
