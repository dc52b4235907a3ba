/** What the histograms of the next update draw and say, without React. */
import type { Histogram } from "../../lib/histogram.ts";
import { isFormed, type Phrase } from "../../lib/phrase.ts";
import { isCounted } from "../../model/counted.ts";
import type { NextUpdate, ParameterUpdate } from "../../model/next-update.ts";
import type { RunRecord } from "../../store/run-record.ts";
import type { nextUpdate as english } from "../../text/en/next-update.ts";
import type { Words } from "../../text/language.ts";
import { rounded, type Table } from "../table.ts";

/** What there is of a model: the numbers, or why there are none; both null while they are not there yet. */
export interface NextShown {
  /** Number of the update: one more than were made. */
  readonly number: number | null;
  readonly next: NextUpdate | null;
  readonly why: Phrase | null;
  readonly isCounter: boolean;
}

export function nextShown({ examined, plans }: RunRecord, lane: number): NextShown {
  const plan = plans[lane];
  const isCounter = plan !== undefined && isCounted(plan);
  if (examined === null) return { number: null, next: null, why: null, isCounter };
  if (isFormed(examined)) return { number: null, next: null, why: examined, isCounter };
  const next = examined.models[lane]?.next ?? null;
  return {
    number: examined.update + 1,
    next: next && !isFormed(next) ? next : null,
    why: next && isFormed(next) ? next : null,
    isCounter,
  };
}

export const kinds = ["weights", "gradients", "ratios"] as const;
export type HistogramKind = (typeof kinds)[number];

/** A stretch of an axis. */
export type Stretch = readonly [low: number, high: number];

const widthOf = ({ low, high, counts }: Histogram): number => (high - low) / counts.length;

/** Rule of thumb for the ratio of an update to the weights, as a power of ten. Source: CS231n, Neural Networks Part 3. */
export const healthyRatio = -3;
/** Fewer decades would make much of little. */
const leastDecades = 4;

/**
 * The whole decades in which the histograms of all parameters have something, so that rows have one axis; for ratios the rule of
 * thumb is among them. Of weights it is the range that they share.
 */
export function stretchOf(parameters: readonly ParameterUpdate[], kind: HistogramKind): Stretch {
  const all = parameters.map((parameter) => parameter[kind]);
  const first = all[0];
  if (!first) return [0, 1];
  if (kind === "weights") return [first.low, first.high];
  let [low, high] = kind === "ratios" ? [healthyRatio, healthyRatio] : [first.high, first.low];
  for (const histogram of all)
    histogram.counts.forEach((count, bin) => {
      if (count === 0) return;
      low = Math.min(low, histogram.low + bin * widthOf(histogram));
      high = Math.max(high, histogram.low + (bin + 1) * widthOf(histogram));
    });
  if (low > high) [low, high] = [-leastDecades, 0];
  [low, high] = [Math.floor(low), Math.ceil(high)];
  while (high - low < leastDecades) {
    if (high < first.high) high++;
    if (high - low < leastDecades && low > first.low) low--;
  }
  return [low, high];
}

/** The outline of a histogram in a box, from its foot and back to it; "" where nothing is counted. */
export function outline(histogram: Histogram, [low, high]: Stretch, width: number, height: number): string {
  const most = Math.max(...histogram.counts);
  if (most === 0) return "";
  const x = (value: number) => ((value - low) / (high - low)) * width;
  let path = "";
  let before = 0;
  histogram.counts.forEach((count, bin) => {
    if (count === 0 && before === 0) return;
    const left = x(histogram.low + bin * widthOf(histogram)).toFixed(1);
    // A bin with a single weight among thousands is still seen.
    const y = count === 0 ? height : Math.min(height - 1, height * (1 - count / most));
    path += before === 0 ? `M${left} ${height}V${y.toFixed(1)}` : `H${left}V${y.toFixed(1)}`;
    if (count === 0) path += "Z";
    before = count;
  });
  return before === 0 ? path : `${path}H${x(histogram.high).toFixed(1)}V${height}Z`;
}

/** Where an axis has ticks: whole powers of ten, not too near each other, or the middle and the ends. */
export function ticksOf([low, high]: Stretch, kind: HistogramKind, width: number): readonly number[] {
  if (kind === "weights") return [low, 0, high];
  const every = Math.max(1, Math.ceil((high - low + 1) / Math.max(2, Math.floor(width / 42))));
  return Array.from({ length: high - low + 1 }, (_, k) => low + k).filter((tick) => tick % every === 0);
}

/** ‖Δw‖ / ‖w‖; NaN where all weights are 0. */
export const ratioOf = ({ updateNorm, weightNorm }: ParameterUpdate): number =>
  weightNorm === 0 ? Number.NaN : updateNorm / weightNorm;

/** What is in no bin, in words; null where there is nothing. */
export function besideWords(
  words: Words<typeof english>,
  kind: HistogramKind,
  { weights, gradients, ratios }: ParameterUpdate,
  format: (count: number) => string,
): string | null {
  if (kind === "weights") return weights.broken > 0 ? words.broken(format(weights.broken)) : null;
  if (kind === "gradients") {
    if (gradients.broken > 0) return words.broken(format(gradients.broken));
    return gradients.zeros > 0 ? words.zeroGradients(format(gradients.zeros)) : null;
  }
  if (ratios.broken > 0) return words.zeroWeights(format(ratios.broken));
  return ratios.zeros > 0 ? words.zeroSteps(format(ratios.zeros)) : null;
}

/** The bins of every histogram that are not empty, with the norms of their parameter; decades as powers of ten. */
export function nextTable({ table, columns }: Words<typeof english>, next: NextUpdate): Table {
  return {
    header: [
      ...[table.parameter, table.weightNorm, table.gradientNorm, table.updateNorm],
      ...[table.kind, table.low, table.high, table.count],
    ],
    rows: next.parameters.flatMap((parameter) => {
      const { path, weightNorm, gradientNorm, updateNorm } = parameter;
      const norms = [weightNorm, gradientNorm, updateNorm].map(rounded);
      return kinds.flatMap((kind) => {
        const histogram = parameter[kind];
        const edge = (bin: number) => {
          const at = histogram.low + bin * widthOf(histogram);
          return rounded(kind === "weights" ? at : 10 ** at);
        };
        return [...histogram.counts].flatMap((count, bin) =>
          count > 0 ? [[path, ...norms, columns[kind], edge(bin), edge(bin + 1), count]] : [],
        );
      });
    }),
  };
}
