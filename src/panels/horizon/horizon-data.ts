/** What the memory horizon reads off a record: its lines, why a model has none, and how far back the task's inputs are. */
import { formatCount } from "../../lib/format.ts";
import { type Formed, isFormed } from "../../lib/phrase.ts";
import { isCounted, planOf } from "../../model/counted.ts";
import type { Horizon as MemoryHorizon } from "../../model/horizon.ts";
import type { Lag } from "../../model/lags.ts";
import { type ScanNode, scansOf } from "../../model/plan.ts";
import type { RunRecord } from "../../store/run-record.ts";
import type { ShownLayer } from "../../store/state.ts";
import type { horizon as english } from "../../text/en/horizon.ts";
import type { updateChart as chartEnglish } from "../../text/en/update-chart.ts";
import type { Words } from "../../text/language.ts";
import { shownScan } from "../shown-scan.ts";
import type { Table } from "../table.ts";
import type { Scales } from "../update-chart-layout.ts";

type HorizonWords = Words<typeof english>;

/** A horizon that was measured. */
export interface Known extends MemoryHorizon {
  readonly update: number;
}

/** One network; `known` in order of update. */
export interface HorizonLine {
  readonly lane: number;
  readonly name: string;
  readonly known: readonly Known[];
}

const scanOf = (record: RunRecord, lane: number, shown: ShownLayer | null): ScanNode | undefined => {
  const plan = planOf(record.plans[lane]);
  return plan ? shownScan(plan, shown) : undefined;
};

/** The networks that something is known of, at the layer and direction that is shown. */
export function horizonLines(record: RunRecord, shown: ShownLayer | null): readonly HorizonLine[] {
  return record.names.flatMap((name, lane): HorizonLine[] => {
    const scan = scanOf(record, lane, shown);
    if (!scan) return [];
    const known = record.horizons.flatMap(({ update, models }): Known[] => {
      const at = models[lane]?.[scan.index];
      return at ? [{ update, ...at }] : [];
    });
    return known.length > 0 ? [{ lane, name, known }] : [];
  });
}

/** Why models have no horizon, a sentence each: they count, or the examiner refused. */
export function whyNone(
  words: HorizonWords,
  say: (said: Formed) => string,
  record: RunRecord,
  shown: ShownLayer | null,
): readonly string[] {
  const { examined } = record;
  if (examined && isFormed(examined)) return [say(examined)];
  return record.names.flatMap((name, lane) => {
    const model = record.plans[lane];
    if (model && isCounted(model)) return [words.counted(name)];
    const scan = scanOf(record, lane, shown);
    const strip = scan && examined?.models[lane]?.jacobians?.[scan.index];
    if (!strip || !isFormed(strip)) return [];
    const why = say(strip);
    // Some begin with the cell, which many models are named after.
    return [why.startsWith(name) ? why : words.refused(name, why)];
  });
}

/** "layer 2, read backward"; null where every model has one scan alone. */
export function scanWords(words: HorizonWords, record: RunRecord, shown: ShownLayer | null): string | null {
  const plans = record.plans.flatMap((model) => planOf(model) ?? []);
  const most = plans.toSorted((a, b) => scansOf(b).length - scansOf(a).length)[0];
  const scan = most && shownScan(most, shown);
  if (!scan || scansOf(most).length < 2) return null;
  const isTwo = scansOf(most).some(
    ({ layer, direction }) => layer === scan.layer && direction === "backward",
  );
  return words.scan(scan.layer, isTwo ? scan.direction : null);
}

/** The one direction in which all shown scans read; null where they differ. */
export function directionOf(record: RunRecord, shown: ShownLayer | null): ScanNode["direction"] | null {
  const directions = record.names.flatMap((_, lane) => scanOf(record, lane, shown)?.direction ?? []);
  const first = directions[0] ?? null;
  return directions.every((one) => one === first) ? first : null;
}

