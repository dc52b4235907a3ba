/** What the gradient-norm panel reads off a record. */
import { envelope, extent } from "../../lib/decimate.ts";
import { formatCount, formatNorm } from "../../lib/format.ts";
import type { Series } from "../../lib/series.ts";
import { type Lettered, letterText, type NotationId, parameterLetter } from "../../model/notation.ts";
import { type ParamSpec, scansOf } from "../../model/plan.ts";
import type { ModelCurves, RunRecord } from "../../store/run-record.ts";
import { en } from "../../text/en.ts";
import type { ExtraLine } from "../update-chart.tsx";
import { type Curve, grownRange, type Range, tsv } from "../update-chart-layout.ts";

const words = en.panels.gradientNorm;

export const gradientCurves = (record: RunRecord): readonly Curve[] =>
  record.models.map(({ gradientNorm }, lane) => ({
    lane,
    name: record.names[lane] ?? "",
    series: gradientNorm,
  }));

/** Six decades to begin with; more where the data needs them, down to 10⁻¹⁶. */
export function gradientRange(curves: readonly Curve[]): Range {
  const spans = curves.map(({ series }) => extent(series)).filter((span) => span !== null);
  if (spans.length === 0) return [1e-4, 1e2];
  const low = Math.max(1e-16, Math.min(...spans.map(([least]) => least)));
  return grownRange("log", [1e-4, 1e2], [low, Math.max(...spans.map(([, largest]) => largest))]);
}

/** Share of updates that clipping shortened; buckets of a long run count as one each. */
export function clippedShare({ gradientNorm, clippedNorm }: ModelCurves): number {
  const counts = (norm: Series, clipped: Series, k: number) => clipped.mean(k) < norm.mean(k) * (1 - 1e-4);
  let clipped = 0;
  for (let k = 0; k < gradientNorm.buckets; k++) if (counts(gradientNorm, clippedNorm, k)) clipped++;
  return gradientNorm.buckets > 0 ? clipped / gradientNorm.buckets : 0;
}

const percent = (share: number) => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;

/** "8.6 % of the LSTM’s updates clipped"; empty where nothing was. */
export function clippedWords(record: RunRecord): string {
  const clipped = record.models
    .map((curves, m) => ({ name: record.names[m] ?? "", share: clippedShare(curves) }))
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

function nameOf({ path, role, layer }: ParamSpec, layers: number, isBackward: boolean): ParameterName {
  if (layer < 0) {
    const what = role === "bias" ? "readoutBias" : "readoutKernel";
    return { path, what, gate: null, title: `${words.readout}${words.roles[what]}`, number: "" };
  }
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
export function parameterNames(record: RunRecord): readonly ParameterName[] {
  const names = new Map<string, ParameterName>();
  const layers = Math.max(1, ...record.plans.flatMap((plan) => scansOf(plan).map(({ layer }) => layer + 1)));
  for (const plan of record.plans)
    for (const param of plan.params) {
      const isBackward = scansOf(plan)[param.scan]?.direction === "backward";
      if (!names.has(param.path)) names.set(param.path, nameOf(param, layers, isBackward));
    }
  return [...names.values()];
}

const dashes = ["4 2", "1.5 2", "7 2", "7 2 1.5 2", "10 3", "2 4"] as const;

export function parameterLines(
  record: RunRecord,
  paths: readonly string[],
  updates: number,
  notation: NotationId,
): readonly ExtraLine[] {
  const names = parameterNames(record);
  return paths.flatMap((path, p) => {
    const name = names.find((one) => one.path === path);
    if (!name) return [];
    const word = `${letterText(parameterLetter(notation, name.what, name.gate))}${name.number}`;
    return record.models.flatMap(({ parameterNorms }, lane) => {
      const series = parameterNorms.get(path);
      if (!series || series.length === 0) return [];
      const points = envelope(series, updates / 100).filter((_, k) => k % 2 === 0);
      return [{ lane, word, dash: dashes[p % dashes.length] as string, points }];
    });
  });
}

export const gradientSentence = (record: RunRecord): string =>
  record.update === 0
    ? words.empty
    : record.models
        .map(({ gradientNorm }, m) =>
          words.sentence(record.names[m] ?? "", formatNorm(gradientNorm.last), formatCount(record.update)),
        )
        .join(". ");

export function gradientTable(record: RunRecord, paths: readonly string[]): string {
  const columns = record.models.flatMap(({ gradientNorm, clippedNorm, parameterNorms }, m) => {
    const name = record.names[m] ?? "";
    return [
      { title: words.column(name), series: gradientNorm },
      { title: words.clippedColumn(name), series: clippedNorm },
      ...paths.flatMap((path) => {
        const series = parameterNorms.get(path);
        return series ? [{ title: `${name} ${path}`, series }] : [];
      }),
    ];
  });
  const first = record.models[0]?.gradientNorm;
  const rows = Array.from({ length: first?.buckets ?? 0 }, (_, k) => {
    const update = first?.updateAt(k) as number;
    return [update, ...columns.map(({ series }) => series.at(update))];
  });
  return tsv([en.panels.updateChart.update, ...columns.map(({ title }) => title)], rows);
}
