import { formatNumber } from "../../lib/format.ts";
import { phrase } from "../../lib/phrase.ts";
import { Refused } from "../../lib/said.ts";
import type { OwnTable } from "../../own-data/own-data.ts";
import type { Forecast } from "../forecast.ts";
import { meanAbsoluteError } from "../metrics.ts";
import type { PreparedTask, Split, Track } from "../task.ts";
import { trivialAnswer } from "../trivial.ts";
import { columnsOf } from "./columns.ts";
import { block, cutOff, farthestOut, type Scaled, scaledBy, unscaled, valueAt } from "./scaled.ts";
import { eachStretch, extremes, roundRange, rowsWithin, runEnds, seriesOf } from "./series.ts";

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
    const [from, to] = part === "train" ? [0, split] : [split, rows];
    const missing = gaps(from, to);
    const without = missing > 0 ? phrase`, ${missing} of which lack a number in a chosen column` : "";
    throw new Refused(
      part === "train"
        ? phrase`The first ${to - from} rows are to train${without}: no ${span} rows without a gap follow one another there, which length and horizon together need. Choose a shorter length or horizon, other columns or a longer table.`
        : phrase`The last ${to - from} rows are to test${without}: no ${span} rows without a gap follow one another there, which length and horizon together need. Choose a shorter length or horizon, other columns, more held-out rows or a longer table.`,
    );
  }
  return parts;
}

/** Four digits, with a sign that can be seen; "+" where it is a change. */
const said = (value: number, unit: string, relative: boolean): string =>
  `${relative && value > 0 ? "+" : ""}${formatNumber(value, 4)}${unit === "" ? "" : ` ${unit}`}`;

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

/** Mean squared errors of two fixed forecasters over all steps of all held-out windows, averaged over the targets. */
function trivialLosses({ length, horizon, relative, targets, feed, starts }: Prepared): {
  readonly mean: number;
  readonly last: number;
} {
  const count = starts.heldOut.length * targets.length;
  let [mean, last] = [0, 0];
  targets.forEach((column, place) => {
    const { series, center, deviation } = column;
    const { u } = series;
    const isRead = feed.includes(place);
    // By window, in the order of their starts.
    const [ofMean, ofLast]: [number[], number[]] = [[], []];
    eachStretch(u, starts.heldOut, horizon, length, (start, middle, squares) => {
      const off = middle - (relative ? (u[start] ?? 0) : 0) - center;
      ofMean.push((squares / length + off * off) / deviation ** 2);
    });
    const ahead = u.map((value, row) => (u[row + horizon] ?? 0) - value);
    if (isRead)
      eachStretch(ahead, starts.heldOut, 0, length, (_, middle, squares) => {
        ofLast.push((squares / length + middle * middle) / deviation ** 2);
      });
    starts.heldOut.forEach((start, window) => {
      let [one = 0, two = one] = [ofMean[window], ofLast[window]];
      // Values that are cut off score what they are cut off at.
      if (!(length * one < farthestOut ** 2)) {
        [one, two] = [0, 0];
        for (let row = start; row < start + length; row++) {
          const came = valueAt(column, row + horizon, start, relative);
          one += came ** 2 / length;
          two += (came - (isRead ? valueAt(column, row, start, relative) : 0)) ** 2 / length;
        }
      }
      mean += one / count;
      last += two / count;
    });
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
      const chosen = rng.below(starts.heldOut.length);
      // The nearest window before it that goes on for long enough, or after it where gaps leave none before.
      const before = starts.heldOut.slice(0, chosen + 1).findLast((start) => room(start) >= steps);
      const start = before ?? starts.heldOut.find((later) => room(later) >= steps) ?? 0;
      return {
        x: block(inputs, start, read + steps, start, relative),
        truth: block(targets, start, read + steps, start, relative),
      };
    },
  };
}

