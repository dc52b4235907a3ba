import { formatCount } from "../lib/format.ts";
import type { en } from "../text/en.ts";
import type { Words } from "../text/language.ts";

/** "12 s", "3 min", "5 h", "2 days": how long ago, not how long exactly. */
export function roughly(words: Words<typeof en.store.offer>, seconds: number): string {
  if (seconds < 90) return words.seconds(formatCount(Math.max(1, seconds)));
  if (seconds < 90 * 60) return words.minutes(formatCount(seconds / 60));
  if (seconds < 36 * 3600) return words.hours(formatCount(seconds / 3600));
  return words.days(formatCount(seconds / (24 * 3600)));
}
