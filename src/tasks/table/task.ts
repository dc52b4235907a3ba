import { flag, int, text } from "../../lib/fields.ts";
import type { Forecast } from "../forecast.ts";
import { meanAbsoluteError } from "../metrics.ts";
import type { OwnTable } from "../own-data.ts";
import { defineTask, type PreparedTask, type Split, type Track } from "../task.ts";
import { columnsOf } from "./columns.ts";
import { exampleTable } from "./example.ts";
import {
  extremes,
  roundRange,
  runEnds,
  type Series,
  seriesOf,
  squaresLess,
  sumLess,
  sumsOf,
} from "./series.ts";

/** Columns by their place, from 1. */
const columnNumbers = {
  of: /^(\d{1,2}(-\d{1,2})?(,\d{1,2}(-\d{1,2})?)*)?$/,
  words: "numbers of columns such as 1,3 or 1-4",
};

/** Under this, a deviation is what rounding leaves of a constant. */
const leastDeviation = 1e-13;

/** First rows of the windows of each split. */
type Starts = { readonly [S in Split]: Int32Array };

/**
 * Windows that touch no gap: rows [start, start + span) are of one split.
 * @throws RangeError with the counts if a split has none.
 */
function windowsOf(ends: Int32Array, heldOut: number, span: number): Starts {
  const rows = ends.length;
  const split = Math.round(rows * (1 - heldOut / 100));
  const within = (from: number, to: number): Int32Array => {
    const starts: number[] = [];
    for (let row = from; row + span <= to; row++) if ((ends[row] ?? 0) - row >= span) starts.push(row);
    return Int32Array.from(starts);
  };
  const parts = { train: within(0, split), heldOut: within(split, rows) };
  const gaps = (from: number, to: number): number =>
    ends.slice(from, to).reduce((sum, end, i) => sum + (end === from + i ? 1 : 0), 0);
  for (const part of ["train", "heldOut"] as const) {
    if (parts[part].length > 0) continue;
    const [from, to, name] = part === "train" ? [0, split, "first"] : [split, rows, "last"];
    const missing = gaps(from, to);
    const without = missing > 0 ? `, ${missing} of which lack a number in a chosen column` : "";
    throw new RangeError(
      `The ${name} ${to - from} rows are to ${part === "train" ? "train" : "test"}${without}: no ${span} rows without a gap follow one another there, which length and horizon together need. Choose a shorter length or horizon, other columns${part === "train" ? "" : ", more held-out rows"} or a longer table.`,
    );
  }
  return parts;
}

/** A column as the network sees it: z = (u − base − center) / deviation, base being its first value in the window. */
interface Scaled {
  readonly series: Series;
  readonly center: number;
  readonly deviation: number;
}

/** Mean and deviation over all steps of all training windows, which lie `shift` rows after their starts. */
function scaledBy(
  series: Series,
  starts: Int32Array,
  shift: number,
  length: number,
  relative: boolean,
): Scaled {
  const base = (start: number): number => (relative ? (series.u[start] ?? 0) : 0);
  const count = starts.length * length;
  let sum = 0;
  for (const start of starts) sum += sumLess(series, start + shift, start + shift + length, base(start));
  const center = sum / count;
  let squares = 0;
  for (const start of starts)
    squares += squaresLess(series, start + shift, start + shift + length, base(start) + center);
  const deviation = Math.sqrt(Math.max(0, squares) / count);
  return { series, center, deviation: deviation > leastDeviation ? deviation : 1 };
}

const unscaled = ({ series, center, deviation }: Scaled, value: number, relative: boolean): number =>
  series.size * (value * deviation + center + (relative ? 0 : series.middle));

/** Four digits, with a sign that can be seen; "+" where it is a change. */
function said(value: number, unit: string, relative: boolean): string {
  const shown = String(Number(value.toPrecision(4))).replace("-", "−");
  return `${relative && value > 0 ? "+" : ""}${shown}${unit === "" ? "" : ` ${unit}`}`;
}

/** What the settings come to for a table: its columns scaled, and where windows start. */
interface Prepared {
  readonly length: number;
  readonly horizon: number;
  readonly relative: boolean;
  readonly inputs: readonly Scaled[];
  readonly targets: readonly Scaled[];
  /** By input the target that is the same column; null where none is. */
  readonly feed: readonly (number | null)[];
  readonly starts: Starts;
  readonly ends: Int32Array;
}

const valueAt = (
  { series, center, deviation }: Scaled,
  row: number,
  start: number,
  relative: boolean,
): number => ((series.u[row] ?? 0) - (relative ? (series.u[start] ?? 0) : 0) - center) / deviation;

