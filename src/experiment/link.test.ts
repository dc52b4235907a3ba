import fc from "fast-check";
import { expect, test } from "vitest";
import { inEnglish } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { anyExperiment } from "../testing/experiment.arbitrary.ts";
import { fuzzRuns } from "../testing/fuzz-runs.ts";
import { goldenLinks } from "../testing/golden-links.ts";
import { withinSeconds } from "../testing/processor-time.ts";
import { checkSpec } from "./check.ts";
import { clampableGates, clampName } from "./clamp-fields.ts";
import { withValue } from "./describe.ts";
import { decode, encode, maxLinkLength } from "./link.ts";
import { layerPath } from "./paths.ts";
import { presets } from "./presets.ts";
import {
  defaultLayer,
  defaultModel,
  defaultSpec,
  type ExperimentSpec,
  layersOf,
  mapLayers,
  stackModel,
} from "./spec.ts";
import { maxTypedLength } from "./typed-pattern.ts";

const readBack = (spec: ExperimentSpec) => {
  const { spec: read, problems } = decode(encode(spec));
  expect(problems).toEqual([]);
  expect(read).toStrictEqual(spec);
};
const isValid = (spec: ExperimentSpec) => expect(checkSpec(spec)).toStrictEqual({ ok: true, spec });

test.each(goldenLinks)("%s still means what it meant", (hash, means) => {
  const { spec, problems } = decode(hash);
  expect(problems).toEqual([]);
  expect(spec).toMatchObject(means);
});

test("the default experiment is an empty link", () => {
  expect(encode(defaultSpec())).toBe("#1/");
  for (const hash of ["", "#", "#1", "1/", "#1/", "#1/&&"]) {
    expect(decode(hash)).toStrictEqual({ spec: defaultSpec(), problems: [], version: 1, missing: null });
  }
});

test("links are readable", () => {
  const race = { ...defaultSpec(), models: [defaultModel("lstm"), defaultModel("lstm")] };
  const edited = [
    ["models.0.units", 64],
    ["models.1.units", 64],
    ["models.1.unitForgetBias", false],
    ["optimizer.learningRate", 0.0007],
    ["training.speed", "20"],
  ] as const;
  const spec = edited.reduce<ExperimentSpec>((now, [path, value]) => withValue(now, path, value), race);
  const changes = [{ update: 120, field: "optimizer.learningRate", value: 0.001 }];
  expect(encode({ ...spec, changes })).toBe(
    "#1/models=lstm,lstm&models.*.units=64&models.1.unitForgetBias=0&optimizer.learningRate=0.0007&training.speed=20&changes=120:optimizer.learningRate:0.001",
  );
});

test.each(presets)("the preset “$id” reads back", ({ spec }) => readBack(spec));

test("any experiment reads back as it was", () => {
  const any = fc.oneof(
    anyExperiment(),
    anyExperiment({ changed: 8, depth: 1, changes: 2 }),
    anyExperiment({ changed: 100, changes: 8 }),
  );
  fc.assert(fc.property(any, readBack), fuzzRuns(3000));
}, 120_000);

const withoutTyped = (spec: ExperimentSpec): ExperimentSpec => ({
  ...spec,
  training: { ...spec.training, typed: "" },
  task: spec.task.kind === "by-hand" ? defaultSpec().task : spec.task,
});

test("a thousand random experiments fit in 2,000 characters, with every setting changed too", () => {
  const plain = fc.sample(anyExperiment({ ownData: false }), { numRuns: 1000, seed: 1 });
  const extreme = fc.sample(anyExperiment({ changed: 100, ownData: false }), { numRuns: 1000, seed: 2 });
  for (const [name, specs] of [
    ["random", plain],
    ["every setting changed", extreme],
  ] as const) {
    // What somebody typed by hand is data, for which there is no room in that.
    const links = specs
      .map(withoutTyped)
      .map(encode)
      .sort((a, b) => b.length - a.length);
    console.log(`longest link of 1,000 (${name}): ${links[0]?.length} characters`);
    expect(links[0]?.length).toBeLessThanOrEqual(2000);
    for (const spec of specs) expect(encode(spec).length).toBeLessThan(2000 + 2 * maxTypedLength);
  }
}, 120_000);

