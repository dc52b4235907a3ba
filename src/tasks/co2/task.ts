import { flag, int } from "../../lib/fields.ts";
import { formatFixed } from "../../lib/format.ts";
import { phrase } from "../../lib/phrase.ts";
import { Failed } from "../../lib/said.ts";
import { meanAbsoluteError } from "../metrics.ts";
import { defineTask } from "../task.ts";
import { trivialAnswer } from "../trivial.ts";

/** What the build writes to data/co2.json, beside title, licence and address. */
export interface Co2Asset {
  /** ISO date of the first month; the others follow without a gap. */
  readonly firstMonth: string;
  /** Mean of each month, in parts per million (mole fraction of dry air). */
  readonly ppm: readonly number[];
}

/** The last fifteen years are held out. */
const heldOutMonths = 180;
const monthsAYear = 12;

function checkAsset(data: unknown): readonly number[] {
  const ppm = (data as Co2Asset | null)?.ppm;
  if (!Array.isArray(ppm) || ppm.length < 2 * heldOutMonths || !ppm.every(Number.isFinite))
    throw new Failed(
      phrase`The data file “co2” does not hold thirty years of months. Build the page again to regenerate it.`,
    );
  return ppm;
}

/** What each month is above each that comes less than `length` months before it. */
const spans = (ppm: readonly number[], length: number): readonly number[] =>
  ppm.flatMap((value, month) => ppm.slice(Math.max(0, month - length + 1), month + 1).map((v) => value - v));

/**
 * CO₂ in the air of Mauna Loa some months ahead, from the months up to now: a season of about 6 ppm on a rising trend.
 *
 * x: [T, 1], one mean a month; y: [T, 1], the mean `horizon` months later. Both are scaled: with `relative` less the first
 * month of the window, then less the mean, over the standard deviation, both of all steps of all training windows. Loss is
 * mean squared error, in variances of the training windows; people read errors in ppm.
 *
 * `relative` is why the held-out years can be forecast at all: at 380 to 416 ppm they lie above every level of training.
 * Without it the network must extrapolate, and fails.
 *
 * Source: Scripps CO₂ Program, record of Mauna Loa (Keeling et al. 1976, doi:10.1111/j.2153-3490.1976.tb00701.x).
 * Held out: the last fifteen years, May 2005 to April 2020. No window reaches across, so no training window holds a
 * held-out month. Windows overlap.
 */
