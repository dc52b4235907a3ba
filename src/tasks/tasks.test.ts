/** The contract of tasks, over the whole registry: a new task is tested before it has tests of its own. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAsset } from "../../scripts/data-assets.ts";
import { type Batch, collate, type Sample } from "../lib/batch.ts";
import { type AnyValues, defaults, type Field, type FieldValue } from "../lib/fields.ts";
import { inEnglish } from "../lib/phrase.ts";
import { type Rng, rngFrom } from "../lib/rng.ts";
import type { OwnData } from "../own-data/own-data.ts";
import { heldOutSample } from "./held-out.ts";
import { isTaskKind, type TaskKind, tasks } from "./index.ts";
import type { Drawing, PreparedTask, Split, Track } from "./task.ts";

const load = async (name: string) => readAsset(name);
const kinds = Object.keys(tasks) as TaskKind[];
/** The registry, each kind without data of one's own; those that take some come again with some. */
interface Case {
  readonly name: string;
  readonly kind: TaskKind;
  readonly own?: OwnData;
  /** Where settings are no numbers within limits, or where this data is too short for some. */
  readonly values?: Readonly<Record<string, fc.Arbitrary<FieldValue>>>;
}
const tableValues = (columns: readonly string[], length: number, horizon: number): Case["values"] => ({
  inputs: fc.constantFrom(...columns),
  targets: fc.constantFrom("", ...columns),
  length: fc.integer({ min: 2, max: length }),
  horizon: fc.integer({ min: 1, max: horizon }),
  heldOut: fc.integer({ min: 25, max: 50 }),
});
/** Under 400 characters, wide ones among them, and no two windows alike. */
const shortText = Array.from({ length: 20 }, (_, i) => `${i * i} boats 🚣 row\n`).join("");
const cases: readonly Case[] = [
  ...kinds.map((kind) => ({
    name: kind,
    kind,
    ...(kind === "by-hand"
      ? {
          values: {
            inputs: fc.constantFrom("12/8/1", "1,0/0.5,-2e1/.5,3"),
            targets: fc.constantFrom("1/2/3.5", "?/?/1", "1,?/2,3/4,5"),
          },
        }
      : {}),
    ...(kind === "table" ? { values: tableValues(["1", "2", "1,2", "2, 1"], 200, 100) } : {}),
  })),
  {
    name: "text with another text",
    kind: "text",
    own: { kind: "text", title: "", text: shortText },
    values: { length: fc.integer({ min: 5, max: 200 }) },
  },
  {
    name: "table with another table",
    kind: "table",
    own: {
      kind: "table",
      title: "with a trend, a gap and a constant",
      columns: [
        { name: "rise", values: Array.from({ length: 300 }, (_, row) => 1e6 + row + Math.sin(row ** 2)) },
        {
          name: "gap (°C)",
          values: Array.from({ length: 300 }, (_, row) => (row % 150 === 7 ? null : Math.cos(row ** 2))),
        },
        { name: "constant", values: Array.from({ length: 300 }, () => 0.1) },
      ],
      rows: null,
    },
    values: tableValues(["1", "2 3", "3,1", "1,2,3", "1 2"], 40, 12),
  },
];
const prepareCase = ({ kind, own }: Case, seed = 1, values: AnyValues = {}): Promise<PreparedTask> =>
  tasks[kind].prepare({ ...defaults(tasks[kind].fields), ...values }, seed, load, own);
const prepareDefault = (kind: TaskKind, seed = 1): Promise<PreparedTask> =>
  prepareCase({ name: kind, kind }, seed);

function anyValue(field: Field): fc.Arbitrary<FieldValue> {
  switch (field.type) {
    case "int": {
      const within = fc.integer({ min: field.min, max: field.max });
      return field.off ? fc.oneof(fc.constant(field.off.value), within) : within;
    }
    case "float":
      return fc.double({ min: field.min, max: field.max, noNaN: true });
    case "flag":
      return fc.boolean();
    case "choice":
      return fc.constantFrom(...field.options.map(({ value }) => value));
    case "text":
      return fc.string({ maxLength: field.maxLength });
    default:
      return field satisfies never;
  }
}
const anyValues = ({ kind, values = {} }: Case): fc.Arbitrary<AnyValues> =>
  fc.record(
    Object.fromEntries(
      Object.entries(tasks[kind].fields).map(([name, field]: [string, Field]) => [
        name,
        values[name] ?? anyValue(field),
      ]),
    ),
  );
