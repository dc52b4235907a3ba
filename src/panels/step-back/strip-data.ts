/** What the strips draw and say, without React. */
import type { JacobianStrip } from "../../examiner/protocol.ts";
import { isFormed, type Phrase } from "../../lib/phrase.ts";
import { planOf } from "../../model/counted.ts";
import type { ScanNode } from "../../model/plan.ts";
import type { RunRecord } from "../../store/run-record.ts";
import type { AppState, ShownLayer } from "../../store/state.ts";
import type { stepBack as english } from "../../text/en/step-back.ts";
import type { Words } from "../../text/language.ts";
import { networkTrace } from "../../trainer/protocol.ts";
import { shownScan } from "../shown-scan.ts";
import { rounded, type Table } from "../table.ts";

export interface StripModel {
  readonly lane: number;
  readonly name: string;
  readonly scan: ScanNode | null;
  readonly jacobian: JacobianStrip | null;
  /** Why there is no Jacobian. */
  readonly why: Phrase | null;
  /** L_t by step; null while it is not known. */
  readonly losses: Float64Array | null;
  /** ‖∂L/∂s_{t−1}‖ / ‖∂L/∂s_t‖ in the mean over the steps before the last; null where nothing is known of it. */
  readonly passes: number | null;
}

/** The geometric mean of what one step back leaves of a gradient, over the steps that it passes. */
export function passing(norms: ArrayLike<number>): number | null {
  const last = norms.length - 1;
  const [first, end] = [norms[0] ?? 0, norms[last] ?? 0];
  return last > 0 && first > 0 && end > 0 ? (first / end) ** (1 / last) : null;
}

export function stripModels(record: RunRecord, layer: ShownLayer | null): readonly StripModel[] {
  const { examined, trace } = record;
  const all = examined && !isFormed(examined) ? examined : null;
  const failure = examined && isFormed(examined) ? examined : null;
  return record.plans.map((model, lane) => {
    const plan = planOf(model);
    const scan = (plan && shownScan(plan, layer)) ?? null;
    const own = all?.models[lane];
    const strip = (scan && own?.jacobians?.[scan.index]) ?? failure;
    const reach = own?.reach && !isFormed(own.reach) ? own.reach : null;
    const norms =
      scan && networkTrace(trace?.models[lane])?.gradientNorms[scan.index]?.[scan.states[0] ?? ""];
    return {
      ...{ lane, name: record.names[lane] ?? "", scan },
      jacobian: strip && !isFormed(strip) ? strip : null,
      why: strip && isFormed(strip) ? strip : null,
      losses: reach?.losses ?? null,
      passes: norms && scan?.direction === "forward" ? passing(norms) : null,
    };
  });
}

/** The mean over the steps at which a value is known. */
export function meanOf(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Decades of the strip of singular values. */
export const stripScale = { low: -1.7, high: 0.7 } as const;

/** A singular value's height in a strip, from the top; what is beyond an end is drawn there. */
export function heightOf(value: number, height: number): number {
  if (!(value > 0)) return Number.isNaN(value) ? value : height;
  const { low, high } = stripScale;
  return height * (1 - Math.min(1, Math.max(0, (Math.log10(value) - low) / (high - low))));
}

/** Least and largest of the losses, the top a little above it. */
export function lossTop(models: readonly StripModel[]): number {
  const largest = Math.max(0, ...models.flatMap(({ losses }) => [...(losses ?? [])].filter(Number.isFinite)));
  return largest > 0 ? largest * 1.05 : 1;
}

/** The model whose band is filled down to the smallest value: the one pointed at, else the first that has one. */
export const filledOf = (
  models: readonly StripModel[],
  { pointed }: Pick<AppState, "pointed">,
): StripModel | null =>
  models.find(({ lane, jacobian }) => lane === pointed.model && jacobian?.smallest) ??
  models.find(({ jacobian }) => jacobian?.smallest) ??
  null;

/** A row for each model and step. */
export function stripTable(
  { model, step, largest, median, smallest, loss }: Words<typeof english>["columns"],
  models: readonly StripModel[],
  unit: string,
): Table {
  return {
    header: [model, step, largest, median, smallest, loss(unit)],
    rows: models.flatMap(({ name, jacobian, losses }) =>
      Array.from({ length: Math.max(jacobian?.largest.length ?? 0, losses?.length ?? 0) }, (_, t) => [
        ...[name, t + 1],
        ...[jacobian?.largest[t], jacobian?.median?.[t], jacobian?.smallest?.[t], losses?.[t]].map(rounded),
      ]),
    ),
  };
}
