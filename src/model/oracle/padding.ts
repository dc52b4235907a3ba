/** What a scan has at steps after the end of a sequence (see `lengths.ts`); without lengths nothing here does anything. */
import type { Batch } from "../../lib/batch.ts";
import { standingOf } from "../lengths.ts";
import { type Direction, stepBefore } from "../plan.ts";
import type { Signal, Span } from "./signals.ts";

/** Calls `use` with every entry of rows [R, W] of a span, and with what the entry's step is for its sequence b. */
function eachEntry(
  rows: Float64Array,
  { from, to }: Span,
  direction: Direction,
  batch: Batch,
  use: (standing: ReturnType<typeof standingOf>, i: number, inSequence: number) => void,
): void {
  const width = rows.length / ((to - from) * batch.size);
  rows.forEach((_, i) => {
    const row = Math.floor(i / width);
    const b = row % batch.size;
    const standing = standingOf(batch, b, from + Math.floor(row / batch.size), direction);
    use(standing, i, b * width + (i % width));
  });
}

/**
 * What stands at a span in place of what is computed there, [R, W]: zeros in the padding, or where a backward scan comes in the
 * first state.
 * @param first [B, W]; zeros where absent
 */
export function settled(
  computed: Float64Array,
  first: Float64Array | undefined,
  span: Span,
  direction: Direction,
  batch: Batch,
): Float64Array {
  if (!batch.lengths) return computed;
  const out = computed.slice();
  eachEntry(computed, span, direction, batch, (standing, i, inSequence) => {
    if (standing !== "within") out[i] = standing === "first" ? (first?.[inSequence] ?? 0) : 0;
  });
  return out;
}

/** What stands before the first step that a scan comes to, [B, W]. */
export function beforeFirst(first: Float64Array, direction: Direction, batch: Batch): Float64Array {
  const t = stepBefore(direction === "forward" ? 0 : batch.steps - 1, 1, direction);
  return settled(first, first, { from: t, to: t + 1 }, direction, batch);
}

/**
 * Takes what has arrived of ∂L in the padding out of a span's gradient [R, W]: at a first state it is that state's, elsewhere
 * it reaches nothing.
 */
export function settleBack(
  gradient: Float64Array,
  before: NonNullable<Signal["before"]>,
  span: Span,
  direction: Direction,
  batch: Batch,
): void {
  if (!batch.lengths) return;
  eachEntry(gradient, span, direction, batch, (standing, i, inSequence) => {
    // In place of what steps of this sequence sent to before the first step of the longest: they read zeros there.
    if (standing === "first") before.gradient[inSequence] = gradient[i] as number;
    if (standing !== "within") gradient[i] = 0;
  });
}