const anySeed = fc.integer({ min: 0, max: 2 ** 31 - 1 });

const samplesOf = (task: PreparedTask, rng: Rng, split: Split, count: number): Sample[] =>
  Array.from({ length: count }, () => task.sample(rng, split));
const heldOut = (task: PreparedTask, count: number): Sample[] =>
  Array.from({ length: count }, (_, index) => heldOutSample(task, 1, index));

const inputWidth = ({ io }: PreparedTask) => (io.input.kind === "tokens" ? 1 : io.input.names.length);
const outputWidth = ({ io }: PreparedTask) =>
  io.output.kind === "classes" ? io.output.symbols.length : io.output.names.length;

function checkSample(task: PreparedTask, { x, y, weight, length }: Sample): void {
  const { io } = task;
  expect(length !== undefined).toBe(io.isPadded ?? false);
  const steps = length ?? io.steps;
  expect(steps).toBeGreaterThanOrEqual(1);
  expect(steps).toBeLessThanOrEqual(io.steps);
  // Nothing of it stands in the padding.
  for (const array of [x, y, weight])
    expect(array.slice((steps * array.length) / io.steps).every((value) => value === 0)).toBe(true);
  expect(weight).toHaveLength(io.steps);
  expect(x).toHaveLength(io.steps * inputWidth(task));
  expect(y).toHaveLength(io.steps * (io.output.kind === "classes" ? 1 : outputWidth(task)));
  expect(x).toBeInstanceOf(io.input.kind === "tokens" ? Int32Array : Float32Array);
  expect(y).toBeInstanceOf(io.output.kind === "classes" ? Int32Array : Float32Array);
  if (io.input.kind === "tokens") {
    const { length } = io.input.symbols;
    expect(x.every((token) => token >= 0 && token < length)).toBe(true);
  } else expect(x.every(Number.isFinite)).toBe(true);
  if (io.output.kind === "classes") {
    const { length } = io.output.symbols;
    expect(y.every((answer) => answer >= 0 && answer < length)).toBe(true);
  } else expect(y.every(Number.isFinite)).toBe(true);
  expect(weight.every((value) => value >= 0)).toBe(true);
  const read = [...weight.keys()].filter((t) => (weight[t] as number) > 0);
  if (io.readout === "last") expect(read).toEqual([steps - 1]);
  if (io.readout === "every") expect(read).toHaveLength(steps);
  expect(read.length).toBeGreaterThan(0);
  weight.forEach((value, t) => {
    if (value === 0) expect(y[t]).toBe(0);
  });
}

const lengthOf = (track: Track): number =>
  track.kind === "marks"
    ? track.at.length
    : track.kind === "series"
      ? track.values.length
      : track.symbols.length;

function checkDrawing(task: PreparedTask, drawing: Drawing): void {
  for (const track of [...drawing.input, drawing.target]) {
    expect(lengthOf(track)).toBe(task.io.steps);
    if (track.kind === "symbols") {
      expect(track.emphasis).toHaveLength(track.symbols.length);
      expect(track.symbols.join("")).not.toMatch(/[ \n]/); // drawn as signs that can be seen
    }
    if (track.kind === "series")
      for (const value of track.values)
        expect(Number.isNaN(value) || (value >= track.range[0] && value <= track.range[1])).toBe(true);
  }
  expect(inEnglish(drawing.sentence)).not.toMatch(/undefined|NaN|\.$/);
}

/** What a network that knows every answer gives: [T, B, V]. */
function perfectOutputs(task: PreparedTask, batch: Batch): Float32Array {
  if (task.io.output.kind === "values") return Float32Array.from(batch.y);
  const width = outputWidth(task);
  const outputs = new Float32Array(batch.weight.length * width);
  batch.y.forEach((answer, entry) => {
    outputs[entry * width + answer] = 20;
  });
  return outputs;
}

