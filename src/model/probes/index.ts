import { afterMarker } from "./after-marker.ts";
import { bracketDepth } from "./bracket-depth.ts";
import { commentOrString } from "./comment-or-string.ts";
import { digit } from "./digit.ts";
import { insideQuotes } from "./inside-quotes.ts";
import { linePlace } from "./line-place.ts";
import { vowel } from "./vowel.ts";
import { wordStart } from "./word-start.ts";

/** Every probe: one file, one line; its words are in `src/text/en/units-over-text.ts`. */
export const probes = [
  insideQuotes,
  bracketDepth,
  linePlace,
  wordStart,
  vowel,
  digit,
  afterMarker,
  commentOrString,
] as const;

export type ProbeKind = (typeof probes)[number]["kind"];
