import type { Bits } from "./bits-run.ts";

const firstOf = (what: string, mine: readonly string[], theirs: readonly string[]): string | null => {
  const count = Math.max(mine.length, theirs.length);
  const m = Array.from({ length: count }, (_, m) => m).find((m) => mine[m] !== theirs[m]);
  return m === undefined
    ? null
    : `${what}, model ${m + 1}: here ${mine[m] ?? "nothing"}; there ${theirs[m] ?? "nothing"}`;
};

/** The first thing in which two results differ, in order of time, with both values; null if they are equal to the bit. */
export function difference(mine: Bits, theirs: Bits): string | null {
  const untrained = firstOf("DIFFERENT untrained", mine.untrained, theirs.untrained);
  if (untrained !== null) return untrained;
  for (let n = 0; n < Math.max(mine.updates.length, theirs.updates.length); n++) {
    const found = firstOf(`DIFFERENT at update ${n + 1}`, mine.updates[n] ?? [], theirs.updates[n] ?? []);
    if (found !== null) return found;
  }
  if (mine.error !== theirs.error)
    return `DIFFERENT end: here ${mine.error ?? "all updates"}; there ${theirs.error ?? "all updates"}`;
  return firstOf("DIFFERENT weights or slots after the last update", mine.states, theirs.states);
}
