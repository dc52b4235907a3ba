/** What `npm run train` shows while it trains, and at its end. */
import type { Progress, RunReport } from "./train-run.ts";

const clock = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const tail = String(whole % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
};

const figure = (value: number): string =>
  Math.abs(value) >= 0.001 || value === 0 ? value.toPrecision(4) : value.toExponential(2);

/** "128 of 200 updates · 45.2 updates/s · 0:02 left · LSTM 1.386 · GRU 1.201". */
export function progressLine({ update, end, seconds, done, names, losses }: Progress): string {
  const rate = seconds > 0 ? done / seconds : 0;
  return [
    `${update}${end > 0 ? ` of ${end}` : ""} updates`,
    `${rate >= 100 ? rate.toFixed(0) : rate.toFixed(1)} updates/s`,
    ...(end > 0 && rate > 0 ? [`${clock((end - update) / rate)} left`] : []),
    ...names.map((name, m) => `${name} ${figure(losses[m] ?? Number.NaN)}`),
  ].join(" · ");
}

export interface ProgressDisplay {
  show(progress: Progress): void;
  /** Leaves the last line as it is. */
  end(): void;
}

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** One line that changes in place on a terminal, else a line every few seconds. */
export function createDisplay(out: Terminal, now: () => number): ProgressDisplay {
  const every = out.isTTY ? 200 : 5000;
  let shownAt = Number.NEGATIVE_INFINITY;
  let latest: Progress | null = null;
  let shown: Progress | null = null;
  const write = (progress: Progress) => {
    shown = progress;
    shownAt = now();
    const line = progressLine(progress);
    if (out.isTTY) out.write(`\r\u001b[2K${line.slice(0, (out.columns ?? 80) - 1)}`);
    else out.write(`${line}\n`);
  };
  return {
    show: (progress) => {
      latest = progress;
      if (now() - shownAt >= every) write(progress);
    },
    end: () => {
      if (latest && latest !== shown) write(latest);
      if (latest && out.isTTY) out.write("\n");
    },
  };
}

/** A line a model: the last training and held-out loss, the metric, and when it was solved. */
export function summary({ models, metric }: RunReport): readonly string[] {
  const width = Math.max(...models.map(({ name }) => name.length));
  return models.map(({ name, loss, evaluations, solvedAt }) => {
    const last = evaluations.at(-1);
    return [
      `${name.padEnd(width)}  loss ${figure(loss.at(-1) ?? Number.NaN)}`,
      ...(last
        ? [
            `held out ${figure(last.loss)} at update ${last.update}`,
            `${metric.label} ${figure(last.metric)}${metric.unit ? ` ${metric.unit}` : ""}`,
          ]
        : []),
      ...(solvedAt !== null ? [`solved at ${solvedAt}`] : []),
    ].join(" · ");
  });
}