test("the longest experiment there is fits in 2,000 characters", () => {
  // Digits that no other layer has: what repeats takes no room.
  const digits = rngFrom(1);
  const layer = (cell: "simple" | "lstm" | "gru") => ({
    cell,
    values: {
      ...{ units: 1023 - digits.below(800), useBias: false, bidirectional: true },
      ...{ kernelInitializer: "normal", kernelStddev: digits.uniform() / 1000 + 1e-4 },
      ...{ recurrentInitializer: "normal", recurrentStddev: digits.uniform() / 1000 + 1e-4 },
      ...{ initialState: "learned", dropout: 89 },
      ...(cell === "simple"
        ? { activation: "sigmoid" }
        : cell === "lstm"
          ? { unitForgetBias: false }
          : { resetAfter: false, recurrentBias: false, updateGate: "new" }),
      ...Object.fromEntries(clampableGates(cell).map((gate) => [clampName(gate), 99])),
    },
  });
  const values = {
    learningRate: 0.12345678901234566,
    beta1: 0.12345678901234566,
    beta2: 0.12345678901234566,
  };
  const spec: ExperimentSpec = {
    task: { kind: "copy-memory", values: { delay: 199, remember: 19, alphabet: 19 } },
    models: (["simple", "lstm", "gru", "simple"] as const).map((cell) =>
      stackModel([layer(cell), layer("simple"), layer("lstm"), layer("gru")]),
    ),
    optimizer: { kind: "adam", values: { ...values, epsilon: 1.2345678901234566e-9 } },
    training: {
      ...{ batchSize: 1023, clipNorm: 0.12345678901234566, updates: 999_999 },
      ...({ lossSteps: "every", reduction: "sum" } as const),
      ...({
        stopWhenSolved: true,
        speed: "20",
        seed: 2_147_483_647,
        engine: "reference",
        typed: "0:0/layers.0.kernel@0.0:-0.1:0.5,12:3/readout.bias@0.1:1e-7",
      } as const),
    },
    view: { probe: 255, temperature: 1.2345678901234567, horizon: 399 },
    changes: Array.from({ length: 64 }, (_, k) => ({
      ...{ update: k * 158_000, field: "optimizer.learningRate", value: digits.uniform() / 10 + 0.001 },
    })),
  };
  isValid(spec);
  const link = encode(spec);
  console.log(`longest link by construction: ${link.length} characters`);
  expect(link.length).toBeLessThanOrEqual(2000);
  readBack(spec);
});

test("up to twelve changed settings fit in 500 characters", () => {
  // Deep models with every digit: the longest names and values there are.
  const changedAt = (spec: ExperimentSpec, picks: readonly number[]) => {
    const paths = spec.models.flatMap((model, m) =>
      layersOf(model).flatMap(({ values }, l) =>
        Object.entries(values).map(([name, value]) => ({ path: layerPath(m, l, name, model), value })),
      ),
    );
    const chosen = new Set(picks.map((pick) => paths[pick % paths.length]));
    const plain = {
      ...defaultSpec(),
      models: spec.models.map((model) => mapLayers(model, ({ cell }) => defaultLayer(cell))),
    };
    return [...chosen].reduce<ExperimentSpec>(
      (now, at) => (at ? withValue(now, at.path, at.value) : now),
      plain,
    );
  };
  const picks = fc.array(fc.nat(), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(anyExperiment({ changed: 90, changes: 0, ownData: false }), picks, (spec, at) => {
      const changed = changedAt(spec, at);
      expect(encode(changed).length).toBeLessThanOrEqual(500);
      readBack(changed);
    }),
    { numRuns: 500 },
  );
}, 120_000);

