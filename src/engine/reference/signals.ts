import * as tf from "@tensorflow/tfjs";
import type { Batch } from "../../lib/batch.ts";
import { type Standing, standingOf } from "../../model/lengths.ts";
import { type Direction, isCut, type Place, type Plan, stepBefore } from "../../model/plan.ts";

/** Rows where sequences have ended, each flag [R, 1]. */
export interface Padding {
  readonly within: tf.Tensor2D;
  /** As numbers: where a backward scan has its first state. */
  readonly first?: tf.Tensor2D;
}

/** By step of the sequence, and at T, where a backward scan begins; undefined where no sequence has ended. */
export type PaddingSteps = readonly (Padding | undefined)[];

/** Of a batch in one direction. To be called inside `tf.tidy`. */
export function paddingOf({ size, steps, lengths }: Batch, direction: Direction): PaddingSteps {
  if (!lengths) return [];
  return Array.from({ length: steps + 1 }, (_, t) => {
    const standings = Array.from({ length: size }, (_, b) => standingOf({ lengths }, b, t, direction));
    if (standings.every((standing) => standing === "within")) return undefined;
    const flags = (wanted: Standing) =>
      tf.tensor2d(
        standings.map((standing) => (standing === wanted ? 1 : 0)),
        [size, 1],
      );
    return {
      within: flags("within").toBool(),
      ...(standings.includes("first") && { first: flags("first") }),
    };
  });
}

/** The padding of so many steps as one, flags [N, 1]. */
export function wholePadding(padding: PaddingSteps, steps: number, size: number): Padding | undefined {
  const own = Array.from({ length: steps }, (_, t) => padding[t]);
  if (own.every((one) => one === undefined)) return undefined;
  const flags = (of: (one: Padding) => tf.Tensor2D | undefined, otherwise: 0 | 1) =>
    stackSteps(
      own.map((one) => {
        const found = one && of(one);
        return found ? tf.cast(found, "float32") : tf.fill([size, 1], otherwise);
      }) as tf.Tensor2D[],
    );
  const within = flags(({ within }) => within, 1).toBool() as tf.Tensor2D;
  return own.some((one) => one?.first) ? { within, first: flags(({ first }) => first, 0) } : { within };
}

/** [B, H] of each step, under each other: [N, H]. */
export const stackSteps = (steps: readonly tf.Tensor2D[]): tf.Tensor2D =>
  steps.length === 1 ? (steps[0] as tf.Tensor2D) : tf.concat2d([...steps], 0);

/** The same values, through which no gradient comes back. */
export const detached = (values: tf.Tensor2D): tf.Tensor2D =>
  tf.customGrad((x) => ({
    value: (x as tf.Tensor).clone(),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }))(values) as tf.Tensor2D;

/** What a node makes: a tensor for each step, or one for all. */
export interface Signal {
  readonly width: number;
  readonly direction: Direction;
  /** [B, W] at a step of the sequence. */
  at(step: number): tf.Tensor2D;
  /** [N, W] */
  all(): tf.Tensor2D;
  /** What stands before the first step, [B, W]; zeros where absent. */
  readonly before?: tf.Tensor2D;
  /** What a reader sees the values times, [N, W], where something is dropped. */
  readonly mask?: tf.Tensor2D | undefined;
}

/** A signal that is made step by step. @param steps filled from outside, in the order of the sequence */
export const signalOfSteps = (steps: readonly tf.Tensor2D[], rest: Omit<Signal, "at" | "all">): Signal => {
  let whole: tf.Tensor2D | undefined;
  return {
    ...rest,
    at: (step) => steps[step] as tf.Tensor2D,
    all() {
      whole ??= stackSteps(steps);
      return whole;
    },
  };
};

/** A signal that is made at once. @param whole [N, W]. @param size rows of a step */
export const signalOfAll = (
  whole: () => tf.Tensor2D,
  size: number,
  rest: Omit<Signal, "at" | "all">,
): Signal => ({
  ...rest,
  at: (step) => tf.slice2d(whole(), [step * size, 0], [size, rest.width]),
  all: whole,
});

