import { type Direction, stepBefore } from "../../model/plan.ts";

/** From a step whose state is read to the step that reads it, 0-based. */
export type Arc = readonly [from: number, to: number];

/** Every product that reads a state of several steps ago. What lies before the first step of a scan is zero, and has no arc. */
export const arcsOf = (steps: number, skips: readonly number[], direction: Direction): readonly Arc[] =>
  skips.flatMap((lag) =>
    Array.from({ length: steps }, (_, to): Arc => [stepBefore(to, lag, direction), to]).filter(
      ([from]) => from >= 0 && from < steps,
    ),
  );
