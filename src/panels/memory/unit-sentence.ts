import type { Drawing } from "../../tasks/task.ts";
import type { memory } from "../../text/en/memory.ts";
import type { Words } from "../../text/language.ts";
import { visible } from "../time/input-strip.tsx";

/** A step of the input that matters. */
export interface MarkedStep {
  /** 0-based. */
  readonly step: number;
  /** Its symbol; null where a number goes in. */
  readonly symbol: string | null;
}

/** The steps that a task's drawing emphasises: letters in tiles, or marks at numbers; none where all steps are alike. */
export function markedSteps({ input }: Drawing): readonly MarkedStep[] {
  for (const track of input) {
    if (track.kind === "symbols") {
      const found = [...track.emphasis.keys()].filter((step) => (track.emphasis[step] ?? 0) > 0);
      if (found.length > 0)
        return found.map((step) => ({ step, symbol: visible(track.symbols[step] ?? "") || null }));
    }
    if (track.kind === "marks") {
      const found = [...track.at.keys()].filter((step) => track.at[step]);
      if (found.length > 0) return found.map((step) => ({ step, symbol: null }));
    }
  }
  return [];
}

/** More marks than this are no events that a sentence could tell apart. */
const mostMarks = 6;
/** Of the largest magnitude of the unit: under it a value counts as zero. */
const smallShare = 0.25;
/** And in itself, since an untrained unit has a largest magnitude too. */
const smallValue = 0.1;
/** The part of the steps up to the next mark that says which sign a unit has taken, and how many of these have to have it. */
const [settledPart, settledShare] = [1 / 3, 0.8];

/** The sign that values have before a step, as far as they have settled on one since `from`; else 0. */
function signBefore(values: ArrayLike<number>, from: number, to: number, least: number): number {
  const count = Math.ceil((to - from) * settledPart);
  let [up, down] = [0, 0];
  for (let step = to - count; step < to; step++) {
    if ((values[step] as number) >= least) up++;
    if ((values[step] as number) <= -least) down++;
  }
  if (count > 0 && up >= settledShare * count) return 1;
  return count > 0 && down >= settledShare * count ? -1 : 0;
}

/**
 * What a unit's state does after the marked inputs, in a sentence: where it changes its sign. A change counts between the
 * values before a mark and those before the next mark (or the end), and only if both have settled clearly away from zero: a
 * unit that swings at every step says nothing about a mark.
 * @param values of one unit, by step.
 * @returns null where there is nothing to say.
 */
export function unitSentence(
  words: Pick<Words<typeof memory>, "say" | "place">,
  values: ArrayLike<number>,
  marks: readonly MarkedStep[],
): string | null {
  const steps = values.length;
  const own = marks.filter(({ step }) => step < steps);
  if (own.length === 0 || own.length > mostMarks) return null;
  const largest = Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const least = Math.max(smallValue, smallShare * largest);
  const after = own.map((mark, k) => ({
    mark,
    from: signBefore(values, own[k - 1]?.step ?? 0, mark.step, least),
    to: signBefore(values, mark.step, own[k + 1]?.step ?? steps, least),
  }));
  const turn = after.findIndex(({ from, to }) => from * to < 0);
  const turned = after[turn];
  if (!turned) return null;
  const place = ({ step, symbol }: MarkedStep) =>
    symbol === null ? words.place.step(String(step + 1)) : words.place.symbol(symbol, String(step + 1));
  const then = place(turned.mark);
  const before = after[turn - 1];
  // The mark before it brought the sign that is lost now.
  if (before && before.from === 0 && before.to === turned.from)
    return turned.to > 0
      ? words.say.sinksThenUp(place(before.mark), then)
      : words.say.risesThenDown(place(before.mark), then);
  return turned.to > 0 ? words.say.up(then) : words.say.down(then);
}
