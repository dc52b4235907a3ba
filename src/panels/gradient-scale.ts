import { powerOfTen } from "../lib/format.ts";
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

/** The norm at the last step that anything reaches: a batch may have no sequence that goes on to the end. */
function lastOf(norms: ArrayLike<number>): number {
  let step = norms.length - 1;
  while (step > 0 && norms[step] === 0) step--;
  return norms[step] ?? Number.NaN;
}

/** A norm as a share of the one at the last step that anything reaches; NaN if none does. */
export const shareOf = (norms: ArrayLike<number>, step: number): number => {
  const last = lastOf(norms);
  return last > 0 ? (norms[step] ?? Number.NaN) / last : Number.NaN;
};

export const shownNorm = (norms: ArrayLike<number>, step: number, mode: GradientMode): number =>
  mode === "share" ? shareOf(norms, step) : (norms[step] ?? Number.NaN);

/** Up to twice the end of the scale is drawn at its end: a fortieth of its length, not worth another scale. */
const tolerance = 2;

/** Whole decades above 1 that hold a value. */
export const decadesFor = (largest: number): number =>
  largest > tolerance && Number.isFinite(largest)
    ? Math.min(mostDecades, Math.ceil(Math.log10(largest / tolerance)))
    : 0;

function look(seen: Seen, norms: Float32Array): void {
  let largest = 0;
  for (const norm of norms) if (norm > largest && norm < Number.POSITIVE_INFINITY) largest = norm;
  seen.absolute = Math.max(seen.absolute, decadesFor(largest));
  const last = lastOf(norms);
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

/** Exponents to label: the floor, 1, round steps between and above, and the top where it is far enough from the next. */
export function decadeTicks({ low, high }: GradientScale, most: number): readonly number[] {
  const every = (step: number) => {
    const ticks: number[] = [];
    for (let exponent = low; exponent <= high; exponent += step) ticks.push(exponent);
    return high - (ticks.at(-1) ?? low) >= step / 2 ? [...ticks, high] : ticks;
  };
  return [1, 2, 3, 4, 6].map(every).find((ticks) => ticks.length <= most) ?? every(-low);
}

/** A power of ten as a label: 10⁻¹², 1, 10, 10². */
export const decadeText = (exponent: number): string =>
  exponent === 0 ? "1" : exponent === 1 ? "10" : powerOfTen(exponent);
