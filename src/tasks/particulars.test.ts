/** What single tasks promise beyond the contract: the words of their drawings, their scales and their margins. */
import { describe, expect, test } from "vitest";
import { readAsset } from "../../scripts/data-assets.ts";
import { collate, type Sample } from "../lib/batch.ts";
import { defaults } from "../lib/fields.ts";
import { inEnglish } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { heldOutSample } from "./held-out.ts";
import { type TaskKind, tasks } from "./index.ts";
import type { PreparedTask, Track } from "./task.ts";

const load = async (name: string) => readAsset(name);
const prepareDefault = (kind: TaskKind, seed = 1): Promise<PreparedTask> =>
  tasks[kind].prepare(defaults(tasks[kind].fields), seed, load);
const heldOut = (task: PreparedTask, count: number): Sample[] =>
  Array.from({ length: count }, (_, index) => heldOutSample(task, 1, index));

describe("drawings say in words what the sequence holds", () => {
  const drawings = async (kind: TaskKind, count = 60) => {
    const task = await prepareDefault(kind);
    return heldOut(task, count).map((sample) => ({ task, sample, drawing: task.drawing(sample) }));
  };
  const symbolsOf = (track: Track | undefined) => (track?.kind === "symbols" ? track.symbols : []);

  test("temporal-order", async () => {
    const seen = new Set<string>();
    for (const { drawing } of await drawings("temporal-order")) {
      const symbols = symbolsOf(drawing.input[0]);
      const at = symbols.flatMap((symbol, t) => (symbol === "X" || symbol === "Y" ? [t] : []));
      expect(at).toHaveLength(2);
      const [one = 0, two = 0] = at;
      const answer = `${symbols[one]}${symbols[two]}`;
      expect(drawing.answer).toBe(answer);
      expect(inEnglish(drawing.sentence)).toBe(
        `${symbols[one]} at step ${one + 1}, ${symbols[two]} at step ${two + 1}; the answer is ${answer}`,
      );
      expect(one + 1).toBeGreaterThanOrEqual(4);
      expect(one + 1).toBeLessThanOrEqual(8);
      expect(two + 1).toBeGreaterThanOrEqual(20);
      expect(two + 1).toBeLessThanOrEqual(24);
      expect(symbolsOf(drawing.target).at(-1)).toBe(answer);
      const track = drawing.input[0];
      if (track?.kind === "symbols")
        expect(
          track.emphasis.every((e, t) => e === (symbols[t] === "X" ? 1 : symbols[t] === "Y" ? 2 : 0)),
        ).toBe(true);
      seen.add(answer);
    }
    expect([...seen].sort()).toEqual(["XX", "XY", "YX", "YY"]);
  });

  test("adding", async () => {
    for (const { drawing } of await drawings("adding")) {
      const [value, marker] = drawing.input;
      if (value?.kind !== "series" || marker?.kind !== "marks") throw new Error("expected a curve and marks");
      const at = value.values.flatMap((v, t) => (marker.at[t] ? [[v, t] as const] : []));
      const [one = [0, 0], two = [0, 0]] = at;
      expect(at).toHaveLength(2);
      expect(one[1]).toBeLessThan(25);
      expect(two[1]).toBeGreaterThanOrEqual(25);
      expect(inEnglish(drawing.sentence)).toContain(`${one[0].toFixed(3)} at step ${one[1] + 1} and `);
      expect(inEnglish(drawing.sentence)).toContain(`${two[0].toFixed(3)} at step ${two[1] + 1} are marked`);
      expect(Math.abs(Number(drawing.answer) - one[0] - two[0])).toBeLessThan(0.00501);
    }
  });

  test("copy-memory", async () => {
    for (const { drawing } of await drawings("copy-memory")) {
      const [input, target] = [symbolsOf(drawing.input[0]).join(""), symbolsOf(drawing.target).join("")];
      expect(input).toMatch(/^[a-h]{5}·{9}\?·{5}$/);
      expect(target).toBe(`${"·".repeat(15)}${input.slice(0, 5)}`);
      expect(drawing.answer).toBe(input.slice(0, 5));
      expect(inEnglish(drawing.sentence)).toBe(
        `${drawing.answer} comes first and must be repeated from step 16 to step 20`,
      );
    }
  });

  test.each(["hello", "sonnets", "moby-dick"] as const)(
    "%s: each target is the next character",
    async (kind) => {
      for (const { drawing } of await drawings(kind)) {
        const [input, target] = [symbolsOf(drawing.input[0]), symbolsOf(drawing.target)];
        expect(target.slice(0, -1)).toEqual(input.slice(1));
        expect(
          inEnglish(drawing.sentence)
            .replace(/[“”]/g, "")
            .endsWith(`is ${target.at(-1)}`),
        ).toBe(true);
      }
    },
  );

  test("hello never starts at an l, and holds one start out", async () => {
    const starts = new Set<string>();
    for (let seed = 0; seed < 30; seed++) {
      const task = await prepareDefault("hello", seed);
      const first = (split: "train" | "heldOut") =>
        new Set(
          Array.from({ length: 30 }, (_, i) => task.sample(rngFrom(seed).fork(`${i}`), split)).map(
            (s) => symbolsOf(task.drawing(s).input[0])[0] ?? "",
          ),
        );
      const [trained, test] = [first("train"), first("heldOut")];
      expect(trained.size).toBe(2);
      expect(test.size).toBe(1);
      expect([...trained, ...test].sort()).toEqual(["e", "h", "o"]);
      for (const start of test) starts.add(start);
    }
    expect(starts.size).toBe(3);
  });

  test("temperature, in degrees", async () => {
    const { highest } = readAsset("seattle-weather") as { highest: number[] };
    for (const { drawing } of await drawings("temperature")) {
      const [input, { target }] = [drawing.input[0], drawing];
      if (input?.kind !== "series" || target.kind !== "series") throw new Error("expected curves");
      const start = highest.findIndex((_, d) =>
        input.values.every((v, t) => Math.abs(v - (highest[d + t] ?? 99)) < 0.01),
      );
      expect(start).toBeGreaterThanOrEqual(366 + 365 + 365); // 2015
      expect(target.values.every((v, t) => Math.abs(v - (highest[start + t + 1] ?? 99)) < 0.01)).toBe(true);
      const degrees = (day: number) => `${highest[day]?.toFixed(1)} °C`.replace("-", "−");
      expect(inEnglish(drawing.sentence)).toBe(
        `30 days, the last at ${degrees(start + 29)}; the next day reached ${degrees(start + 30)}`,
      );
      expect(drawing.answer).toBe(degrees(start + 30));
    }
  });
});

