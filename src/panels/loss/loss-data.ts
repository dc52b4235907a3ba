/** What the loss panel reads off a record: pure, so that it can be tested without a page. */

import type { ExperimentSpec } from "../../experiment/spec.ts";
import { decimate, extent } from "../../lib/decimate.ts";
import { formatCount, formatFixed, formatNumber, smallestNormal } from "../../lib/format.ts";
import type { Phrase } from "../../lib/phrase.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { tasks } from "../../tasks/index.ts";
import type { PreparedTask } from "../../tasks/task.ts";
import { answerNamed } from "../../tasks/trivial.ts";
import type { loss as english } from "../../text/en/loss.ts";
import type { Words } from "../../text/language.ts";
import { exact, type Table } from "../table.ts";
import { type Axis, type Curve, decade, grownRange, type Range } from "../update-chart-layout.ts";
import type { Remark } from "../update-chart-over.tsx";

/** In the page's language. */
type Say = (said: Phrase) => string;

/** What the loss is, and over which steps: losses whose labels differ are not comparable. */
export function lossLabel(
  words: Words<typeof english>,
  say: Say,
  { task, training }: ExperimentSpec,
): string {
  const label = say(tasks[task.kind].lossLabel);
  const counted = training.lossSteps === "last" ? words.atLastStep(label) : label;
  return training.reduction === "sum" ? words.summed(counted) : counted;
}

export function lossCurves(record: RunRecord): readonly Curve[] {
  const newest = record.evaluations.at(-1);
  return record.models.map(({ loss }, lane) => ({
    lane,
    name: record.names[lane] ?? "",
    series: loss,
    heldOut: decimate(
      record.evaluations.flatMap(({ update, models }) => {
        const value = models[lane]?.loss;
        return value !== undefined ? [{ x: update, y: value }] : [];
      }),
      200,
    ),
    solvedAt: newest?.models[lane]?.solvedAt ?? null,
    start: record.evaluations[0]?.models[lane]?.loss,
  }));
}

/**
 * From four decades under the worst trivial answer where there is a finish line, else from a third of the best, up to just
 * over the worst start; grown by what the data needs.
 */
export function lossRange(axis: Axis, record: RunRecord, curves: readonly Curve[]): Range {
  const starts = curves.flatMap(({ start }) =>
    start !== undefined && start > 0 && Number.isFinite(start) ? [start] : [],
  );
  const trivial = record.task.trivial.map(({ loss }) => loss).filter((value) => value > 0);
  const known = [...trivial, ...starts];
  const top = (known.length > 0 ? Math.max(...known) : 1) * (axis === "log" ? 1.5 : 1.08);
  const worst = trivial.length > 0 ? Math.max(...trivial) : top;
  const best = trivial.length > 0 ? Math.min(...trivial) : top;
  const floor = Math.max(
    smallestNormal,
    record.task.solved
      ? decade(Math.floor(Math.log10(worst)) - 4)
      : oneTwoFive(Math.max(best / 3, smallestNormal)),
  );
  const spans = curves.map(({ series }) => extent(series)).filter((span) => span !== null);
  const data: Range | null =
    spans.length > 0
      ? [Math.min(...spans.map(([low]) => low)), Math.max(...spans.map(([, high]) => high))]
      : null;
  return grownRange(axis, axis === "log" ? [floor, top] : [0, top], data);
}

function oneTwoFive(value: number): number {
  const power = decade(Math.floor(Math.log10(value)));
  const lead = value / power;
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
}

/**
 * "one answer in four is correct", if the accuracy of untrained models says so and the loss of guessing, ln 4, does too:
 * a single model may get one in five right by accident.
 */
function oneInMany(task: PreparedTask, metric: number, guessing: number): number | null {
  if (task.metric.unit !== "%" || task.metric.better !== "higher" || !(metric > 0)) return null;
  const many = Math.round(100 / metric);
  if (many !== Math.round(Math.exp(guessing))) return null;
  return many >= 2 && many <= 10 && Math.abs(metric - 100 / many) < 0.15 * (100 / many) ? many : null;
}

