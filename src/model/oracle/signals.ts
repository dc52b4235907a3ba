/**
 * What nodes pass to each other in the oracle. A signal is [T, B, W], time-major; a place says which of its rows [W] a reader
 * sees at a step. Lags, first states, truncation and sequences that end early are settled here, so that node kinds need not know of them.
 */
import type { Batch } from "../../lib/batch.ts";
import { standingOf } from "../lengths.ts";
import { type Direction, isCut, type Place, type Plan, stepBefore } from "../plan.ts";
import type { Floats } from "../results.ts";

/** Steps from ≤ t < to of the sequence, computed at once: one step is [1·B, W], all steps are [T·B, W]. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a node makes of a batch. */
export interface Signal {
  readonly width: number;
  /** That of the node's time: says where a signal begins and ends. */
  readonly direction: Direction;
  /** [T, B, W] */
  readonly values: Floats;
  /** ∂L/∂values [T, B, W]: each reader adds its part on the way back. The input has none. */
  readonly gradient?: Float64Array;
  /** What stands before the first step, [B, W]; zeros where absent. */
  readonly before?: { readonly values: Float64Array; readonly gradient: Float64Array };
  /** What a reader sees the values times, [T, B, W]: 0 where dropout drops. */
  readonly mask?: Floats | undefined;
}

/** The rows of a span, as a view: [T, B, W] → [R, W] where R = steps of the span · B. */
export const rowsAt = <A extends Floats | Int32Array>(array: A, { from, to }: Span, steps: number): A =>
  array.subarray((from * array.length) / steps, (to * array.length) / steps) as A;

/** Row n of an array [·, W] and of the array where its gradient is summed; no gradient where none passes. */
interface Row {
  readonly n: number;
  readonly values: Floats;
  readonly gradient: Float64Array | undefined;
  readonly mask: Floats | undefined;
}

/** The last step that a signal comes to in sequence b. */
const endOf = ({ direction }: Signal, { steps, lengths }: Batch, b: number): number =>
  direction === "backward" ? 0 : (lengths?.[b] ?? steps) - 1;

/** The row that a reader sees at step t of sequence b; undefined where it sees zeros: outside of the sequence. */
function rowSeen(
  signal: Signal,
  { at }: Place,
  t: number,
  b: number,
  reader: Direction,
  plan: Plan,
  batch: Batch,
): Row | undefined {
  const s = at === "end" ? endOf(signal, batch, b) : stepBefore(t, at.lag, reader);
  const passes = !isCut(plan, t, s);
  const { values, gradient, mask, before, direction } = signal;
  const standing = standingOf(batch, b, s, direction);
  if (standing === "after" || (standing === "first" && !before)) return undefined;
  if (s < 0 || s >= batch.steps) {
    const isFirst = s === (direction === "forward" ? -1 : batch.steps);
    if (!before || !isFirst) return undefined;
    return { n: b, values: before.values, gradient: passes ? before.gradient : undefined, mask: undefined };
  }
  return {
    n: s * batch.size + b,
    values,
    gradient: passes ? gradient : undefined,
    mask: standing === "within" ? mask : undefined,
  };
}

/** What a node reads: its places side by side. */
export interface Input {
  /** Σ W over the places. */
  readonly width: number;
  /** Whether a gradient is of use to anyone. */
  readonly wantsGradient: boolean;
  /** [R, D] */
  read(span: Span): Float64Array;
  /** Adds ∂L/∂input [R, D] of a span to the gradients of what was read. */
  send(span: Span, gradient: Float64Array): void;
}

export function inputOf(
  places: readonly Place[],
  signalOf: (place: Place) => Signal,
  reader: Direction,
  plan: Plan,
  batch: Batch,
): Input {
  const sources = places.map((place) => ({ place, signal: signalOf(place) }));
  const D = sources.reduce((sum, { signal }) => sum + signal.width, 0);
  /** Calls `use` for every row of every place with the column of its first entry in the span's [R, D]. */
  const eachRow = ({ from, to }: Span, use: (row: Row, width: number, at: number) => void) => {
    let column = 0;
    for (const { place, signal } of sources) {
      for (let t = from; t < to; t++)
        for (let b = 0; b < batch.size; b++) {
          const row = rowSeen(signal, place, t, b, reader, plan, batch);
          if (row) use(row, signal.width, ((t - from) * batch.size + b) * D + column);
        }
      column += signal.width;
    }
  };
  return {
    width: D,
    wantsGradient: sources.some(({ signal }) => signal.gradient !== undefined),
    read(span) {
      const out = new Float64Array((span.to - span.from) * batch.size * D);
      eachRow(span, ({ n, values, mask }, width, at) => {
        for (let i = 0; i < width; i++) {
          const value = values[n * width + i] as number;
          out[at + i] = mask ? value * (mask[n * width + i] as number) : value;
        }
      });
      return out;
    },
    send(span, sent) {
      eachRow(span, ({ n, gradient, mask }, width, at) => {
        if (!gradient) return;
        for (let i = 0; i < width; i++) {
          const own = sent[at + i] as number;
          (gradient[n * width + i] as number) += mask ? own * (mask[n * width + i] as number) : own;
        }
      });
    },
  };
}
