/**
 * Held-out rows must not touch training: whatever they hold, the batches that a network is trained on stay the same to the
 * last bit, and so does the scale that its outputs are read in. Every kind of the registry says how it holds out.
 */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAsset } from "../../scripts/data-assets.ts";
import { type Batch, collate } from "../lib/batch.ts";
import { type AnyValues, defaults } from "../lib/fields.ts";
import { inEnglish } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import type { OwnTable } from "../own-data/own-data.ts";
import { readTable } from "../own-data/read-table.ts";
import type { Co2Asset } from "./co2/prepare.ts";
import { heldOutSample } from "./held-out.ts";
import { type TaskKind, tasks } from "./index.ts";
import type { AssetLoader, PreparedTask } from "./task.ts";
import type { WeatherAsset } from "./temperature/prepare.ts";

type Rows = readonly (number | null)[];

/** A task whose last rows are held out, as something that its rows can be replaced in. */
interface ByTime {
  readonly rows: Rows;
  readonly values: fc.Arbitrary<AnyValues>;
  /** Rows at the end that these settings hold out. */
  heldOut(values: AnyValues): number;
  prepare(values: AnyValues, rows: Rows): Promise<PreparedTask>;
  /** Whether rows may lack a number. */
  readonly hasGaps?: boolean;
}

const load: AssetLoader = async (name) => readAsset(name);
const instead =
  (asset: unknown): AssetLoader =>
  async () =>
    asset;

const weather = (await load("seattle-weather")) as WeatherAsset;
const carbon = (await load("co2")) as Co2Asset;
const made = rngFrom(3).fork("held-out-rows.test");
const walk = Array.from({ length: 260 }, (_, row) => Math.sin(row / 7) + 0.1 * made.normal());
const beside = walk.map((value, row) => 50 + value * row);
const tableOf = (rows: Rows): OwnTable => ({
  kind: "table",
  title: "t",
  columns: [
    { name: "one", values: rows },
    // A second column whose end is replaced too, in another order.
    { name: "two", values: [...beside.slice(0, 130), ...rows.slice(130).toReversed()] },
  ],
  rows: null,
});

const byTime = {
  temperature: {
    rows: weather.highest,
    values: fc.record({ length: fc.integer({ min: 5, max: 180 }), season: fc.boolean() }),
    heldOut: () => 365,
    prepare: (values, highest) => tasks.temperature.prepare(values, 1, instead({ ...weather, highest })),
  },
  co2: {
    rows: carbon.ppm,
    values: fc.record({
      length: fc.integer({ min: 12, max: 120 }),
      horizon: fc.integer({ min: 1, max: 24 }),
      relative: fc.boolean(),
    }),
    heldOut: () => 180,
    prepare: (values, ppm) => tasks.co2.prepare(values, 1, instead({ ...carbon, ppm })),
  },
  table: {
    rows: walk,
    hasGaps: true,
    values: fc.record({
      inputs: fc.constantFrom("1", "2", "1,2"),
      targets: fc.constantFrom("", "1", "2", "2,1"),
      length: fc.integer({ min: 2, max: 30 }),
      horizon: fc.integer({ min: 1, max: 20 }),
      relative: fc.boolean(),
      heldOut: fc.constant(50),
    }),
    heldOut: () => 130,
    prepare: (values, rows) => tasks.table.prepare(values, 1, load, tableOf(rows)),
  },
} as const satisfies { readonly [K in TaskKind]?: ByTime };

/** The other kinds, and why they have no held-out rows. */
const otherwise: {
  readonly [K in Exclude<TaskKind, keyof typeof byTime>]: "made by generators" | "pieces" | "one sequence";
} = {
  "temporal-order": "made by generators",
  adding: "made by generators",
  "copy-memory": "made by generators",
  parity: "made by generators",
  hello: "made by generators",
  sine: "made by generators",
  "by-hand": "one sequence",
  sonnets: "pieces",
  "moby-dick": "pieces",
  source: "pieces",
  text: "pieces",
};