/** What the readers of a run share. */
export interface Reading {
  readonly plan: Plan;
  readonly size: number;
  readonly padding: { readonly [D in Direction]: PaddingSteps };
  /** [B] of each sequence; absent where all are as long as the plan. */
  readonly lengths: Int32Array | undefined;
}

/** What a reader sees of a signal at a step of the sequence: its values, less what is dropped. */
function masked({ at, mask, width }: Signal, step: number, size: number): tf.Tensor2D {
  const values = at(step);
  return mask ? tf.mul<tf.Tensor2D>(values, tf.slice2d(mask, [step * size, 0], [size, width])) : values;
}

/** Each sequence's last step of a signal, [B, W]. */
function endOf(signal: Signal, { plan, size, lengths }: Reading): tf.Tensor2D {
  const { steps } = plan;
  if (signal.direction === "backward") return masked(signal, 0, size);
  if (!lengths) return masked(signal, steps - 1, size);
  const ends = [...new Set(lengths)].map((length) => {
    const isEnd = Array.from(lengths, (own) => (own === length ? 1 : 0));
    return tf.mul<tf.Tensor2D>(masked(signal, length - 1, size), tf.tensor2d(isEnd, [size, 1]));
  });
  return ends.reduce((sum, one) => tf.add<tf.Tensor2D>(sum, one));
}

/** A signal at a step that lies before the reader's own, or outside of the sequence, [B, W]. */
function earlier(signal: Signal, step: number, { plan, size, padding }: Reading): tf.Tensor2D {
  const { before, direction, width } = signal;
  const zeros = () => tf.zeros<tf.Rank.R2>([size, width]);
  if (step < 0 || step >= plan.steps)
    return before && step === (direction === "forward" ? -1 : plan.steps) ? before : zeros();
  const ended = padding[direction][step];
  const values = masked(signal, step, size);
  // In the padding a scan has its first state or zeros; what others have there is not looked at.
  return ended ? tf.where(ended.within, values, before ? signal.at(step) : zeros()) : values;
}

/** What a place shows at step t of the sequence, [B, W]. */
function seenAt(signal: Signal, { at }: Place, t: number, reader: Direction, reading: Reading): tf.Tensor2D {
  const { plan, size } = reading;
  if (at === "end") {
    const end = signal.direction === "backward" ? 0 : plan.steps - 1;
    return isCut(plan, t, end) ? detached(endOf(signal, reading)) : endOf(signal, reading);
  }
  if (at.lag === 0) return masked(signal, t, size);
  const step = stepBefore(t, at.lag, reader);
  const values = earlier(signal, step, reading);
  return isCut(plan, t, step) ? detached(values) : values;
}

/** What a node reads: its places side by side. */
export interface Input {
  /** [B, D] at a step of the sequence; what it reads has been computed. */
  at(step: number): tf.Tensor2D;
  /** [N, D] */
  all(): tf.Tensor2D;
}

export function inputOf(
  sources: readonly { readonly place: Place; readonly signal: Signal }[],
  reader: Direction,
  reading: Reading,
): Input {
  const beside = (parts: readonly tf.Tensor2D[]) =>
    parts.length === 1 ? (parts[0] as tf.Tensor2D) : tf.concat2d([...parts], 1);
  const whole = (signal: Signal, place: Place) => {
    if (place.at !== "end" && place.at.lag === 0) {
      const values = signal.all();
      return signal.mask ? tf.mul<tf.Tensor2D>(values, signal.mask) : values;
    }
    return stackSteps(
      Array.from({ length: reading.plan.steps }, (_, t) => seenAt(signal, place, t, reader, reading)),
    );
  };
  return {
    at: (step) => beside(sources.map(({ place, signal }) => seenAt(signal, place, step, reader, reading))),
    all: () => beside(sources.map(({ place, signal }) => whole(signal, place))),
  };
}
