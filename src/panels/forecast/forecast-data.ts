/** What the forecast panel reads off a record: pure, so that it can be tested without a page. */
import { formatCount, formatNumber } from "../../lib/format.ts";
import type { Phrase } from "../../lib/phrase.ts";
import { linearTicks } from "../../lib/ticks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import type { forecast as english } from "../../text/en/forecast.ts";
import type { Words } from "../../text/language.ts";
import { rounded, type Table } from "../table.ts";

/** In the page's language. */
type Say = (said: Phrase) => string;

/** One series of a forecast, in the unit that people read. Steps count from the last one that was read, which is 0. */
export interface View {
  readonly update: number;
  readonly probe: number;
  readonly name: string;
  /** "" where there is none. */
  readonly unit: string;
  readonly stepUnit: string;
  readonly horizon: number;
  /** Steps that were read, shown or not. */
  readonly reads: number;
  /** Values at the steps that were read, the last `read.length` of them; the last is step 0. */
  readonly read: readonly number[];
  /** Steps 1 … horizon. */
  readonly truth: readonly number[];
  readonly names: readonly string[];
  /** By model; null of one that makes no forecast of its own. */
  readonly models: readonly (Line | null)[];
  readonly persistence: Line;
}

export interface Line {
  readonly name: string;
  /** Steps 1 … horizon. */
  readonly values: readonly number[];
  /** Mean absolute error over them. */
  readonly error: number;
}

const lineOf = (name: string, values: readonly number[], truth: readonly number[]): Line => ({
  name,
  values,
  error:
    // Divided first: the sum of the largest numbers would be none.
    values.reduce((mean, value, k) => mean + Math.abs(value - (truth[k] ?? Number.NaN)) / values.length, 0),
});

/** What each output column is about: the input that it stands for says it better than “tomorrow”. */
export function seriesNames({ io, forecast }: RunRecord["task"]): readonly string[] {
  if (io.output.kind !== "values") return [];
  return io.output.names.map((name, column) => {
    const input = forecast?.feed.indexOf(column) ?? -1;
    return (io.input.kind === "floats" ? io.input.names[input] : undefined) ?? name;
  });
}

/** @param column of the outputs. */
export function viewOf(
  words: Words<typeof english>,
  say: Say,
  record: RunRecord,
  column: number,
): View | null {
  const { task, forecast: event, names } = record;
  const { io, forecast, unscale = (value: number) => value } = task;
  if (!event || !forecast || io.output.kind !== "values") return null;
  const width = io.output.names.length;
  const { horizon } = event;
  const series = (values: Float32Array, from: number, count: number): number[] =>
    Array.from({ length: count }, (_, k) => unscale(values[(from + k) * width + column] as number, column));
  // What was read explains the forecast, and leaves most of the room to it.
  const before = Math.min(forecast.read, Math.max(10, Math.round(0.4 * horizon)));
  const read = series(event.truth, forecast.read - before, before);
  const truth = series(event.truth, forecast.read, horizon);
  const last = read.at(-1) ?? Number.NaN;
  return {
    ...{ update: event.update, probe: event.probe, horizon, read, truth, names },
    name: say(seriesNames(task)[column] ?? ""),
    unit: say(io.output.unit ?? ""),
    stepUnit: say(forecast.stepUnit),
    reads: forecast.read,
    models: event.models.map(
      (values, m) => values && lineOf(names[m] ?? "", series(values, 0, horizon), truth),
    ),
    persistence: lineOf(words.persistence, new Array<number>(horizon).fill(last), truth),
  };
}

/** Of the models that make a forecast. */
const modelLines = ({ models }: View): readonly Line[] => models.filter((line) => line !== null);
const linesOf = (view: View): readonly Line[] => [...modelLines(view), view.persistence];

/**
 * Least and largest value drawn, at round numbers so that the axis seldom moves: the data whole; forecasts as far as one
 * span of the data beyond them.
 */
export function rangeOf({ read, truth, models }: View): readonly [number, number] {
  const finite = (values: readonly number[]) => values.filter((value) => Number.isFinite(value));
  const data = finite([...read, ...truth]);
  const [low, high] = data.length > 0 ? [Math.min(...data), Math.max(...data)] : [0, 0];
  // Of a constant there is room on both sides, whatever its magnitude.
  const span = high - low || Math.max(Math.abs(low) / 1000, low === 0 ? 1 : Number.MIN_VALUE);
  const all = finite(models.flatMap((line) => line?.values ?? []));
  const least = Math.max(low - span, Math.min(low, ...all));
  const largest = Math.min(high + span, Math.max(high, ...all));
  const ticks = linearTicks(least, largest, 9);
  const step = (ticks[1] ?? least) - (ticks[0] ?? least);
  const ends = [Math.floor(least / step) * step, Math.ceil(largest / step) * step] as const;
  const isWide = ends.every(Number.isFinite) && ends[0] <= least && ends[1] >= largest && ends[0] < ends[1];
  return isWide ? ends : [least === largest ? low - span : least, least === largest ? high + span : largest];
}

/** One sentence on what is fed back. */
export function noteOf(words: Words<typeof english>, say: Say, { io, forecast }: RunRecord["task"]): string {
  if (!forecast) return "";
  const { read, lag, feed, stepUnit } = forecast;
  const kept = io.input.kind === "floats" ? io.input.names.filter((_, column) => feed[column] === null) : [];
  return words.note(formatCount(read), say(stepUnit), lag, kept.map(say), kept.length < feed.length);
}

export function sentenceOf(words: Words<typeof english>, view: View): string {
  const errors = linesOf(view).map(({ name, error }) =>
    words.errorOf(name, words.value(formatNumber(error), view.unit)),
  );
  const { horizon, stepUnit, probe, update } = view;
  return words.sentence(
    formatCount(horizon),
    stepUnit,
    formatCount(probe + 1),
    formatCount(update),
    errors.join(", "),
  );
}

/** A row a step: those read that are drawn, then those that were run freely. */
export function tableOf(words: Words<typeof english>, view: View): Table {
  const { columns } = words;
  const lines = linesOf(view);
  const header = [
    columns.step(view.stepUnit),
    columns.truth(view.name, view.unit),
    ...modelLines(view).map(({ name }) => columns.model(name, view.unit)),
    columns.persistence(view.unit),
  ];
  const before = view.read.map((value, k) => [
    k + 1 - view.read.length,
    rounded(value),
    ...lines.map(() => null),
  ]);
  const after = view.truth.map((value, k) => [
    k + 1,
    rounded(value),
    ...lines.map(({ values }) => rounded(values[k])),
  ]);
  return { header, rows: [...before, ...after] };
}