test("the temperature's scaling knows the training years alone, and errors are in °C", async () => {
  const { highest } = readAsset("seattle-weather") as { highest: number[] };
  const task = await prepareDefault("temperature");
  const training = highest.slice(0, 366 + 365 + 365);
  const mean = training.reduce((a, b) => a + b, 0) / training.length;
  const deviation = Math.sqrt(training.reduce((a, b) => a + (b - mean) ** 2, 0) / training.length);
  expect(task.unscale?.(0)).toBeCloseTo(mean, 9);
  expect(task.unscale?.(1)).toBeCloseTo(mean + deviation, 9);
  const batch = collate(heldOut(task, 64));
  const warmer = Float32Array.from(batch.y, (value) => value + 2 / deviation);
  expect(task.metric.of(warmer, batch)).toBeCloseTo(2, 4);
});

test("CO₂ errors are in ppm, its scale knows the training windows alone, and held-out months are the last fifteen years", async () => {
  const { ppm } = readAsset("co2") as { ppm: number[] };
  for (const relative of [true, false])
    for (const horizon of [1, 7, 24]) {
      const task = await tasks.co2.prepare({ length: 36, horizon, relative }, 1, load);
      const unscale = task.unscale ?? Number.NaN;
      if (typeof unscale === "number") throw new Error("expected a scale");
      for (const sample of heldOut(task, 40)) {
        const [x, y] = [Array.from(sample.x, unscale), Array.from(sample.y, unscale)];
        const start = ppm.findIndex((first, month) =>
          x.every((v, t) => Math.abs(v - ((ppm[month + t] ?? 0) - (relative ? first : 0))) < 1e-3),
        );
        expect(start).toBeGreaterThanOrEqual(672 - 180);
        const base = relative ? (ppm[start] ?? 0) : 0;
        y.forEach((v, t) => {
          expect(Math.abs(v - ((ppm[start + t + horizon] ?? 0) - base))).toBeLessThan(1e-3);
        });
      }
      const batch = collate(heldOut(task, 16));
      const more = Float32Array.from(batch.y, (value) => value + 2 / (unscale(1) - unscale(0)));
      expect(task.metric.of(more, batch)).toBeCloseTo(2, 3);
    }
  const levels = await tasks.co2.prepare({ length: 12, horizon: 1, relative: false }, 1, load);
  // Each training month counts as often as windows hold it, so the mean is near that of the months, not at it.
  const training = ppm.slice(0, 672 - 180);
  expect(levels.unscale?.(0)).toBeCloseTo(training.reduce((a, b) => a + b, 0) / training.length, 0);
});