/** Numbers of every magnitude, and those that instruments and spreadsheets write for "missing". */
const anyNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -1000, max: 1000, noNaN: true }),
  fc.constantFrom(0, 1e10, -999.9, 9.96921e36, 1e300, -1e300, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324),
);
/** So many rows: few different numbers, so that some are constant; where there may be gaps, at most three in a row. */
const anyRows = (count: number, hasGaps: boolean): fc.Arbitrary<Rows> =>
  fc
    .tuple(
      fc.array(anyNumber, { minLength: 1, maxLength: 8 }),
      fc.nat(),
      fc.array(fc.nat(2), { maxLength: 3 }),
    )
    .map(([numbers, seed, gaps]) => {
      const rng = rngFrom(seed);
      const rows: (number | null)[] = Array.from(
        { length: count },
        () => numbers[rng.below(numbers.length)] ?? 0,
      );
      if (hasGaps) for (const gap of gaps) rows[gap] = null;
      return rows;
    });

const bytes = ({ x, y, weight }: Batch): string =>
  [x, y, weight]
    .map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString("hex"))
    .join();
const training = (task: PreparedTask, updates = 3): string[] =>
  Array.from({ length: updates }, (_, update) => {
    const rng = rngFrom(1).fork(`batch/${update}`);
    return bytes(collate(Array.from({ length: 16 }, () => task.sample(rng, "train"))));
  });