export const sayMetric = (
  words: Words<typeof english>,
  say: Say,
  task: PreparedTask,
  value: number,
): string =>
  words.metric(
    say(task.metric.label),
    task.metric.unit === "%" ? formatFixed(value, 1) : formatNumber(value),
    task.metric.unit,
  );

/**
 * The empty chart teaches: where the models start, and where the finish line is.
 * @param earlier runs whose curves are in the chart: it is not empty then, and words would stand on them.
 */
export function lossRemarks(
  words: Words<typeof english>,
  say: Say,
  record: RunRecord,
  curves: readonly Curve[],
  axis: Axis,
  earlier = 0,
): readonly Remark[] {
  const first = record.evaluations[0];
  if (record.update > 0 || earlier > 0 || !first || first.models.length === 0) return [];
  const losses = first.models.map(({ loss }) => loss);
  const metric = first.models.reduce((sum, model) => sum + model.metric, 0) / first.models.length;
  const trivial = record.task.trivial.find(({ loss }) =>
    losses.every((value) => Math.abs(value - loss) < 0.06 * Math.max(loss, 0.1)),
  );
  const [least, largest] = [Math.min(...losses), Math.max(...losses)];
  const start = trivial
    ? words.startsAt(
        say(trivial.name),
        say(trivial.value),
        oneInMany(record.task, metric, trivial.loss),
        sayMetric(words, say, record.task, metric),
      )
    : words.startsBetween(
        formatNumber(least),
        formatNumber(largest),
        sayMetric(words, say, record.task, metric),
      );
  const remarks: Remark[] = [{ words: start, under: trivial?.loss ?? Math.min(...losses) }];
  if (record.task.solved && axis === "log" && curves.length > 0)
    remarks.push({ words: words.solvedBelow, under: null });
  return remarks;
}

/** "98.4 %" of the evaluation nearest before an update. */
export function metricAt(record: RunRecord, lane: number, update: number): string | null {
  const evaluation = record.evaluations.findLast((one) => one.update <= update);
  const metric = evaluation?.models[lane]?.metric;
  if (metric === undefined) return null;
  const { unit } = record.task.metric;
  return `${unit === "%" ? formatFixed(metric, 1) : formatNumber(metric)}${unit === "" ? "" : ` ${unit}`}`;
}

export function lossSentence(words: Words<typeof english>, say: Say, record: RunRecord | null): string {
  if (!record) return words.empty;
  const newest = record.evaluations.at(-1);
  const sentences = record.models.map(({ loss }, m) => {
    const name = record.names[m] ?? "";
    const model = newest?.models[m];
    const stuck = answerNamed(record.task.trivial, model?.stuckAt ?? null);
    if (loss.length === 0) return model ? words.untrained(name, formatNumber(model.loss)) : words.empty;
    const state =
      model?.solvedAt != null
        ? words.solvedAt(formatCount(model.solvedAt))
        : stuck
          ? words.stuckAt(say(stuck.label))
          : "";
    return words.sentence(name, formatNumber(loss.last), formatCount(record.update), state);
  });
  return sentences.join(". ");
}

/** Train loss at every kept update; held-out loss and metric at their own. */
export function lossTable(words: Words<typeof english>, say: Say, record: RunRecord): Table {
  const { columns } = words;
  const series = record.models[0]?.loss;
  const evaluations = new Map(record.evaluations.map((one) => [one.update, one.models]));
  const updates = new Set(evaluations.keys());
  for (let k = 0; k < (series?.buckets ?? 0); k++) updates.add(series?.updateAt(k) as number);
  const unit = lossLabel(words, say, record.spec);
  const { metric } = record.task;
  const header = record.names.flatMap((name) => [
    columns.train(name, unit),
    columns.heldOut(name, unit),
    columns.metric(name, say(metric.label), metric.unit),
  ]);
  const rows = [...updates]
    .sort((a, b) => a - b)
    .map((update) => [
      update,
      ...record.models.flatMap(({ loss }, m) => {
        const evaluation = evaluations.get(update)?.[m];
        return [exact(loss.at(update)), exact(evaluation?.loss), exact(evaluation?.metric)];
      }),
    ]);
  return { header: [columns.update, ...header], rows };
}
