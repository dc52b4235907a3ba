/** What every task that foretells a series promises about its stretches, at the defaults and at the limits of its settings. */
import { describe, expect, test } from "vitest";
import { readAsset } from "../../scripts/data-assets.ts";
import { type AnyValues, defaults } from "../lib/fields.ts";
import { heldOutSample, heldOutStretch } from "./held-out.ts";
import { isTaskKind, tasks } from "./index.ts";
import type { PreparedTask } from "./task.ts";

const load = async (name: string) => readAsset(name);
const seed = 5;

/** Each setting at both of its ends, the others at their defaults; then all at one end. */
function limits(kind: keyof typeof tasks): readonly AnyValues[] {
  const { fields } = tasks[kind];
  const usual = defaults(fields);
  const ends = (end: "min" | "max"): AnyValues =>
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => {
        if (field.type === "int" || field.type === "float") return [name, field[end]];
        return [name, field.type === "flag" ? end === "max" : field.default];
      }),
    );
  const [least, most] = [ends("min"), ends("max")];
  const single = Object.keys(fields).flatMap((name) =>
    [least, most].map((end) => ({ ...usual, [name]: end[name] ?? 0 })),
  );
  return [usual, ...single, least, most];
}

const kinds = Object.keys(tasks).filter(isTaskKind);
const prepared = new Map<string, readonly PreparedTask[]>();
for (const kind of kinds) {
  const first = await tasks[kind].prepare(defaults(tasks[kind].fields), seed, load);
  if (!first.forecast) continue;
  // Not every combination of limits leaves something to learn from; those that do must run freely.
  const all = limits(kind).map((values) => tasks[kind].prepare(values, seed, load));
  const settled = await Promise.allSettled(all);
  prepared.set(
    kind,
    settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
  );
}

test("the series of the catalog run freely", () => {
  expect([...prepared.keys()]).toEqual(expect.arrayContaining(["sine", "co2", "temperature"]));
});

describe.each([...prepared])("%s", (_, versions) => {
  test("a stretch has a column for each input and output, and nothing but numbers", () => {
    for (const { io, forecast } of versions) {
      if (!forecast || io.input.kind !== "floats" || io.output.kind !== "values")
        throw new Error("no series");
      const { read, lag, most, feed } = forecast;
      expect(lag).toBeGreaterThanOrEqual(1);
      expect(read).toBeGreaterThanOrEqual(Math.max(lag, io.steps));
      expect(most).toBeGreaterThanOrEqual(1);
      expect(feed).toHaveLength(io.input.names.length);
      for (const from of feed) expect(from === null || from < io.output.names.length).toBe(true);
      for (const steps of [1, Math.min(most, 400)])
        for (const probe of [0, 1, 255]) {
          const { x, truth } = heldOutStretch(forecast, seed, probe, steps);
          expect(x).toHaveLength((read + steps) * feed.length);
          expect(truth).toHaveLength((read + steps) * io.output.names.length);
          expect(x.every(Number.isFinite) && truth.every(Number.isFinite)).toBe(true);
        }
    }
  });

  test("what is fed is what the output stands for: the input and the truth of a step agree", () => {
    for (const { forecast, io } of versions) {
      if (!forecast || io.output.kind !== "values") throw new Error("no series");
      const [inputs, outputs] = [forecast.feed.length, io.output.names.length];
      const { x, truth } = heldOutStretch(forecast, seed, 3, 1);
      forecast.feed.forEach((from, column) => {
        if (from === null) return;
        for (let t = 0; t < x.length / inputs; t++)
          expect(x[t * inputs + column]).toBe(truth[t * outputs + from]);
      });
    }
  });

  test("it is the held-out sequence of its number, targets included, where the data go on behind it", () => {
    for (const task of versions) {
      const { forecast, io } = task;
      if (!forecast || io.output.kind !== "values") throw new Error("no series");
      const width = io.output.names.length;
      const same = Array.from({ length: 40 }, (_, probe) => {
        const { x, y } = heldOutSample(task, seed, probe);
        const stretch = heldOutStretch(forecast, seed, probe, Math.min(forecast.lag, forecast.most));
        const begins = x.every((value, k) => value === stretch.x[k]);
        const targets = stretch.truth.subarray(forecast.lag * width, forecast.lag * width + y.length);
        // Where the stretch is read for longer than the sequence, it may have to begin earlier.
        return begins && targets.every((value, k) => value === y[k]);
      });
      expect(same.filter(Boolean).length).toBeGreaterThan(forecast.read > io.steps ? 20 : 39);
    }
  });

  test("a stretch that the data are too short for begins earlier", () => {
    for (const { forecast } of versions) {
      if (!forecast || !Number.isFinite(forecast.most)) continue;
      const whole = heldOutStretch(forecast, seed, 0, forecast.most);
      expect(heldOutStretch(forecast, seed, 77, forecast.most)).toEqual(whole);
    }
  });
});