/** Rows [from, from + count) of some columns side by side, in the scale of the window that begins at `start`. */
function block(
  columns: readonly Scaled[],
  from: number,
  count: number,
  start: number,
  relative: boolean,
): Float32Array {
  const values = new Float32Array(count * columns.length);
  columns.forEach((column, i) => {
    for (let t = 0; t < count; t++)
      values[t * columns.length + i] = valueAt(column, from + t, start, relative);
  });
  return values;
}

/** Mean squared errors of two fixed forecasters over all steps of all held-out windows, averaged over the targets. */
function trivialLosses({ length, horizon, relative, targets, feed, starts }: Prepared): {
  readonly mean: number;
  readonly last: number;
} {
  const count = starts.heldOut.length * length;
  let [mean, last] = [0, 0];
  targets.forEach(({ series, center, deviation }, place) => {
    let ofMean = 0;
    for (const start of starts.heldOut) {
      const base = relative ? (series.u[start] ?? 0) : 0;
      ofMean += squaresLess(series, start + horizon, start + horizon + length, base + center);
    }
    let ofLast = ofMean;
    if (feed.includes(place)) {
      const { u } = series;
      const steps = sumsOf(u.map((value, row) => ((u[row + horizon] ?? 0) - value) ** 2));
      ofLast = 0;
      for (const start of starts.heldOut) ofLast += (steps[start + length] ?? 0) - (steps[start] ?? 0);
    }
    const scale = deviation ** 2 * count * targets.length;
    mean += Math.max(0, ofMean) / scale;
    last += Math.max(0, ofLast) / scale;
  });
  return { mean, last };
}

function forecastOf({ length, horizon, relative, inputs, targets, feed, starts, ends }: Prepared): Forecast {
  // Of a window shorter than the horizon no forecast has come due: more rows are read before running freely.
  const read = Math.max(length, horizon);
  const room = (start: number): number => (ends[start] ?? 0) - start - read;
  return {
    read,
    lag: horizon,
    most: starts.heldOut.reduce((most, start) => Math.max(most, room(start)), 0),
    stepUnit: "steps",
    feed,
    stretch(rng, steps) {
      const drawn = rng.below(starts.heldOut.length);
      // The nearest window before it that goes on for long enough, or after it where gaps leave none before.
      const before = starts.heldOut.slice(0, drawn + 1).findLast((start) => room(start) >= steps);
      const start = before ?? starts.heldOut.find((later) => room(later) >= steps) ?? 0;
      return {
        x: block(inputs, start, read + steps, start, relative),
        truth: block(targets, start, read + steps, start, relative),
      };
    },
  };
}

function rangeOf(
  { series }: Scaled,
  { starts, length, horizon, relative }: Prepared,
): readonly [number, number] {
  const all = Int32Array.from([...starts.train, ...starts.heldOut]);
  const [least, most] = extremes(series, all, length + horizon, relative);
  const whole = (u: number): number => series.size * (u + (relative ? 0 : series.middle));
  return roundRange(whole(least), whole(most));
}

function drawings(prepared: Prepared): PreparedTask["drawing"] {
  const { length, horizon, relative, inputs, targets, feed } = prepared;
  const [inputRanges, targetRanges] = [inputs, targets].map((columns) =>
    columns.map((column) => rangeOf(column, prepared)),
  );
  const later = horizon === 1 ? "1 step later" : `${horizon} steps later`;
  const track = (
    values: ArrayLike<number>,
    columns: readonly Scaled[],
    place: number,
    ranges: readonly (readonly [number, number])[] | undefined,
    ending = "",
  ): Track => {
    const column = columns[place] as Scaled;
    const { name, unit } = column.series;
    return {
      kind: "series",
      name: `${name}${ending}`,
      values: Array.from({ length }, (_, t) =>
        unscaled(column, values[t * columns.length + place] ?? 0, relative),
      ),
      range: ranges?.[place] ?? [0, 1],
      ...(unit === "" ? {} : { unit }),
    };
  };
  return ({ x, y }) => {
    const target = targets[0] as Scaled;
    const { name, unit } = target.series;
    const answer = said(unscaled(target, y[(length - 1) * targets.length] ?? 0, relative), unit, relative);
    const known = feed.indexOf(0);
    const now = x[(length - 1) * inputs.length + known] ?? 0;
    const from = relative ? ", counted from the first" : "";
    return {
      input: inputs.map((_, place) => track(x, inputs, place, inputRanges)),
      target: track(y, targets, 0, targetRanges, ` ${later}`),
      answer,
      sentence:
        known < 0
          ? `${length} steps${from}; ${name} ${later} is ${answer}`
          : `${length} steps of ${name}${from}, the last at ${said(unscaled(target, now, relative), unit, relative)}; ${later} at ${answer}`,
    };
  };
}

