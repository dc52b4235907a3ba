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
    doc: "Minimum number of time steps. Sequence lengths vary between this value and the length; padding is ignored.",
  });

/** How long sequences are. */
export interface Unequal {
  /** Whether any ends before the last step. */
  readonly isPadded: boolean;
  /** Steps of a sequence, each number equally likely; takes no random number where all are equal. */
  sampleSteps(rng: Rng): number;
}

/** @param shortest 0: all have the length, as where it is longer than that. */
export function unequal(length: number, shortest: number): Unequal {
  const isPadded = shortest > 0 && shortest < length;
  return {
    isPadded,
    sampleSteps: (rng) => (isPadded ? shortest + rng.below(length - shortest + 1) : length),
  };
}
