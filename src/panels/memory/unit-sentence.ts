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

/**
 * What a unit's state does after the marked inputs, in a sentence: where it changes its sign. A change counts between the
 * value just before a mark and the one just before the next mark (or at the end), and only if both are clearly away from
 * zero, which is also what makes the first part of the longer sentences.
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
  const signAt = (step: number): number => {
    const value = step < 0 ? 0 : (values[step] ?? 0);
    return Math.abs(value) < least ? 0 : Math.sign(value);
  };
  const after = own.map((mark, k) => ({
    mark,
    from: signAt(mark.step - 1),
    to: signAt((own[k + 1]?.step ?? steps) - 1),
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