test("a sine without noise is a sine; with a fixed phase every sequence starts at 0, rising", async () => {
  const wave = { length: 30, period: 12, noise: 0, randomPhase: false };
  const fixed = await tasks.sine.prepare(wave, 1, load);
  for (const { x, y } of heldOut(fixed, 3))
    y.forEach((next, t) => {
      expect(x[t]).toBeCloseTo(Math.sin((Math.PI * t) / 6), 6);
      expect(next).toBeCloseTo(Math.sin((Math.PI * (t + 1)) / 6), 6);
    });
  const free = await tasks.sine.prepare({ ...wave, randomPhase: true }, 1, load);
  const starts = heldOut(free, 40).map(({ x, y }) => {
    // v_{t+1} = 2 cos(2π/P)·v_t − v_{t−1}, whatever the phase.
    for (let t = 1; t < 30; t++)
      expect(y[t]).toBeCloseTo(2 * Math.cos(Math.PI / 6) * (x[t] ?? 0) - (x[t - 1] ?? 0), 5);
    return x[0];
  });
  expect(new Set(starts).size).toBe(40);
});

test("the sine's trivial answers score what they say, noise and phase included", async () => {
  for (const randomPhase of [true, false]) {
    const task = await tasks.sine.prepare({ length: 25, period: 9, noise: 0.4, randomPhase }, 1, load);
    let [zero, last] = [0, 0];
    const samples = heldOut(task, 4000);
    for (const { x, y } of samples)
      y.forEach((next, t) => {
        zero += next ** 2 / (25 * samples.length);
        last += (next - (x[t] ?? 0)) ** 2 / (25 * samples.length);
      });
    for (const [i, found] of [zero, last].entries())
      expect(Math.abs(found / (task.trivial[i]?.loss ?? 0) - 1)).toBeLessThan(0.02);
  }
});

test("an added sum is right within 0.08, as in the paper within 0.04 of half the sum", async () => {
  const task = await prepareDefault("adding");
  const batch = collate(heldOut(task, 200));
  const off = (by: number) =>
    task.metric.of(
      Float32Array.from(batch.y, (y) => y + by),
      batch,
    );
  expect(off(0.079)).toBe(100);
  expect(off(-0.079)).toBe(100);
  expect(off(0.081)).toBe(0);
});

test("copy-memory counts the recalled letters alone", async () => {
  const task = await prepareDefault("copy-memory");
  const batch = collate(heldOut(task, 32));
  const blanks = Float32Array.from({ length: batch.y.length * 9 }, (_, i) => (i % 9 === 8 ? 1 : 0));
  expect(task.metric.of(blanks, batch)).toBe(0);
});

test("a held-out set of temporal orders has all four answers about equally often, with every letter place", async () => {
  const task = await prepareDefault("temporal-order");
  const counts = [0, 0, 0, 0];
  for (const { y } of heldOut(task, 2000))
    counts[y.at(-1) as number] = (counts[y.at(-1) as number] as number) + 1;
  for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(80); // four standard errors
});
