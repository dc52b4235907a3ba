import { phrase } from "../lib/phrase.ts";
import { Refused } from "../lib/said.ts";
import type { Split } from "./task.ts";

/** One sequence in eight is held out. */
const heldOutOneIn = 8;
const mostSamples = 1000;

/** FNV-1a over whole numbers with murmur's last mixing, started by the seed. */
function hash(seed: number, content: Int32Array): number {
  let h = Math.imul(seed ^ 0x811c9dc5, 0x9e3779b1);
  for (const value of content) h = Math.imul(h ^ value, 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Which split a sequence of tokens belongs to: its whole content and the seed decide, so that no sequence is ever in
 * both, however many are sampled.
 */
export const splitOf = (seed: number, content: Int32Array): Split =>
  hash(seed, content) % heldOutOneIn === 0 ? "heldOut" : "train";

/**
 * Samples sequences until one belongs to the split.
 * @throws RangeError if none does after a thousand samples, which takes settings with hardly any different sequences.
 */
export function sampleFrom(split: Split, seed: number, sample: () => Int32Array): Int32Array {
  for (let tries = 0; tries < mostSamples; tries++) {
    const content = sample();
    if (splitOf(seed, content) === split) return content;
  }
  throw new Refused(
    split === "train"
      ? phrase`None of ${mostSamples} sequences fell into the training set: these settings allow too few different sequences. Increase the length or the number of symbols.`
      : phrase`None of ${mostSamples} sequences fell into the held-out set: these settings allow too few different sequences. Increase the length or the number of symbols.`,
  );
}