describe.each(Object.entries<ByTime>(byTime))("%s", { timeout: 60_000 }, (kind, each) => {
  test("training batches and their scale know nothing of the held-out rows", async () => {
    await fc.assert(
      fc.asyncProperty(
        each.values.chain((values) =>
          fc.tuple(fc.constant(values), anyRows(each.heldOut(values), each.hasGaps ?? false)),
        ),
        async ([values, end]) => {
          const kept = each.rows.slice(0, each.rows.length - end.length);
          const one = await each.prepare(values, each.rows);
          const two = await each.prepare(values, [...kept, ...end]);
          expect(training(two)).toEqual(training(one));
          for (const value of [0, 1, -3.7]) expect(two.unscale?.(value)).toBe(one.unscale?.(value));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("no training window reads or is asked for a held-out row", async () => {
    await fc.assert(
      fc.asyncProperty(each.values, async (values) => {
        const count = each.heldOut(values);
        const far = 1e6;
        const rows = each.rows.map((_, row) => (row < each.rows.length - count ? row % 7 : far));
        const task = await each.prepare(values, rows);
        const rng = rngFrom(1).fork("windows");
        for (let i = 0; i < 200; i++) {
          const { x, y } = task.sample(rng, "train");
          expect([...x, ...y].every((value) => Math.abs(value) < 1e3)).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });

  if (kind === "table")
    test("held-out rows of any size give numbers alone: samples, drawings, baselines, forecasts", async () => {
      await fc.assert(
        fc.asyncProperty(each.values, anyRows(130, true), async (values, end) => {
          const task = await each.prepare(values, [...each.rows.slice(0, 130), ...end]);
          for (let index = 0; index < 8; index++) {
            const sample = heldOutSample(task, 1, index);
            expect([...sample.x, ...sample.y].every(Number.isFinite)).toBe(true);
            const { input, target, sentence, answer } = task.drawing(sample);
            for (const track of [...input, target]) {
              if (track.kind !== "series") throw new Error("expected series");
              const [least, most] = track.range;
              expect(most - least).toBeGreaterThan(0);
              expect(most - least).toBeLessThan(Number.POSITIVE_INFINITY);
              expect(track.values.every((value) => value >= least && value <= most)).toBe(true);
            }
            expect(`${inEnglish(sentence)} ${answer}`).not.toMatch(/NaN|Infinity|∞|\d{12}/);
          }
          for (const { loss, label } of task.trivial) {
            expect(loss).toBeLessThan(Number.POSITIVE_INFINITY);
            expect(inEnglish(label)).not.toMatch(/NaN|Infinity|∞|\d{12}/);
          }
          const steps = Math.min(5, task.forecast?.most ?? 0);
          const stretch = task.forecast?.stretch(rngFrom(1), steps);
          expect([...(stretch?.x ?? []), ...(stretch?.truth ?? [])].every(Number.isFinite)).toBe(true);
        }),
        { numRuns: 60 },
      );
    });
});

test("every kind says how it holds out", () => {
  expect([...Object.keys(byTime), ...Object.keys(otherwise)].sort()).toEqual(Object.keys(tasks).sort());
});

/** Twenty pieces for each of the texts, in the form of its asset, or as one's own text with a piece in each paragraph. */
const pieces = Array.from(
  { length: 20 },
  (_, piece) =>
    `${Array.from({ length: 60 }, (_, i) => "abcdefg hij"[made.fork(`${piece} ${i}`).below(11)]).join("")}\n`,
);
const corpora: { readonly [kind: string]: (texts: readonly string[]) => Promise<PreparedTask> } = {
  sonnets: (texts) =>
    tasks.sonnets.prepare(
      { length: 10 },
      1,
      instead({ sonnets: texts.map((text, number) => ({ number, lines: [text] })) }),
    ),
  "moby-dick": (texts) => tasks["moby-dick"].prepare({ length: 10 }, 1, instead({ chapters: texts })),
  source: (texts) =>
    tasks.source.prepare(
      { length: 10 },
      1,
      instead({ files: texts.map((text, place) => ({ path: `${place}`, text })) }),
    ),
  text: (texts) =>
    tasks.text.prepare({ length: 10, rare: 0 }, 1, load, {
      kind: "text",
      title: "t",
      text: texts.join(""),
    }),
};
const ofPieces = Object.entries(otherwise).flatMap(([kind, how]) => (how === "pieces" ? [kind] : []));

test.each(ofPieces)("two pieces of twenty have no say in the training windows of %s", async (kind) => {
  const prepare = corpora[kind];
  if (!prepare) throw new Error(`no corpus for ${kind}`);
  // Enough windows for all pieces to be among them.
  const before = training(await prepare(pieces), 60);
  const silent: number[] = [];
  for (const place of pieces.keys()) {
    // The same letters in another order: the alphabet is part of what a network looks like, and stays.
    const turned = pieces.map((text, piece) =>
      piece === place ? `${[...text.slice(0, -1)].reverse().join("")}\n` : text,
    );
    if (String(training(await prepare(turned), 60)) === String(before)) silent.push(place);
  }
  expect(silent).toHaveLength(2);
});

describe("tables that people brought", () => {
  const read = (name: string): OwnTable => {
    const found = readTable(readFileSync(new URL(`../own-data/cases/${name}.csv`, import.meta.url)), name);
    if (!found.ok) throw new Error(inEnglish(found.problem));
    return found.table;
  };
  const prepare = (name: string, values: AnyValues = {}) =>
    tasks.table.prepare({ ...defaults(tasks.table.fields), ...values }, 1, load, read(name));

  test("a typo in the last row leaves every training batch as it is", async () => {
    const [typo, without] = [await prepare("typo-in-held-out-row"), await prepare("no-typo")];
    expect(training(typo)).toEqual(training(without));
  });

  test("a fill value within the training rows gives numbers, drawn and read out", async () => {
    const task = await prepare("fill-value-in-training");
    const rng = rngFrom(1);
    for (const split of ["train", "heldOut"] as const)
      for (let i = 0; i < 100; i++) {
        const sample = task.sample(rng, split);
        expect([...sample.x, ...sample.y].every(Number.isFinite)).toBe(true);
        expect(JSON.stringify(task.drawing(sample))).not.toMatch(/null|NaN|Infinity|\d{22}/);
      }
    // Beside a deviation of 1e35 the held-out values are nothing that single precision can tell from zero.
    const { truth } = task.forecast?.stretch(rngFrom(1), 20) ?? { truth: [] };
    expect(truth.length).toBeGreaterThan(20);
    for (const value of truth) expect(task.unscale?.(value)).toBe(0);
    for (const { loss, label } of task.trivial) {
      expect(loss).toBeGreaterThanOrEqual(0);
      expect(inEnglish(label)).not.toMatch(/NaN|Infinity|0\.000/);
    }
  });

  test("a baseline far under a thousandth is printed as losses are", async () => {
    const task = await prepare("slow-series", { inputs: "1" });
    for (const { loss, label } of task.trivial) {
      expect(loss).toBeGreaterThan(0);
      expect(inEnglish(label)).not.toMatch(/: 0\.0000?$|\d{6}/);
    }
  });
});
