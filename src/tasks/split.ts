import type { Split } from "./task.ts";

/** One sequence in eight is held out. */
const heldOutOneIn = 8;
const mostDraws = 1000;

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
 * both, however many are drawn.
 */
export const splitOf = (seed: number, content: Int32Array): Split =>
  hash(seed, content) % heldOutOneIn === 0 ? "heldOut" : "train";

/**
 * Draws sequences until one belongs to the split.
 * @throws RangeError if none does after a thousand draws, which takes settings with hardly any different sequences.
 */
export function drawFrom(split: Split, seed: number, draw: () => Int32Array): Int32Array {
  for (let tries = 0; tries < mostDraws; tries++) {
    const content = draw();
    if (splitOf(seed, content) === split) return content;
  }
  throw new RangeError(
    `None of ${mostDraws} sequences fell into the ${split === "train" ? "training" : "held-out"} set: ` +
      "these settings leave too few different sequences. Make them longer, or allow more symbols.",
  );
}