const stack = (...layers: readonly object[]) => ({ architecture: "stack", parts: { layers } });

// [link, part of the sentence, what is nevertheless there]
const hostileLinks: readonly (readonly [hash: string, sentence: RegExp, rest: object])[] = [
  ["#hello", /“hello”.*default experiment/, {}],
  ["#0/training.seed=3", /“0”/, { training: { seed: 3 } }],
  ["#2/training.seed=3&new.thing=1", /newer version/, { training: { seed: 3 } }],
  ["#99999999999999999999/", /no|instead/, {}],
  ["#1/training.seed=3&training.se", /“training.se”.*cut/, { training: { seed: 3 } }],
  ["#1/models.1.units=99999", /“99999”|99999.*1024.*stays at “32”/, { training: { seed: 7 } }],
  ["#1/models.1.units=0", /under its least value 1/, {}],
  ["#1/models.1.units=NaN", /“NaN”, which is no number/, {}],
  ["#1/models.1.units=Infinity", /“Infinity”/, {}],
  ["#1/optimizer.learningRate=1e999", /no number/, { optimizer: { values: { learningRate: 0.003 } } }],
  ["#1/models.1.units=32.5", /whole number/, {}],
  ["#1/models.1.units=", /“”/, {}],
  ["#1/models.1.units=0x10", /“0x10”/, {}],
  ["#1/models=", /lists no cells/, { models: [{}, {}, {}] }],
  ["#1/models=gru,gru,gru,gru,gru", /lists 5 cells; a race has 1 to 4/, { models: [{}, {}, {}] }],
  [
    "#1/models=gru,rnn,lstm&models.2.units=8&models.1.units=9",
    /“rnn” is no cell/,
    { models: [stack({ cell: "gru" }), stack({ cell: "lstm", values: { units: 8 } })] },
  ],
  ["#1/models=rnn", /“rnn” is no cell; known are simple, lstm, gru/, { models: [{}, {}, {}] }],
  ["#1/models=gru&models.0.layers=lstm,gru", /another cell/, { models: [stack({ cell: "gru" })] }],
  ["#1/models.0.layers=simple,x", /“x” is no cell/, { models: [stack({ cell: "simple" }), {}, {}] }],
  ["#1/models.0.unitForgetBias=0", /no setting of this experiment/, {}],
  ["#1/models.7.units=8", /no setting of this experiment/, {}],
  ["#1/task.kind=constructor", /“constructor” is no task/, { task: { kind: "temporal-order" } }],
  ["#1/__proto__.x=1", /“__proto__.x” is no setting/, {}],
  ["#1/training.__proto__=1", /no setting/, {}],
  ["#1/training.constructor=1", /no setting/, {}],
  ["#1/task.toString=1", /no setting/, {}],
  ["#1/constructor=1", /no setting/, {}],
  ["#1/training.seed=3&training.seed=4", /twice.*“4”/, { training: { seed: 3 } }],
  ["#1/training.seed=%zz&training.updates=5", /hexadecimal/, { training: { seed: 7, updates: 5 } }],
  ["#1/changes=x", /“x” was left out/, { changes: [] }],
  ["#1/changes=5:training.seed:3", /cannot change/, { changes: [] }],
  ["#1/changes=5:training.clipNorm:-1", /least value/, { changes: [] }],
  ["#1/changes=99999999:training.clipNorm:2", /10000000/, { changes: [] }],
  ["#1/changes=5:optimizer.momentum:0,6:training.clipNorm:2", /no setting/, { changes: [{ update: 6 }] }],
  ["#1/packed=AAAA!", /packed part.*damaged/, {}],
  ["#1/packed=_____w", /packed part/, {}],
  [`#1/training.seed=${"1".repeat(15000)}x`, /no number/, { training: { seed: 7 } }],
  [`#1/training.seed=3&${"a=1&".repeat(9000)}`, /first 20000 were read/, { training: { seed: 3 } }],
];

