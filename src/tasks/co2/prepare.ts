import { formatFixed } from "../../lib/format.ts";
import { phrase } from "../../lib/phrase.ts";
import { Failed } from "../../lib/said.ts";
import { meanAbsoluteError } from "../metrics.ts";
import type { PreparedTask } from "../task.ts";
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

/** The settings of the task. */
interface Settings {
  readonly length: number;
  readonly horizon: number;
  readonly relative: boolean;
}

/** Loaded with the data, which only this task needs. @throws Failed where the data file is another one */
export function prepareCo2({ length, horizon, relative }: Settings, data: unknown): PreparedTask {
  const ppm = checkAsset(data);
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
}
