/** Heights of the drawing's lines, and what lies between a step and the one before it. All in CSS pixels. */
import type { Direction } from "../../model/plan.ts";
import type { Wiring } from "./wiring.ts";

/** A state as a column of cells. */
export interface StateBox {
  readonly state: string;
  readonly top: number;
  /** A whole number of pixels per row where there is room. */
  readonly height: number;
  /** Cells; a cell of several units shows the largest. */
  readonly rows: number;
  readonly unitsPerRow: number;
  /** Where the gradient passes back, and where it is said how much of it. */
  readonly ribbon: number;
  readonly factor: number;
}

export interface Shape {
  readonly height: number;
  /** The output's state first. */
  readonly boxes: readonly StateBox[];
  /** The line of the carried state; null where none is carried. */
  readonly upper: number | null;
  /** The line on which products are added. */
  readonly lower: number;
  /** Where the output's state comes in. */
  readonly entry: number;
  /** Top of the output's bars, and of the input's cells. */
  readonly output: number;
  readonly input: number;
  /** Where what comes from the input turns to the line of products. */
  readonly elbow: number;
  /** Baseline of the numbers of the steps. */
  readonly axis: number;
}

export const boxWidth = 16;
const top = 58;
const underBoxes = 106;
const betweenBoxes = 20;
const leastRow = 2;
/** Of a single state: lines need the rest. */
const tallest = 0.78;

function boxOf(state: string, from: number, room: number, units: number): StateBox {
  const rows = Math.max(1, Math.min(units, Math.floor(room / leastRow)));
  const unitsPerRow = Math.ceil(units / rows);
  const own = Math.ceil(units / unitsPerRow);
  const height = Math.min(own * Math.max(1, Math.floor(room / own)), own * 12);
  const start = from + Math.floor((room - height) / 2);
  return {
    ...{ state, top: start, height, rows: own, unitsPerRow },
    ...{ ribbon: start + height - 10, factor: start + height + 12 },
  };
}

export function shapeOf(height: number, units: number, { carry, output }: Wiring, hidden: string): Shape {
  const all = height - top - underBoxes;
  const room = Math.floor(carry ? all : tallest * all);
  const start = top + Math.floor((all - room) / 2);
  const rest = { height, output: 8, input: height - 54, axis: height - 8 };
  if (carry && output) {
    const each = Math.floor((room - betweenBoxes) / 2);
    const kept = boxOf(carry.state, start, each, units);
    const own = boxOf(hidden, start + room - each, each, units);
    return {
      ...rest,
      // Of the carried state beside its upper end, where no valve stands.
      boxes: [own, { ...kept, ribbon: kept.top + 10, factor: kept.top - 3 }],
      upper: Math.round(kept.top + 0.66 * kept.height),
      lower: Math.round(own.top + 0.62 * own.height),
      entry: own.top + 12,
      elbow: own.top + own.height + 26,
    };
  }
  const own = boxOf(hidden, start, room, units);
  const at = (share: number) => Math.round(own.top + share * own.height);
  const lower = carry ? at(0.68) : at(0.45);
  return {
    ...rest,
    boxes: [own],
    ...{
      upper: carry ? at(0.2) : null,
      lower,
      entry: carry ? at(0.2) : lower,
      elbow: own.top + own.height + 26,
    },
  };
}

/** From the state before (0) to a step's own (1), as distances from the step's middle. */
export type Along = (share: number) => number;

export function alongOf(spacing: number, width: number, direction: Direction): Along {
  const sign = direction === "forward" ? 1 : -1;
  const from = -sign * (spacing - width / 2);
  const to = (-sign * width) / 2;
  return (share) => from + (to - from) * share;
}

/** Where the parts of a cell stand on the way. */
export const parts = {
  letter: 0.14,
  read: 0.27,
  sum: 0.4,
  keep: 0.55,
  source: 0.7,
  branch: 0.83,
  output: 0.91,
  /** Of a cell that carries nothing. */
  plain: { letter: 0.35, sum: 0.68, act: 0.84 },
} as const;