test.each(hostileLinks.map(([hash, sentence, rest]) => [hash.slice(0, 60), sentence, hash, rest] as const))(
  "%s: a sentence matches %s, and the rest is read",
  (_, sentence, hash, rest) => {
    const { spec, problems } = decode(hash);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.map(({ message }) => inEnglish(message)).join("\n")).toMatch(sentence);
    for (const { message } of problems) {
      expect(inEnglish(message)).toMatch(/\.$/);
      expect(inEnglish(message).length).toBeLessThan(400);
    }
    expect(spec).toMatchObject(rest);
    isValid(spec);
  },
);

test("what is written otherwise than the page writes it is read all the same", () => {
  const same = [
    "#1/models.1.units=64&changes=5:training.clipNorm:2,9:view.probe:3",
    "#1/changes=9:view.probe:3,5:training.clipNorm:2.0&models.1.layers.0.units=+64",
    "1/models.1.units=6.4e1&changes=5%3Atraining.clipNorm%3A2%2C9%3Aview.probe%3A3",
  ].map((hash) => decode(hash));
  for (const { spec, problems } of same) {
    expect(problems).toEqual([]);
    expect(spec).toStrictEqual(same[0]?.spec);
  }
});

test("−0 is read as 0", () => {
  expect(decode("#1/optimizer.kind=sgd&optimizer.momentum=-0").spec.optimizer.values.momentum).toBe(0);
});

const words = fc.constantFrom(
  ...[
    "#",
    "1/",
    "2/",
    "&",
    "=",
    ",",
    ":",
    ".",
    "%",
    "%4",
    "*",
    "models",
    "models.0",
    "models.*",
    "layers",
    "task.kind",
  ],
  ...[
    "units",
    "training",
    "seed",
    "changes",
    "packed",
    "lstm",
    "gru",
    "0",
    "-1",
    "1e999",
    "NaN",
    "__proto__",
    "constructor",
  ],
  ...[
    "optimizer.learningRate",
    "optimizer.kind",
    "sgd",
    "view.probe",
    "5:view.probe:3",
    "\u202e",
    "\ud800",
    "<b>",
    "\n",
    "\0",
  ],
);
const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.array(words, { maxLength: 40 }).map((parts) => `#1/${parts.join("")}`),
  fc
    .array(fc.tuple(words, words), { maxLength: 30 })
    .map((pairs) => `#1/${pairs.map((pair) => pair.join("=")).join("&")}`),
  fc.base64String({ maxLength: 300 }).map((text) => `#1/packed=${text}`),
  fc.base64String({ maxLength: 300 }).map((text) => `#1/task.kind=text&data=z.${text}`),
  // A good link with a piece cut out and something put in its place.
  fc
    .tuple(anyExperiment(), fc.nat(2000), fc.nat(20), fc.oneof(words, fc.string({ maxLength: 5 })))
    .map(([spec, at, length, put]) => {
      const link = encode(spec);
      const from = at % link.length;
      return link.slice(0, from) + put + link.slice(from + length);
    }),
);

test("no text makes reading throw, and a valid experiment always comes out", () => {
  fc.assert(
    fc.property(hostile, (hash) => {
      const { spec, problems } = decode(hash);
      isValid(spec);
      expect(problems.length).toBeLessThanOrEqual(11);
    }),
    fuzzRuns(5000),
  );
  expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
}, 120_000);

test("a huge link is read in no time", () => {
  for (const part of ["1", "a=1&", "training.seed=1&", "models=,", "%41", "changes=1:view.probe:1,"]) {
    const link = `#1/x=${part.repeat(Math.ceil((3 * maxLinkLength) / part.length))}`;
    isValid(withinSeconds(1, () => decode(link)).spec);
  }
});