export const co2 = defineTask({
  kind: "co2",
  title: "CO₂ at Mauna Loa",
  summary: "Atmospheric CO₂ rises from year to year and varies with the seasons. What comes next?",
  source: "Forecasting of a trend with seasons; data of the Scripps CO₂ Program",
  fields: {
    length: int({
      label: "Length",
      default: 36,
      min: 12,
      max: 120,
      unit: "months",
      doc: "Months per sequence. The model makes a forecast after each month.",
    }),
    horizon: int({
      label: "Horizon",
      default: 1,
      min: 1,
      max: 24,
      unit: "months",
      doc: "Forecast distance: 1 is the next month.",
    }),
    relative: flag({
      label: "From the first month",
      default: true,
      doc: "Subtract the first month of each window. Without this, all held-out values are higher than any training value.",
    }),
  },
  loss: "mse",
  lossLabel: "mean squared error, relative to training variance",
  data: {
    title: "Monthly mean CO₂ at Mauna Loa, May 1964 to April 2020, Scripps CO₂ Program (scrippsco2.ucsd.edu)",
    licence: "CC BY 4.0; collected in the package vega-datasets, BSD-3-Clause",
    url: "https://scrippsco2.ucsd.edu/data/atmospheric_co2/primary_mlo_co2_record",
  },
  samplesShown: 3,
  async prepare({ length, horizon, relative }, _seed, load) {
    const ppm = checkAsset(await load("co2"));
    const split = ppm.length - heldOutMonths;
    const parts = {
      train: { from: 0, windows: split - length - horizon + 1 },
      heldOut: { from: split, windows: heldOutMonths - length - horizon + 1 },
    };
    const base = (start: number): number => (relative ? (ppm[start] ?? 0) : 0);

    /** Mean of a measure over all steps of all windows of a split. */
    const mean = (part: keyof typeof parts, of: (start: number, t: number) => number): number => {
      const { from, windows } = parts[part];
      let sum = 0;
      for (let start = from; start < from + windows; start++)
        for (let t = 0; t < length; t++) sum += of(start, t);
      return sum / (windows * length);
    };
    const center = mean("train", (start, t) => (ppm[start + t] ?? 0) - base(start));
    const deviation = Math.sqrt(
      mean("train", (start, t) => ((ppm[start + t] ?? 0) - base(start) - center) ** 2),
    );
    const scale = (month: number, start: number): number =>
      ((ppm[month] ?? 0) - base(start) - center) / deviation;
    const unscale = (value: number): number => value * deviation + center;

    const ahead = (start: number, t: number): number => ppm[start + t + horizon] ?? 0;
    const average = mean("heldOut", (start, t) => scale(start + t + horizon, start) ** 2);
    const persistence = mean(
      "heldOut",
      (start, t) => ((ahead(start, t) - (ppm[start + t] ?? 0)) / deviation) ** 2,
    );
    const years = Math.ceil(horizon / monthsAYear);
    const back = monthsAYear * years;
    const lastYear = mean("heldOut", (start, t) => {
      const known = t + horizon - back;
      return ((ahead(start, t) - (ppm[start + (known < 0 ? t : known)] ?? 0)) / deviation) ** 2;
    });

    const values = relative ? spans(ppm, length + horizon) : ppm;
    // Of a window shorter than the horizon no forecast has come due: more months are read before running freely.
    const read = Math.max(length, horizon);
    const most = heldOutMonths - read;

    const range = [Math.floor(Math.min(...values)), Math.ceil(Math.max(...values))] as const;
    const said = (value: number): string => {
      const text = formatFixed(unscale(value), 1);
      return relative && !text.startsWith("−") ? `+${text} ppm` : `${text} ppm`;
    };
    const later = horizon === 1 ? "the next month" : `${horizon} months later`;
    return {
      io: {
        steps: length,
        input: { kind: "floats", names: ["CO₂"] },
        output: { kind: "values", names: [later], unit: "ppm" },
        readout: "every",
      },
      sample(rng, part) {
        const { from, windows } = parts[part];
        const start = from + rng.below(windows);
        return {
          x: Float32Array.from({ length }, (_, t) => scale(start + t, start)),
          y: Float32Array.from({ length }, (_, t) => scale(start + t + horizon, start)),
          weight: new Float32Array(length).fill(1),
        };
      },
      trivial: [
        trivialAnswer("mean", "training mean", average),
        trivialAnswer("last", "same as the last month", persistence),
        // At a horizon of whole years the last month is that month.
        ...(horizon === back
          ? []
          : [
              trivialAnswer(
                "season",
                years === 1 ? "same as a year before" : "same as two years before",
                lastYear,
                { condition: "if in the window" },
              ),
            ]),
      ],
      metric: {
        label: "mean absolute error",
        unit: "ppm",
        better: "lower",
        of: (outputs, batch) => meanAbsoluteError(outputs, batch) * deviation,
      },
      unscale,
      forecast: {
        read,
        lag: horizon,
        most,
        stepUnit: "months",
        feed: [0],
        stretch: (rng, steps) => {
          const { from, windows } = parts.heldOut;
          const start = from + Math.min(rng.below(windows), most - steps);
          const x = Float32Array.from({ length: read + steps }, (_, t) => scale(start + t, start));
          return { x, truth: x };
        },
      },
      drawing({ x, y }) {
        const [now = 0, then = 0] = [x[length - 1], y[length - 1]];
        const months = relative ? phrase`${length} months, counted from the first` : phrase`${length} months`;
        const ahead = horizon === 1 ? phrase`the next month` : phrase`${horizon} months later`;
        return {
          input: [{ kind: "series", name: "CO₂", values: Array.from(x, unscale), range, unit: "ppm" }],
          target: {
            kind: "series",
            name: `CO₂ ${later}`,
            values: Array.from(y, unscale),
            range,
            unit: "ppm",
          },
          answer: said(then),
          sentence: phrase`${months}, the last at ${said(now)}; ${ahead} at ${said(then)}`,
        };
      },
    };
  },
});
