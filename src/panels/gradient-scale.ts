import type { RunRecord } from "../store/run-record.ts";
import type { AppState } from "../store/state.ts";

/** Decades that the colours and the axis of ‖∂L/∂h_t‖ span: 10^low … 10^high, the same for all models. */
export interface GradientScale {
  readonly low: number;
  readonly high: number;
}

export type GradientMode = AppState["gradientMode"];

const low = -12;
const mostDecades = 12;

interface Seen {
  share: number;
  absolute: number;
  /** Updates of each waterfall that were looked at. */
  readonly lengths: Map<string, number>;
  trace: unknown;
}

const seenOf = new WeakMap<RunRecord, Seen>();

/** A norm as a share of the one at the last step; NaN if nothing arrives there. */
export const shareOf = (norms: ArrayLike<number>, step: number): number => {
  const last = norms[norms.length - 1] ?? Number.NaN;
  return last > 0 ? (norms[step] ?? Number.NaN) / last : Number.NaN;
};

export const shownNorm = (norms: ArrayLike<number>, step: number, mode: GradientMode): number =>
  mode === "share" ? shareOf(norms, step) : (norms[step] ?? Number.NaN);

/** Whole decades that hold a value: 0 for all up to 1. */
export const decadesFor = (largest: number): number =>
  largest > 1 && Number.isFinite(largest) ? Math.min(mostDecades, Math.ceil(Math.log10(largest) - 1e-9)) : 0;

function look(seen: Seen, norms: Float32Array): void {
  let largest = 0;
  for (const norm of norms) if (norm > largest && norm < Number.POSITIVE_INFINITY) largest = norm;
  seen.absolute = Math.max(seen.absolute, decadesFor(largest));
  const last = norms[norms.length - 1] ?? 0;
  if (last > 0) seen.share = Math.max(seen.share, decadesFor(largest / last));
}

/**
 * The scale of a run: 10⁻¹² … 1, and more by whole decades once a value exceeds it. It never shrinks within a run, so
 * that a colour keeps its meaning. Looks only at what came since the last call.
 */
export function gradientScale(record: RunRecord, mode: GradientMode): GradientScale {
  let seen = seenOf.get(record);
  if (!seen) {
    seen = { share: 0, absolute: 0, lengths: new Map(), trace: null };
    seenOf.set(record, seen);
  }
  record.models.forEach(({ waterfalls }, m) => {
    for (const [name, columns] of waterfalls) {
      const key = `${m}/${name}`;
      const from = Math.min(seen.lengths.get(key) ?? 0, columns.length);
      for (let k = Math.ceil(from / columns.stride); k < columns.kept; k++) look(seen, columns.column(k));
      seen.lengths.set(key, columns.length);
    }
  });
  if (record.trace && record.trace !== seen.trace) {
    seen.trace = record.trace;
    for (const model of record.trace.models)
      for (const states of model.gradientNorms) for (const norms of Object.values(states)) look(seen, norms);
  }
  return { low, high: mode === "share" ? seen.share : seen.absolute };
}

/** Exponents to label, at most `most` and the upper end: −12, −9 … 0. */
export function decadeTicks({ low, high }: GradientScale, most: number): readonly number[] {
  const step = [1, 2, 3, 4, 5, 6, 8, 12, 24].find((size) => (high - low) / size <= most - 1) ?? high - low;
  const ticks: number[] = [];
  for (let exponent = low; exponent <= high; exponent += step) ticks.push(exponent);
  const last = ticks.at(-1) ?? low;
  if (last < high && high - last >= step / 2) ticks.push(high);
  return ticks;
}
