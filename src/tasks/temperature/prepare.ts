import { formatFixed } from "../../lib/format.ts";
import { phrase } from "../../lib/phrase.ts";
import { Failed } from "../../lib/said.ts";
import { meanAbsoluteError } from "../metrics.ts";
import type { PreparedTask } from "../task.ts";
import { trivialAnswer } from "../trivial.ts";

/** What the build writes to data/seattle-weather.json, beside title, licence and address. */
export interface WeatherAsset {
  /** ISO date of the first day; the others follow without a gap. */
  readonly firstDay: string;
  /** Highest temperature of each day, °C. */
  readonly highest: readonly number[];
}

/** The last year is held out. */
const heldOutDays = 365;
const daysAYear = 365.25;

function checkAsset(data: unknown): readonly number[] {
  const highest = (data as WeatherAsset | null)?.highest;
  if (!Array.isArray(highest) || highest.length < 2 * heldOutDays || !highest.every(Number.isFinite))
    throw new Failed(
      phrase`The data file “seattle-weather” does not hold two years of temperatures. Build the page again to regenerate it.`,
    );
  return highest;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The settings of the task. */
interface Settings {
  readonly length: number;
  readonly season: boolean;
}

/** Loaded with the data, which only this task needs. @throws Failed where the data file is another one */
export function prepareTemperature({ length, season }: Settings, data: unknown): PreparedTask {
  const days = checkAsset(data);
  const split = days.length - heldOutDays;
  const training = days.slice(0, split);
  const center = mean(training);
  const deviation = Math.sqrt(mean(training.map((value) => (value - center) ** 2)));
  const scaled = Float32Array.from(days, (value) => (value - center) / deviation);
  const unscale = (value: number): number => value * deviation + center;
  const parts = {
    train: { from: 0, windows: split - length },
    heldOut: { from: split, windows: heldOutDays - length },
  };
  const names = season ? ["temperature", "season, sine", "season, cosine"] : ["temperature"];
  const width = names.length;

  /** Mean squared error of a fixed forecaster over all steps of all held-out windows. */
  const score = (forecast: (today: number) => number): number => {
    let sum = 0;
    for (let w = 0; w < parts.heldOut.windows; w++)
      for (let t = split + w; t < split + w + length; t++)
        sum += ((scaled[t + 1] ?? 0) - forecast(scaled[t] ?? 0)) ** 2;
    return sum / (parts.heldOut.windows * length);
  };
  const average = score(() => 0);
  const persistence = score((today) => today);

  /** [steps, D] from day `start` on, as the network reads them. */
  const inputs = (start: number, steps: number): Float32Array => {
    const x = new Float32Array(steps * width);
    for (let t = 0; t < steps; t++) {
      x[t * width] = scaled[start + t] ?? 0;
      if (!season) continue;
      const angle = (2 * Math.PI * (start + t)) / daysAYear;
      x[t * width + 1] = Math.sin(angle);
      x[t * width + 2] = Math.cos(angle);
    }
    return x;
  };
  const most = heldOutDays - length;

  const range = [Math.floor(Math.min(...days)), Math.ceil(Math.max(...days))] as const;
  const celsius = (value: number): string => `${formatFixed(unscale(value), 1)} °C`;
  return {
    io: {
      steps: length,
      input: { kind: "floats", names },
      output: { kind: "values", names: ["tomorrow"], unit: "°C" },
      readout: "every",
    },
    sample(rng, part) {
      const { from, windows } = parts[part];
      const start = from + rng.below(windows);
      return {
        x: inputs(start, length),
        y: scaled.slice(start + 1, start + length + 1),
        weight: new Float32Array(length).fill(1),
      };
    },
    trivial: [
      trivialAnswer("mean", "training mean", average),
      trivialAnswer("last", "same as the last day", persistence),
    ],
    metric: {
      label: "mean absolute error",
      unit: "°C",
      better: "lower",
      of: (outputs, batch) => meanAbsoluteError(outputs, batch) * deviation,
    },
    unscale,
    forecast: {
      read: length,
      lag: 1,
      most,
      stepUnit: "days",
      feed: names.map((_, column) => (column === 0 ? 0 : null)),
      stretch: (rng, steps) => {
        const { from, windows } = parts.heldOut;
        const start = from + Math.min(rng.below(windows), most - steps);
        return { x: inputs(start, length + steps), truth: scaled.slice(start, start + length + steps) };
      },
    },
    drawing({ x, y }) {
      const today = x[(length - 1) * width] ?? 0;
      const tomorrow = y[length - 1] ?? 0;
      return {
        input: [
          {
            kind: "series",
            name: "day's high",
            values: Array.from({ length }, (_, t) => unscale(x[t * width] ?? 0)),
            range,
            unit: "°C",
          },
        ],
        target: {
          kind: "series",
          name: "next day's high",
          values: Array.from(y, unscale),
          range,
          unit: "°C",
        },
        answer: celsius(tomorrow),
        sentence: phrase`${length} days, the last at ${celsius(today)}; the next day reached ${celsius(tomorrow)}`,
      };
    },
  };
}
