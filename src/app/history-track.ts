/** Where everything on the track of a run stands, in pixels: no React. */

/** Something that happened at an update. */
export interface Mark {
  readonly update: number;
  /** Of the model that it is about; null: of all. */
  readonly lane: number | null;
  /** What happened, with whose it is: "LSTM solved 135". */
  readonly words: string;
  /** The same without its verb: "LSTM 135". */
  readonly short: string;
}

/** Words over one mark, or over several that are near each other. */
export interface Label {
  /** In the middle of its marks, in pixels. */
  readonly x: number;
  readonly shown: string;
  /** Of every mark, whole. */
  readonly whole: readonly string[];
}

/** Pixels a letter of 11 px type, with what fonts differ by. */
const letter = 6.2;
const gap = 12;
/** Marks nearer than this have words in common, in pixels. */
export const merges = 60;
/** Where any are nearer than this, all lose their verb. */
export const shortens = 112;

const middle = (xs: readonly number[]): number => ((xs[0] as number) + (xs.at(-1) as number)) / 2;

/**
 * Words over marks, from left to right. No two overlap, and none leaves the track: where there is still no room, the mark stands alone.
 * @param count says how many things happened, where there is no room for all of them
 */
export function placeLabels(
  marks: readonly Mark[],
  updates: number,
  width: number,
  count: (things: number) => string,
): readonly Label[] {
  const xOf = ({ update }: Mark) => (width * Math.min(update, updates)) / Math.max(1, updates);
  const sorted = [...marks].sort((a, b) => a.update - b.update);
  const groups: Mark[][] = [];
  for (const mark of sorted) {
    const last = groups.at(-1)?.at(-1);
    if (last && xOf(mark) - xOf(last) < merges) groups.at(-1)?.push(mark);
    else groups.push([mark]);
  }
  const isShort = sorted.some((mark, k) => {
    const before = sorted[k - 1];
    return before !== undefined && xOf(mark) - xOf(before) < shortens;
  });
  const placed = groups.map((group) => ({ group, x: middle(group.map(xOf)) }));
  const halfOf = (words: string) => (words.length * letter) / 2;
  const leftOf = (x: number, words: string) =>
    Math.max(0, Math.min(width - 2 * halfOf(words), x - halfOf(words)));
  /** The least that a group can say. */
  const leastOf = (group: readonly Mark[]) =>
    group.length > 1 ? count(group.length) : (group[0] as Mark).short;
  let taken = Number.NEGATIVE_INFINITY;
  return placed.map(({ group, x }, k) => {
    const next = placed[k + 1];
    const own = group.map(isShort ? ({ short }) => short : ({ words }) => words).join(" · ");
    const fits = (words: string): boolean => {
      const left = leftOf(x, words);
      const limit = next ? leftOf(next.x, leastOf(next.group)) : Number.POSITIVE_INFINITY;
      return 2 * halfOf(words) <= width && left >= taken + gap && left + 2 * halfOf(words) + gap <= limit;
    };
    const shown = [own, leastOf(group)].find(fits) ?? "";
    if (shown !== "") taken = leftOf(x, shown) + 2 * halfOf(shown);
    return { x, shown, whole: group.map(({ words }) => words) };
  });
}

/** Round numbers under the track, the first and the last among them. */
export function trackTicks(updates: number, width: number): readonly number[] {
  const least = (updates * 90) / Math.max(1, width);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const every = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= least) ?? 10 * power;
  const ticks: number[] = [];
  for (let update = 0; update < updates - every / 2; update += every) ticks.push(update);
  return [...ticks, updates];
}
