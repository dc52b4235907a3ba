/** What the spectrum over updates draws and says, without React. */
import { factsOf } from "../../cells/facts.ts";
import { formatCount, formatNumber } from "../../lib/format.ts";
import { type Formed, isFormed } from "../../lib/phrase.ts";
import { planOf } from "../../model/counted.ts";
import type { KernelSpectrum } from "../../model/kernel-spectrum.ts";
import { type ScanNode, scansOf } from "../../model/plan.ts";
import { allValuesUpTo } from "../../model/singular-values.ts";
import type { RunRecord } from "../../store/run-record.ts";
import type { ShownLayer } from "../../store/state.ts";
import type { spectrum as english } from "../../text/en/spectrum.ts";
import type { updateChart as chartEnglish } from "../../text/en/update-chart.ts";
import type { Words } from "../../text/language.ts";
import { shownScan } from "../shown-scan.ts";
import { rounded, type Table } from "../table.ts";
import { grownRange, type Range } from "../update-chart-layout.ts";

type SpectrumWords = Words<typeof english>;

export interface SpectrumPoint extends KernelSpectrum {
  readonly update: number;
}

/** One model; the gate whose recurrent matrix is shown, and all that have one. */
export interface SpectrumLine {
  readonly lane: number;
  readonly name: string;
  readonly gate: string;
  readonly gates: readonly string[];
  /** In order of update. */
  readonly points: readonly SpectrumPoint[];
}

/** By lane: the gate that was picked. */
export type Picked = ReadonlyMap<number, string>;

/**
 * The gate that is shown until another is picked: the candidate, through which the state passes as it does in a plain RNN, else the first
 * that there is.
 */
export function firstGate({ cellEquations, blocks }: ScanNode): string | undefined {
  const { shares } = factsOf(cellEquations);
  return blocks.recurrentKernel.find((gate) => !shares.includes(gate)) ?? blocks.recurrentKernel[0];
}

const scanOf = (record: RunRecord, lane: number, shown: ShownLayer | null): ScanNode | null => {
  const plan = planOf(record.plans[lane]);
  return (plan && shownScan(plan, shown)) ?? null;
};

/** The networks with a recurrent kernel, at the layer that is shown, also before anything is known of them. */
export function spectrumLines(
  record: RunRecord,
  shown: ShownLayer | null,
  picked: Picked,
): readonly SpectrumLine[] {
  return record.names.flatMap((name, lane): SpectrumLine[] => {
    const scan = scanOf(record, lane, shown);
    const gates = scan?.blocks.recurrentKernel ?? [];
    const wanted = picked.get(lane);
    const gate = scan && (wanted && gates.includes(wanted) ? wanted : firstGate(scan));
    if (!scan || !gate) return [];
    const points = record.spectra.flatMap(({ update, models }): SpectrumPoint[] => {
      const own = models[lane];
      const found = own && !isFormed(own) && own[scan.index]?.find((one) => one.gate === gate);
      return found ? [{ update, ...found }] : [];
    });
    return [{ lane, name, gate, gates, points }];
  });
}

/** Why models have no line, or not all of it, a sentence each. */
export function spectrumReasons(
  words: SpectrumWords,
  say: (said: Formed) => string,
  record: RunRecord,
  shown: ShownLayer | null,
): readonly string[] {
  const newest = record.spectra.at(-1);
  return record.names.flatMap((name, lane) => {
    const scan = scanOf(record, lane, shown);
    if (!scan) return [words.counted(name)];
    if (scan.blocks.recurrentKernel.length === 0) return [words.without(name)];
    const own = newest?.models[lane];
    if (own && isFormed(own)) return [words.refused(name, say(own))];
    return scan.units > allValuesUpTo ? [words.onlyLargest(name, formatCount(allValuesUpTo))] : [];
  });
}

/** "layer 2, read backward"; null where every model has one scan alone. */
export function scanWords(words: SpectrumWords, record: RunRecord, shown: ShownLayer | null): string | null {
  const most = record.plans
    .flatMap((model) => planOf(model) ?? [])
    .toSorted((a, b) => scansOf(b).length - scansOf(a).length)[0];
  const scan = most && shownScan(most, shown);
  if (!scan || scansOf(most).length < 2) return null;
  const isTwo = scansOf(most).some(
    ({ layer, direction }) => layer === scan.layer && direction === "backward",
  );
  return words.scan(scan.layer, isTwo ? scan.direction : null);
}

/** What lies under a hundredth is drawn at the bottom: the smallest value of a matrix that is not orthogonal is often about 0. */
const base: Range = [0.01, 5];

export function spectrumRange(lines: readonly SpectrumLine[]): Range {
  const tops = lines
    .flatMap(({ points }) => points.flatMap(({ largest, radius }) => [largest, radius ?? largest]))
    .filter(Number.isFinite);
  const [least, largest] = grownRange("log", base, [1, Math.max(1, ...tops)]);
  return [least, largest];
}

/** The newest that was known at an update. */
export const spectrumAt = (points: readonly SpectrumPoint[], update: number): SpectrumPoint | undefined =>
  points.findLast((one) => one.update <= update);

export function spectrumSentence(
  words: SpectrumWords,
  lines: readonly SpectrumLine[],
  letterOf: (gate: string) => string,
): string {
  const said = lines.flatMap(({ name, gate, points }) => {
    const last = points.at(-1);
    if (!last) return [];
    const sentence = words.sentence(
      name,
      letterOf(gate),
      formatNumber(last.largest),
      formatCount(last.update),
    );
    return [last.radius === null ? sentence : words.sentenceRadius(sentence, formatNumber(last.radius))];
  });
  return said.length > 0 ? said.join(". ") : words.empty;
}

/** A row per moment, four columns per network. */
export function spectrumTable(
  words: SpectrumWords,
  { update }: Words<typeof chartEnglish>,
  lines: readonly SpectrumLine[],
): Table {
  const updates = [...new Set(lines.flatMap(({ points }) => points.map((one) => one.update)))].sort(
    (a, b) => a - b,
  );
  const kinds = ["largest", "median", "smallest", "radius"] as const;
  return {
    header: [
      update,
      ...lines.flatMap(({ name, gate }) => kinds.map((kind) => words.columns[kind](name, gate))),
    ],
    rows: updates.map((at) => [
      at,
      ...lines.flatMap(({ points }) => {
        const point = points.find((one) => one.update === at);
        return kinds.map((kind) => rounded(point?.[kind] ?? undefined));
      }),
    ]),
  };
}