export function lagWords(words: HorizonWords, { far, near, symbol, kind }: Lag): string {
  if (kind === "marks") return far === near ? words.markBack(far) : words.marksBack(far, near);
  return symbol === null ? words.symbolsBack(far, near) : words.symbolBack(symbol, far);
}

/** Of the updates that an axis spans: where nothing was examined for longer, a line is dashed. */
const longGap = 1 / 8;

export interface StepPaths {
  readonly solid: string;
  /** Across gaps: nothing is known there. */
  readonly dashed: string;
}

/** A line that keeps each value until the next one is known. */
export function stepPaths(
  known: readonly Known[],
  { x, y }: Pick<Scales, "x" | "y">,
  updates: number,
): StepPaths {
  const pixel = (value: number) => value.toFixed(1);
  let [solid, dashed] = ["", ""];
  let isOpen = false;
  known.slice(1).forEach((next, k) => {
    const from = known[k] as Known;
    const step = `H${pixel(x(next.update))}V${pixel(y(next.steps))}`;
    const start = `M${pixel(x(from.update))} ${pixel(y(from.steps))}`;
    const isGap = next.update - from.update > longGap * updates;
    if (isGap) dashed += start + step;
    else solid += (isOpen ? "" : start) + step;
    isOpen = !isGap;
  });
  return { solid, dashed };
}

/** With so few points, each has its mark. */
const fewPoints = 12;

/**
 * Which points of a line have its lane's mark: all while they are few, else those nearest to the places that marks have
 * along every curve over updates.
 */
export function markedOf(known: readonly Known[], places: readonly number[]): readonly Known[] {
  if (known.length <= fewPoints) return known;
  const nearest = places.flatMap((update) => knownAt(known, update) ?? []);
  return [...new Set(nearest)];
}

/** The newest that was known at an update. */
export const knownAt = (known: readonly Known[], update: number): Known | undefined =>
  known.findLast((one) => one.update <= update);

export const valueWords = (words: HorizonWords, { steps, isWhole, isLeast }: Known): string => {
  const count = formatCount(steps);
  if (isWhole) return words.all(count);
  return isLeast ? words.least(count) : words.steps(steps, count);
};

export function horizonSentence(
  words: HorizonWords,
  lines: readonly HorizonLine[],
  lags: readonly Lag[],
): string {
  if (lines.length === 0) return words.empty;
  const said = lines.map(({ name, known }) => {
    const last = known.at(-1) as Known;
    return words.sentence(name, valueWords(words, last), formatCount(last.update));
  });
  return [...said, ...lags.map((lag) => lagWords(words, lag))].join(". ");
}

/** A row per update that was examined, a column per network. */
export function horizonTable(
  words: HorizonWords,
  { update }: Words<typeof chartEnglish>,
  lines: readonly HorizonLine[],
): Table {
  const updates = [...new Set(lines.flatMap(({ known }) => known.map((one) => one.update)))].sort(
    (a, b) => a - b,
  );
  return {
    header: [update, ...lines.map(({ name }) => words.column(name))],
    rows: updates.map((at) => [
      at,
      ...lines.map(({ known }) => known.find((one) => one.update === at)?.steps ?? null),
    ]),
  };
}

const subscripts: { readonly [digit: string]: string } = {
  "-": "₋",
  "+": "₊",
  k: "ₖ",
  "0": "₀",
  "1": "₁",
  "2": "₂",
  "3": "₃",
  "4": "₄",
  "5": "₅",
  "6": "₆",
  "7": "₇",
  "8": "₈",
  "9": "₉",
};
const subscript = (text: string): string => [...text].map((one) => subscripts[one] ?? one).join("");

/** "‖∂h₄₀/∂h₄₀₋ₖ‖": what is compared with the threshold. */
export const normWords = (steps: number, direction: ScanNode["direction"] | null): string =>
  direction === "backward"
    ? `‖∂h${subscript("1")}/∂h${subscript("1+k")}‖`
    : `‖∂h${subscript(String(steps))}/∂h${subscript(`${steps}-k`)}‖`;
