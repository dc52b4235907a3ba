/** What the gradient-norm panel reads off a record. */
import { envelope, extent } from "../../lib/decimate.ts";
import { formatCount, formatNorm } from "../../lib/format.ts";
import type { Series } from "../../lib/series.ts";
import { networksOf } from "../../model/counted.ts";
import { letterText, type NotationId, parameterLetter } from "../../model/notation.ts";
import type { Lettered } from "../../model/notation-types.ts";
import { type DenseNode, nodeOf, type ParamSpec, type ScanNode, scansOf } from "../../model/plan.ts";
import { type NetworkCurves, networkCurves, type RunRecord } from "../../store/run-record.ts";
import type { gradientNorm as english } from "../../text/en/gradient-norm.ts";
import type { updateChart as updateChartEnglish } from "../../text/en/update-chart.ts";
import type { Words } from "../../text/language.ts";
import { exact, type Table } from "../table.ts";
import type { ExtraLine } from "../update-chart.tsx";
import { type Curve, grownRange, type Range } from "../update-chart-layout.ts";

interface NetworkOf {
  readonly lane: number;
  readonly name: string;
  readonly curves: NetworkCurves;
}

/** The networks of a race: what counts has no gradient. */
const networksIn = (record: RunRecord): readonly NetworkOf[] =>
  record.models.flatMap((model, lane) => {
    const curves = networkCurves(model);
    return curves ? [{ lane, name: record.names[lane] ?? "", curves }] : [];
  });

export const gradientCurves = (record: RunRecord): readonly Curve[] =>
  networksIn(record).map(({ lane, name, curves }) => ({ lane, name, series: curves.gradientNorm }));

/** What the line under the title says: what is drawn, what clipping did, and which models have no gradient. */
export function noteOf(words: Words<typeof english>, record: RunRecord): string {
  const clipped = clippedWords(words, record);
  const note = clipped ? words.noteClipped(clipped) : words.note;
  const counted = record.names.filter((_, m) => record.models[m] && !networkCurves(record.models[m]));
  return counted.length > 0 ? words.noteCounted(note, counted.join(", ")) : note;
}

/** Six decades to begin with; more where the data needs them, down to 10⁻¹⁶. */
export function gradientRange(curves: readonly Curve[]): Range {
  const spans = curves.map(({ series }) => extent(series)).filter((span) => span !== null);
  if (spans.length === 0) return [1e-4, 1e2];
  const low = Math.max(1e-16, Math.min(...spans.map(([least]) => least)));
  return grownRange("log", [1e-4, 1e2], [low, Math.max(...spans.map(([, largest]) => largest))]);
}

/** Share of updates that clipping shortened; buckets of a long run count as one each. */
export function clippedShare({ gradientNorm, clippedNorm }: NetworkCurves): number {
  const counts = (norm: Series, clipped: Series, k: number) => clipped.mean(k) < norm.mean(k) * (1 - 1e-4);
  let clipped = 0;
  for (let k = 0; k < gradientNorm.buckets; k++) if (counts(gradientNorm, clippedNorm, k)) clipped++;
  return gradientNorm.buckets > 0 ? clipped / gradientNorm.buckets : 0;
}

const percent = (share: number) => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;

/** "8.6 % of the LSTM’s updates clipped"; empty where nothing was. */
export function clippedWords(words: Words<typeof english>, record: RunRecord): string {
  const clipped = networksIn(record)
    .map(({ name, curves }) => ({ name, share: clippedShare(curves) }))
    .filter(({ share }) => share >= 0.0005);
  const only = clipped[0];
  if (!only) return "";
  return clipped.length === 1
    ? words.clippedOne(percent(only.share), only.name)
    : words.clippedSome(clipped.map(({ name, share }) => words.clippedItem(name, percent(share))).join(", "));
}

export interface ParameterName {
  readonly path: string;
  readonly what: Lettered;
  /** The gate that a weight a unit belongs to, or the state that is learned. */
  readonly gate: string | null;
  /** "layer 2, recurrent weights". */
  readonly title: string;
  /** " 2" where there are several layers. */
  readonly number: string;
}

