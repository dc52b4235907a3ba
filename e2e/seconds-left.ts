import type { OpenStore } from "../src/store/store.ts";

/** What a story that pauses a run needs at least, in seconds, for a machine many times slower than this one. */
export const leastLeft = 40;

export const tooShort =
  "seconds until the run could end by itself, before Pause is pressed: make it endless (e2e/page.ts)";

/**
 * Seconds until the run can have ended by itself on the fastest of machines, which makes no 20,000 updates a second of any race; at a
 * set speed it is the same on all of them. Runs in the page.
 */
export function secondsLeft(): number {
  const { state } = (globalThis as typeof globalThis & { readonly unrolled: OpenStore }).unrolled;
  const { spec, run } = state.getState();
  const { updates, speed } = spec.training;
  if (updates === 0) return Number.MAX_VALUE;
  return (updates - run.update) / (speed === "max" ? 20_000 : Number(speed));
}