describe.each(cases)("$name", { timeout: 60_000 }, (each) => {
  const { kind, own } = each;
  const def = tasks[kind];
  const isText = ["sonnets", "moby-dick", "source"].includes(kind);
  const versions = { runs: isText ? 8 : 30 }; // reading texts takes longest

  test("is registered under its own kind, and says what it is", () => {
    expect(def.kind).toBe(kind);
    expect(def.summary.endsWith(".") || def.summary.endsWith("?")).toBe(true);
    // What is typed is one sequence alone.
    expect(def.samplesShown).toBeGreaterThanOrEqual(kind === "by-hand" ? 1 : 3);
    for (const field of Object.values(def.fields)) expect(field.doc).toMatch(/^[A-Z].*\.$/);
  });

  test("samples fit the network that it asks for, with any settings and seed", async () => {
    await fc.assert(
      fc.asyncProperty(anyValues(each), anySeed, async (values, seed) => {
        const task = await def.prepare(values, seed, load, own);
        for (const split of ["train", "heldOut"] as const)
          for (const sample of samplesOf(task, rngFrom(seed).fork(split), split, 4)) {
            checkSample(task, sample);
            checkDrawing(task, task.drawing(sample));
          }
      }),
      { numRuns: versions.runs },
    );
  });

  test("the same generator gives the same sequences, in any order of asking", async () => {
    await fc.assert(
      fc.asyncProperty(anyValues(each), anySeed, async (values, seed) => {
        const [one, two] = [
          await def.prepare(values, seed, load, own),
          await def.prepare(values, seed, load, own),
        ];
        const rng = rngFrom(seed);
        const first = samplesOf(one, rng.fork("a"), "train", 3);
        samplesOf(two, rng.fork("b"), "heldOut", 2);
        expect(samplesOf(two, rng.fork("a"), "train", 3)).toEqual(first);
      }),
      { numRuns: Math.min(10, versions.runs) },
    );
  });

  test("perfect answers score perfectly and solve it; NaN does not", async () => {
    await fc.assert(
      fc.asyncProperty(anyValues(each), anySeed, async (values, seed) => {
        const task = await def.prepare(values, seed, load, own);
        const batch = collate(samplesOf(task, rngFrom(seed), "heldOut", 8));
        const metric = task.metric.of(perfectOutputs(task, batch), batch);
        expect(metric).toBe(task.metric.better === "higher" ? 100 : 0);
        if (task.solved) {
          expect(task.solved.test({ loss: 1e-9, metric })).toBe(true);
          // Stands before "at update 80".
          expect(task.solved.reached).toMatch(/^(\d+ % correct|error \d+ % of [a-z]+)$/);
        }
        const nothing = perfectOutputs(task, batch).fill(Number.NaN);
        const broken = task.metric.of(nothing, batch);
        expect(Number.isNaN(broken) || broken === 0).toBe(true);
        expect(task.solved?.test({ loss: Number.NaN, metric: broken }) ?? false).toBe(false);
      }),
      { numRuns: Math.min(10, versions.runs) },
    );
  });

  test("a trivial answer does not count as solved", async () => {
    const task = await prepareCase(each);
    expect(task.trivial.length).toBeGreaterThan(0);
    expect(new Set(task.trivial.map(({ id }) => id)).size).toBe(task.trivial.length);
    for (const { loss, label } of task.trivial) {
      expect(loss).toBeGreaterThan(0);
      expect(inEnglish(label)).not.toMatch(/NaN|undefined|Infinity/);
      expect(task.solved?.test({ loss, metric: 50 }) ?? false).toBe(false);
    }
  });

  test("what generated text starts with is in the alphabet", async () => {
    const { generate, io } = await prepareCase(each);
    if (!generate) return;
    expect(io.input).toEqual({
      kind: "tokens",
      symbols: io.output.kind === "classes" ? io.output.symbols : [],
    });
    expect(generate.start.length).toBeGreaterThan(0);
    for (const token of generate.start)
      expect(io.input.kind === "tokens" && io.input.symbols[token]).toBeTruthy();
  });

  // There is no other sequence than the one that was typed.
  test.skipIf(kind === "by-hand")("held-out sequences are never trained on", async () => {
    for (const seed of [1, 2, 77]) {
      const task = await prepareCase(each, seed);
      const key = ({ x }: Sample) => x.join(" ");
      const trained = new Set(samplesOf(task, rngFrom(seed).fork("train"), "train", 2000).map(key));
      const repeated = samplesOf(task, rngFrom(seed).fork("heldOut"), "heldOut", 256).filter((s) =>
        trained.has(key(s)),
      );
      // Source files begin alike and repeat lines: of whole ones held out, some windows read like trained ones.
      expect(repeated.length / 256).toBeLessThanOrEqual(kind === "source" ? 0.1 : 0);
    }
  });

  test("no setting is so small that the splits run dry", async () => {
    const smallest = Object.fromEntries(
      Object.entries(def.fields).map(([name, field]) => [name, "min" in field ? field.min : field.default]),
    );
    for (let seed = 0; seed < (isText ? 3 : 40); seed++) {
      const task = await def.prepare(smallest, seed, load, own);
      for (const split of ["train", "heldOut"] as const) samplesOf(task, rngFrom(seed), split, 40);
    }
  });
});

