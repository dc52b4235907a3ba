/** Where the steps of the drawing stand: a loop, three steps, all of them, and everything between. */
import type { Direction } from "../../model/plan.ts";
import type { Unfolding } from "../../store/state.ts";

export interface FoldRoom {
  /** Of the drawing, CSS pixels. */
  readonly width: number;
  /** Steps of the sequence. */
  readonly steps: number;
  /** The step in the middle, 0-based. */
  readonly centre: number;
  readonly direction: Direction;
}

/** A step that is drawn, or several that share a place. */
export interface DrawnStep {
  /** 0-based; the first of those that share the place. */
  readonly step: number;
  readonly count: number;
  readonly x: number;
  /** Neighbours fade while they fold into one. */
  readonly opacity: number;
}

export interface Fold {
  readonly drawn: readonly DrawnStep[];
  /** From one drawn place to the next. */
  readonly spacing: number;
  /** Steps that share a place: 1 unless there are more steps than room. */
  readonly bin: number;
  /** Whether there is room for the parts of a cell. */
  readonly isDetailed: boolean;
}

/** How far it is unfolded: 0 the loop, 1 three steps, 2 all. */
export const amountOf: { readonly [U in Unfolding]: number } = { folded: 0, three: 1, all: 2 };

/** Under this spacing a step is its states and its lines. */
export const detailedFrom = 150;
/** Under this width, one step has the room of three. */
const narrowBelow = 560;
/** Steps that are closer share a place. */
const leastApart = 8;
/** Beside the first and the last step where all are drawn. */
const margin = 16;

/** Steps that are drawn with their parts. */
export const stepsInDetail = ({ width, steps }: Pick<FoldRoom, "width" | "steps">): number =>
  Math.min(steps, width < narrowBelow ? 1 : 3);

/** First of the steps that are drawn with their parts. */
export const firstInDetail = (room: FoldRoom): number => {
  const count = stepsInDetail(room);
  return Math.max(0, Math.min(room.steps - count, room.centre - Math.floor(count / 2)));
};

const mix = (from: number, to: number, share: number): number => from + (to - from) * share;

/** @param amount 0 to 2, see `amountOf`. */
export function foldOf(room: FoldRoom, amount: number): Fold {
  const { width, steps, centre, direction } = room;
  const few = stepsInDetail(room);
  const first = firstInDetail(room);
  // What a step reads stands before it, in the direction of its time.
  const apart = few === 1 ? 0.6 * width : 0.27 * width;
  const edge = few === 1 ? 0.64 * width : 0.27 * width;
  const xOfFew = (step: number) =>
    direction === "forward" ? edge + (step - first) * apart : width - edge - (first + few - 1 - step) * apart;
  const last = first + few - 1;
  if (amount <= 1) {
    const middle = mix(0.55 * width, xOfFew(centre), amount);
    const drawn = Array.from({ length: few }, (_, k) => {
      const step = first + k;
      const x = middle + (step - centre) * apart * amount;
      return { step, count: 1, x, opacity: step === centre ? 1 : amount };
    });
    return {
      drawn: drawn.filter(({ opacity }) => opacity > 0),
      spacing: apart,
      bin: 1,
      isDetailed: true,
    };
  }
  const share = amount - 1;
  const close = (width - 2 * margin) / (steps + 0.4);
  const xOfAll = (step: number) => margin + (step + (direction === "forward" ? 0.9 : 0.5)) * close;
  const spacing = apart ** (1 - share) * close ** share;
  const isDetailed = spacing >= detailedFrom;
  const middle = mix(xOfFew(centre), xOfAll(centre), share);
  const count = Math.max(1, Math.ceil(leastApart / spacing));
  const drawn: DrawnStep[] = [];
  for (let step = 0; step < steps; step += count) {
    const many = Math.min(count, steps - step);
    const x = middle + (step + (many - 1) / 2 - centre) * spacing;
    if (x < -spacing / 2 || x > width + spacing / 2) continue;
    // While there is room for parts, those beside the three come as they go.
    drawn.push({
      step,
      count: many,
      x,
      opacity: isDetailed && share < 1 && (step < first || step > last) ? 0 : 1,
    });
  }
  return { drawn, spacing: spacing * count, bin: count, isDetailed };
}
