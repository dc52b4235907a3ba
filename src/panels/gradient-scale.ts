import { powerOfTen } from "../lib/format.ts";
import { networkCurves, type RunRecord } from "../store/run-record.ts";
import type { AppState } from "../store/state.ts";
import { networkTrace } from "../trainer/protocol.ts";

/** Decades that the colours and the axis of ‖∂L/∂h_t‖ span: 10^low … 10^high, the same for all models. */
export interface GradientScale {
  readonly low: number;
  readonly high: number;
}

export type GradientMode = AppState["gradientMode"];

const lowest = -12;
const highest = 2;

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

/** A share of a norm: nothing is under it where the gradient reaches every step in good health. */
const healthy = -3;

/** Whether a share lies under 10⁻³. What comes after the last step that anything reaches is no step of the sequence. */
function hasFaint(norms: ArrayLike<number>): boolean {
  const last = lastOf(norms);
  if (!(last > 0)) return false;
  let end = norms.length - 1;
  while (norms[end] === 0) end--;
  for (let step = 0; step < end; step++) if ((norms[step] as number) < 10 ** healthy * last) return true;
  return false;
}

/** All that is known of the gradients of the untrained networks: by model, layer and state. */
function* untrained({ models, trace }: RunRecord): Generator<ArrayLike<number>> {
  const columns = models.flatMap((model) => [...(networkCurves(model)?.waterfalls.values() ?? [])]);
  // The first update's gradients are those of the weights before it.
  for (const column of columns) if (column.length > 0) yield column.column(0);
  if (columns.some(({ length }) => length > 0)) return;
  for (const model of trace?.models ?? [])
    for (const states of networkTrace(model)?.gradientNorms ?? []) yield* Object.values(states);
}

const floors = new WeakMap<RunRecord, number>();

/**
 * The scale of a run, settled once and for all by its untrained networks: 10⁻¹² … 10², or 10⁻³ … 10² where no share of any
 * of them lies under 10⁻³. What lies beyond an end is drawn there, beyond the top in a colour of its own: a colour
 * keeps its meaning. The absolute norm falls with the loss, so that its scale is always the whole one. Which shares
 * occur: docs/decisions/0018-gradient-scale.md.
 */
export function gradientScale(record: RunRecord, mode: GradientMode): GradientScale {
  if (mode === "absolute") return { low: lowest, high: highest };
  const settled = floors.get(record);
  if (settled !== undefined) return { low: settled, high: highest };
  const norms = [...untrained(record)];
  const low = norms.length > 0 && !norms.some(hasFaint) ? healthy : lowest;
  if (norms.length > 0) floors.set(record, low);
  return { low, high: highest };
}

/** Whether the scale was opened up, since nothing lies under its floor. */
export const isOpened = ({ low }: GradientScale): boolean => low > lowest;

/** Exponents to label: the floor, round steps from there over 1, and the top where it is far enough from the next. */
export function decadeTicks({ low, high }: GradientScale, most: number): readonly number[] {
  const every = (step: number) => {
    const ticks: number[] = [];
    for (let exponent = low; exponent <= high; exponent += step) ticks.push(exponent);
    // Where so many labels fill the axis, the top must be as far from the next as they are.
    return ((high - (ticks.at(-1) ?? low)) / (high - low)) * most >= 1 ? [...ticks, high] : ticks;
  };
  const steps = [1, 2, 3, 4, 6].filter((step) => low % step === 0);
  return steps.map(every).find((ticks) => ticks.length <= most) ?? [low, high];
}

/** A power of ten as a label: 10⁻¹², 1, 10, 10². */
export const decadeText = (exponent: number): string =>
  exponent === 0 ? "1" : exponent === 1 ? "10" : powerOfTen(exponent);