function nameOf(
  words: Words<typeof english>,
  { path, role }: ParamSpec,
  node: ScanNode | DenseNode,
  layers: number,
): ParameterName {
  if (node.op === "dense") {
    const what = role === "bias" ? "readoutBias" : "readoutKernel";
    return { path, what, gate: null, title: `${words.readout}${words.roles[what]}`, number: "" };
  }
  const isBackward = node.direction === "backward";
  const { layer } = node;
  const last = path.split(".").at(-1) ?? null;
  return {
    path,
    what: role,
    // The weight a unit of gate i is "pi".
    gate: role === "perUnit" ? (last?.slice(1) ?? null) : role === "initial" ? last : null,
    title: `${words.layer(layer, layers)}${isBackward ? words.backward : ""}${words.roles[role]}`,
    number: `${layers > 1 ? ` ${layer + 1}` : ""}${isBackward ? words.arrow : ""}`,
  };
}

/** All parameters of the race by path, each once. */
export function parameterNames(words: Words<typeof english>, record: RunRecord): readonly ParameterName[] {
  const names = new Map<string, ParameterName>();
  const plans = networksOf(record.plans);
  const layers = Math.max(1, ...plans.flatMap((plan) => scansOf(plan).map(({ layer }) => layer + 1)));
  for (const plan of plans)
    for (const param of plan.params)
      if (!names.has(param.path))
        names.set(param.path, nameOf(words, param, nodeOf(plan, param.node, "scan", "dense"), layers));
  return [...names.values()];
}

const dashes = ["4 2", "1.5 2", "7 2", "7 2 1.5 2", "10 3", "2 4"] as const;

export function parameterLines(
  words: Words<typeof english>,
  record: RunRecord,
  paths: readonly string[],
  updates: number,
  notation: NotationId,
): readonly ExtraLine[] {
  const names = parameterNames(words, record);
  return paths.flatMap((path, p) => {
    const name = names.find((one) => one.path === path);
    if (!name) return [];
    const word = `${letterText(parameterLetter(notation, name.what, name.gate))}${name.number}`;
    return networksIn(record).flatMap(({ lane, curves }) => {
      const series = curves.parameterNorms.get(path);
      if (!series || series.length === 0) return [];
      const points = envelope(series, updates / 100).filter((_, k) => k % 2 === 0);
      return [{ lane, word, dash: dashes[p % dashes.length] as string, points }];
    });
  });
}

export const gradientSentence = (words: Words<typeof english>, record: RunRecord): string =>
  record.update === 0
    ? words.empty
    : record.models
        .map((model, m) => {
          const name = record.names[m] ?? "";
          const curves = networkCurves(model);
          return curves
            ? words.sentence(name, formatNorm(curves.gradientNorm.last), formatCount(record.update))
            : words.counted(name);
        })
        .join(". ");

export function gradientTable(
  words: Words<typeof english>,
  updateChart: Words<typeof updateChartEnglish>,
  record: RunRecord,
  paths: readonly string[],
): Table {
  const networks = networksIn(record);
  const columns = networks.flatMap(({ name, curves: { gradientNorm, clippedNorm, parameterNorms } }) => {
    return [
      { title: words.column(name), series: gradientNorm },
      { title: words.clippedColumn(name), series: clippedNorm },
      ...paths.flatMap((path) => {
        const series = parameterNorms.get(path);
        return series ? [{ title: `${name} ${path}`, series }] : [];
      }),
    ];
  });
  const first = networks[0]?.curves.gradientNorm;
  const rows = Array.from({ length: first?.buckets ?? 0 }, (_, k) => {
    const update = first?.updateAt(k) as number;
    return [update, ...columns.map(({ series }) => exact(series.at(update)))];
  });
  return { header: [updateChart.update, ...columns.map(({ title }) => title)], rows };
}
