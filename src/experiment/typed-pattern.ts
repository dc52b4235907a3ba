/** What typed weights look like as a text: see `typed-weights.ts`. */

/** Characters of the whole text: four units of any cell have room. */
export const maxTypedLength = 2000;

const number = String.raw`-?\d{1,7}(?:\.\d{1,20})?(?:e-\d{1,2})?`;
const run = String.raw`\d{1,8}:[0-3]\/[A-Za-z][\w.]{0,60}@\d{1,3}\.\d{1,4}(?::${number})+`;
const pattern = new RegExp(`^(?:${run}(?:,${run})*)?$`);
export const typedPattern = {
  of: pattern,
  words: "runs of weights such as 0:0/layers.0.kernel@0.0:-0.1",
} as const;