/**
 * Some columns of a table some rows ahead, from the rows up to now.
 *
 * x: [T, D], the input columns; y: [T, V], the target columns `horizon` rows later. Each column is scaled: with `relative`
 * less its value in the window's first row, then less the mean, over the standard deviation, both of all steps of all
 * training windows; a constant column becomes zeros. Loss is mean squared error, in variances of the training windows,
 * averaged over the targets.
 *
 * Windows that touch a gap in a chosen column are left out.
 *
 * Held out: the last rows, `heldOut` per cent of them. No window reaches across, so no training window holds a held-out
 * row, and the scale knows none. Windows overlap.
 */
export const table = defineTask({
  kind: "table",
  title: "Your own numbers",
  summary: "Columns of a table that you paste, drop, open or draw. What will the next rows hold?",
  source: "Forecasting of one or several series, on data of one's own",
  fields: {
    inputs: text({
      label: "Inputs",
      default: "1",
      maxLength: 30,
      pattern: columnNumbers,
      doc: "Numbers of the columns that the network reads, such as 1,3 or 1-4.",
    }),
    targets: text({
      label: "Targets",
      default: "",
      maxLength: 30,
      pattern: columnNumbers,
      doc: "Numbers of the columns that it foretells; empty means those that it reads.",
    }),
    length: int({
      label: "Length",
      default: 30,
      min: 2,
      max: 400,
      unit: "steps",
      doc: "Rows that the network reads in a row; after each it makes a forecast.",
    }),
    horizon: int({
      label: "Horizon",
      default: 1,
      min: 1,
      max: 100,
      unit: "steps",
      doc: "How far ahead the forecast is: 1 is the next row.",
    }),
    relative: flag({
      label: "From the first row",
      default: false,
      doc: "Measures each column from its value in the window's first row, which helps where it rises or falls for good.",
    }),
    heldOut: int({
      label: "Held out",
      default: 20,
      min: 5,
      max: 50,
      unit: "%",
      doc: "How much of the table's end is kept for testing.",
    }),
  },
  loss: "mse",
  lossLabel: "mean squared error, in variances of the training windows",
  example: exampleTable,
  samplesShown: 3,
  async prepare({ length, horizon, relative, heldOut, ...written }, _seed, _load, own) {
    const data: OwnTable = own?.kind === "table" ? own : exampleTable;
    const inputPlaces = columnsOf(data, "Inputs", written.inputs);
    const targetPlaces =
      written.targets.trim() === "" ? inputPlaces : columnsOf(data, "Targets", written.targets);
    const chosen = [...new Set([...inputPlaces, ...targetPlaces])].flatMap(
      (place) => data.columns[place] ?? [],
    );
    const ends = runEnds(chosen, chosen[0]?.values.length ?? 0);
    const starts = windowsOf(ends, heldOut, length + horizon);
    const scaled = (places: readonly number[]): readonly Scaled[] =>
      places.flatMap((place) => {
        const column = data.columns[place];
        // A target that is read too has the scale of what is read, so that forecasts can be fed back.
        const shift = inputPlaces.includes(place) ? 0 : horizon;
        return column ? [scaledBy(seriesOf(column), starts.train, shift, length, relative)] : [];
      });
    const feed = inputPlaces.map((place) => {
      const found = targetPlaces.indexOf(place);
      return found < 0 ? null : found;
    });
    const [inputs, targets] = [scaled(inputPlaces), scaled(targetPlaces)];
    const prepared: Prepared = { length, horizon, relative, inputs, targets, feed, starts, ends };
    const trivial = trivialLosses(prepared);
    const known = feed.filter((place) => place !== null).length;
    const only = targets.length === 1 ? targets[0] : undefined;
    const unit = only ? only.series.unit : "deviations";
    return {
      io: {
        steps: length,
        input: { kind: "floats", names: inputs.map(({ series }) => series.name) },
        output: {
          kind: "values",
          names: targets.map(({ series }) => series.name),
          ...(unit === "" ? {} : { unit }),
        },
        readout: "every",
      },
      sample(rng, split) {
        const start = starts[split][rng.below(starts[split].length)] ?? 0;
        return {
          x: block(inputs, start, length, start, relative),
          y: block(targets, start + horizon, length, start, relative),
          weight: new Float32Array(length).fill(1),
        };
      },
      trivial: [
        { label: `training mean: ${trivial.mean.toFixed(3)}`, loss: trivial.mean },
        ...(known === 0
          ? []
          : [
              {
                label: `same as the last step${known < targets.length ? ", the mean where it is not read" : ""}: ${trivial.last.toFixed(3)}`,
                loss: trivial.last,
              },
            ]),
      ],
      metric: {
        label: "mean absolute error",
        unit,
        better: "lower",
        of: (outputs, batch) =>
          meanAbsoluteError(outputs, batch) * (only ? only.deviation * only.series.size : 1),
      },
      ...(only ? { unscale: (value: number) => unscaled(only, value, relative) } : {}),
      ...(known === 0 ? {} : { forecast: forecastOf(prepared) }),
      drawing: drawings(prepared),
    };
  },
});
