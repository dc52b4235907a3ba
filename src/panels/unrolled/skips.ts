/** Products that read a state of several steps ago, as curves over the steps between. All in CSS pixels, from the middle of a step. */
import { type Direction, stepBefore } from "../../model/plan.ts";

/** Where the curve of a skip begins, and how it goes. */
export interface SkipCurve {
  readonly path: string;
  /** Where its letters stand. */
  readonly label: readonly [x: number, y: number];
}

export interface SkipPlace {
  /** Of the sum of products. */
  readonly sum: number;
  readonly lower: number;
  /** Upper end of the states. */
  readonly top: number;
  /** 1 where time goes to the right, −1 where it goes to the left. */
  readonly to: number;
  /** Its place among the skips of its step. */
  readonly place: number;
}

/** Between the states and what is over them, and between two curves. */
const [over, apart] = [26, 13];
/** Of a sign. */
const radius = 8;
/** Length of a curve from a step that is not drawn, and between two of them. */
const [stub, stubsApart] = [34, 17];

/** From the upper end of a state that is drawn, over the states between, down to the sum. @param from right or left side of that state */
export function skipCurve(from: number, { sum, lower, top, to, place }: SkipPlace): SkipCurve {
  const [begin, end] = [top + 16, lower - radius];
  // In its middle a cubic is three quarters of the way to its two inner points, and a quarter to its ends.
  const middle = top - over - apart * place;
  const control = (middle - (begin + end) / 8) / 0.75;
  // It rises steeply: behind the state stand letters of the next step.
  const lead = from + to * 0.07 * Math.abs(sum - from);
  return {
    path: `M${from} ${begin}C${lead} ${control} ${sum} ${control} ${sum} ${end}`,
    label: [0.125 * from + 0.375 * lead + 0.5 * sum, middle - 5],
  };
}

/**
 * From a step that is not drawn: a short curve, before which its product is written.
 * @param isUnder a curve of the same step comes down beside it
 */
export function skipStub({ sum, lower, top, to, place }: SkipPlace, isUnder = false): SkipCurve {
  const wanted = top - 6 + stubsApart * place + (isUnder ? 12 : 0);
  const [x, y] = [sum - to * stub, Math.min(wanted, lower - 2 * radius)];
  return {
    path: `M${x} ${y}C${sum - to * 8} ${y} ${sum} ${y + 4} ${sum} ${lower - radius}`,
    label: [x - to * 4, y + 4],
  };
}

/** Where there is no room for parts: an arc from one state to the other, over those between. */
export function skipArc(distance: number, top: number): string {
  const high = Math.min(28, 6 + 0.22 * Math.abs(distance));
  return `M${-distance} ${top - 2}C${-0.75 * distance} ${top - high} ${-0.25 * distance} ${top - high} 0 ${top - 2}`;
}

/** The step that a skip reads; null where it lies before the first one, for which zeros stand. */
export function skipFrom(step: number, lag: number, steps: number, direction: Direction): number | null {
  const from = stepBefore(step, lag, direction);
  return from < 0 || from >= steps ? null : from;
}
