import { int } from "../lib/fields.ts";
import type { Rng } from "../lib/rng.ts";

/** The setting of tasks whose sequences may have different lengths. @param min steps that the task needs */
export const shortestField = (min: number) =>
  int({
    label: "Shortest",
    default: 0,
    min,
    max: 400,
    off: { value: 0, label: "all equal" },
    unit: "steps",
    doc: "Sequences have any number of steps from this one to the length; nothing counts after the end of one.",
  });

/** How long sequences are. */
export interface Unequal {
  /** Whether any ends before the last step. */
  readonly isPadded: boolean;
  /** Steps of a sequence, each number equally likely; draws nothing where all are equal. */
  draw(rng: Rng): number;
}

/** @param shortest 0: all have the length, as where it is longer than that. */
export function unequal(length: number, shortest: number): Unequal {
  const isPadded = shortest > 0 && shortest < length;
  return { isPadded, draw: (rng) => (isPadded ? shortest + rng.below(length - shortest + 1) : length) };
}
