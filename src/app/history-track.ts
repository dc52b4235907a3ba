/** Where everything on the track of a run stands, in pixels: no React. */

/** A word on the track. */
export interface Mark {
  readonly update: number;
  /** Of the model that it is about; null: of all. */
  readonly lane: number | null;
  readonly words: string;
  /** What is left of the words where there is no room: null where the mark alone stays. */
  readonly short: string | null;
}

export interface PlacedMark extends Mark {
  readonly x: number;
  /** As much of the words as there is room for; empty where another mark is too near. */
  readonly shown: string;
}

/** Pixels a letter of 11 px type, with what fonts differ by. */
const letter = 6.2;
const gap = 12;

/**
 * Words over their marks, centred, from left to right: the whole of them where there is room, then the short form, then the mark alone. No
 * two overlap, and none leaves the track.
 */
export function placeMarks(marks: readonly Mark[], updates: number, width: number): readonly PlacedMark[] {
  const xOf = (update: number) => (width * Math.min(update, updates)) / Math.max(1, updates);
  const sorted = [...marks].sort((a, b) => a.update - b.update);
  let taken = Number.NEGATIVE_INFINITY;
  return sorted.map((mark, k) => {
    const x = xOf(mark.update);
    const next = sorted[k + 1];
    const fits = (words: string, isLast: boolean): boolean => {
      const half = (words.length * letter) / 2;
      const left = Math.max(0, Math.min(width - 2 * half, x - half));
      if (left < taken + gap) return false;
      // The next one keeps room for its own short form.
      const other = next ? xOf(next.update) - ((next.short ?? "").length * letter) / 2 - gap : width + 1;
      return isLast || left + 2 * half <= Math.max(other, x);
    };
    const shown = [mark.words, mark.short ?? ""].find((words) => words !== "" && fits(words, !next)) ?? "";
    if (shown !== "") {
      const half = (shown.length * letter) / 2;
      taken = Math.max(0, Math.min(width - 2 * half, x - half)) + 2 * half;
    }
    return { ...mark, x, shown };
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