/** What the training windows hold of a column, in its unit. */
function rangeOf(column: Scaled, { starts, length, horizon, relative }: Prepared): readonly [number, number] {
  const { series, center, deviation } = column;
  const ends = extremes(series, starts.train, length + horizon, relative);
  const [least, most] = ends.map((u) =>
    unscaled(column, cutOff((u - center) / deviation, farthestOut), relative),
  );
  return roundRange(least ?? 0, most ?? 0);
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
    const shown = Array.from({ length }, (_, t) =>
      unscaled(column, values[t * columns.length + place] ?? 0, relative),
    );
    const [least, most] = ranges?.[place] ?? [0, 1];
    const inside = shown.every((value) => value >= least && value <= most);
    return {
      kind: "series",
      name: `${name}${ending}`,
      values: shown,
      // Held-out values beyond those of training widen the range of the drawings that they are in, and of no other.
      range: inside ? [least, most] : roundRange(Math.min(least, ...shown), Math.max(most, ...shown)),
      ...(unit === "" ? {} : { unit }),
    };
  };
  return ({ x, y }) => {
    const target = targets[0] as Scaled;
    const { name, unit } = target.series;
    const answer = said(unscaled(target, y[(length - 1) * targets.length] ?? 0, relative), unit, relative);
    const known = feed.indexOf(0);
    const now = x[(length - 1) * inputs.length + known] ?? 0;
    const ahead = horizon === 1 ? phrase`1 step later` : phrase`${horizon} steps later`;
    return {
      input: inputs.map((_, place) => track(x, inputs, place, inputRanges)),
      target: track(y, targets, 0, targetRanges, ` ${later}`),
      answer,
      sentence:
        known < 0
          ? phrase`${relative ? phrase`${length} steps, counted from the first` : phrase`${length} steps`}; ${name} ${ahead} is ${answer}`
          : phrase`${relative ? phrase`${length} steps of ${name}, counted from the first` : phrase`${length} steps of ${name}`}, the last at ${said(unscaled(target, now, relative), unit, relative)}; ${ahead} at ${answer}`,
    };
  };
}

/** The settings of the task. */
interface Settings {
  readonly inputs: string;
  readonly targets: string;
  readonly length: number;
  readonly horizon: number;
  readonly relative: boolean;
  readonly heldOut: number;
}

/**
 * Loaded where a table is trained on: most experiments have none.
 * @throws Refused where the columns or the windows of the table do not suffice
 */
export function prepareTable(
  { length, horizon, relative, heldOut, ...written }: Settings,
  data: OwnTable,
): PreparedTask {
  const inputPlaces = columnsOf(data, "Inputs", written.inputs);
  const targetPlaces =
    written.targets.trim() === "" ? inputPlaces : columnsOf(data, "Targets", written.targets);
  const chosen = [...new Set([...inputPlaces, ...targetPlaces])].flatMap(
    (place) => data.columns[place] ?? [],
  );
  const ends = runEnds(chosen, chosen[0]?.values.length ?? 0);
  const starts = windowsOf(ends, heldOut, length + horizon);
  const isTraining = rowsWithin(ends.length, starts.train, length + horizon);
  const scaled = (places: readonly number[]): readonly Scaled[] =>
    places.flatMap((place) => {
      const column = data.columns[place];
      // A target that is read too has the scale of what is read, so that forecasts can be fed back.
      const shift = inputPlaces.includes(place) ? 0 : horizon;
      return column ? [scaledBy(seriesOf(column, isTraining), starts.train, shift, length, relative)] : [];
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
      trivialAnswer("mean", "training mean", trivial.mean),
      ...(known === 0
        ? []
        : [
            trivialAnswer(
              "last",
              "same as the last step",
              trivial.last,
              known < targets.length ? { condition: "or the mean for columns that are not inputs" } : {},
            ),
          ]),
    ],
    metric: {
      label: "mean absolute error",
      unit,
      better: "lower",
      of(outputs, batch) {
        const error = meanAbsoluteError(outputs, batch);
        return only && Number.isFinite(error)
          ? cutOff(error * only.deviation * only.series.size, Number.MAX_VALUE)
          : error;
      },
    },
    ...(only ? { unscale: (value: number) => unscaled(only, value, relative) } : {}),
    ...(known === 0 ? {} : { forecast: forecastOf(prepared) }),
    drawing: drawings(prepared),
  };
}