/** Predicts one step from what it has seen there: a distribution over classes, or a value. */
type Guesser = (sample: Sample, t: number) => readonly number[] | number;

/** Mean loss of a guesser and its standard error, sequence by sequence. */
function measure(samples: readonly Sample[], guess: Guesser): { mean: number; error: number } {
  const losses = samples.map((sample) => {
    let sum = 0;
    let total = 0;
    sample.weight.forEach((weight, t) => {
      if (weight === 0) return;
      const answer = sample.y[t] as number;
      const guessed = guess(sample, t);
      const loss =
        typeof guessed === "number" ? (guessed - answer) ** 2 : -Math.log(guessed[answer] as number);
      sum += weight * loss;
      total += weight;
    });
    return sum / total;
  });
  const mean = losses.reduce((a, b) => a + b, 0) / losses.length;
  const variance = losses.reduce((a, b) => a + (b - mean) ** 2, 0) / losses.length;
  return { mean, error: Math.sqrt(variance / losses.length) };
}

/** Class frequencies after each input token, or over all, counted on training samples; `smoothing` counts more each. */
function frequencies(task: PreparedTask, samples: readonly Sample[], perToken: boolean): Guesser {
  const width = outputWidth(task);
  const rows = new Map<number, number[]>();
  const row = (key: number) => {
    const found = rows.get(key) ?? new Array<number>(width).fill(1e-3);
    rows.set(key, found);
    return found;
  };
  for (const { x, y } of samples)
    y.forEach((answer, t) => {
      const counts = row(perToken ? (x[t] as number) : 0);
      counts[answer] = (counts[answer] as number) + 1;
    });
  return ({ x }, t) => {
    const counts = row(perToken ? (x[t] as number) : 0);
    const sum = counts.reduce((a, b) => a + b, 0);
    return counts.map((count) => count / sum);
  };
}

const characters = (task: PreparedTask, training: readonly Sample[]): readonly Guesser[] => [
  () => new Array<number>(outputWidth(task)).fill(1 / outputWidth(task)),
  frequencies(task, training, false),
  frequencies(task, training, true),
];

/** The guesser that each trivial answer speaks of, in order. */
const guessers: {
  readonly [K in TaskKind]: (task: PreparedTask, training: readonly Sample[]) => readonly Guesser[];
} = {
  "temporal-order": () => [() => [0.25, 0.25, 0.25, 0.25]],
  adding: () => [() => 1],
  parity: () => [() => [0.5, 0.5]],
  "copy-memory": ({ io }) => [
    (_, t) =>
      (t < 15 ? [0, 0, 0, 0, 0, 0, 0, 0, 1] : [...new Array<number>(8).fill(1 / 8), 0]).slice(0, io.steps),
  ],
  hello: (task, training) => [
    () => [0.25, 0.25, 0.25, 0.25],
    frequencies(task, training, false),
    frequencies(task, training, true),
  ],
  sonnets: characters,
  "moby-dick": characters,
  sine: () => [() => 0, ({ x }, t) => x[t] as number],
  temperature: () => [() => 0, ({ x }, t) => x[t] as number],
  source: characters,
  text: characters,
  table: () => [() => 0, ({ x }, t) => x[t] as number],
  "by-hand": () => [() => 0.25],
  co2: () => [() => 0, ({ x }, t) => x[t] as number, ({ x }, t) => x[t < 11 ? t : t - 11] as number],
};

test.each(kinds)(
  "the trivial answers of %s score on held-out sequences what their lines say",
  async (kind) => {
    const task = await prepareDefault(kind);
    const training = samplesOf(task, rngFrom(3), "train", 4000);
    const samples = heldOut(task, 1024);
    const said = guessers[kind](task, training);
    expect(task.trivial).toHaveLength(said.length);
    task.trivial.forEach(({ loss, label }, i) => {
      const { mean, error } = measure(samples, said[i] as Guesser);
      // Four standard errors, and 1 % for frequencies counted on a sample of the training set.
      expect(Math.abs(mean - loss), `${inEnglish(label)}: measured ${mean} ± ${error}`).toBeLessThan(
        4 * error + 0.01 * loss + 1e-6,
      );
    });
  },
);

test("only kinds of the registry are kinds", () => {
  expect(kinds.every(isTaskKind)).toBe(true);
  expect(["toString", "__proto__", "", "Adding"].some(isTaskKind)).toBe(false);
});
