import fc from "fast-check";
import { expect, test } from "vitest";
import { inEnglish } from "../lib/phrase.ts";
import { anyExperiment } from "../testing/experiment.arbitrary.ts";
import { checkSpec } from "./check.ts";
import { presets } from "./presets.ts";
import { defaultModel, defaultSpec, type ExperimentSpec } from "./spec.ts";

const valid = (spec: unknown) => expect(checkSpec(spec)).toStrictEqual({ ok: true, spec });

test("the default experiment and every preset are valid", () => {
  valid(defaultSpec());
  for (const { spec } of presets) valid(spec);
});

test("every experiment within the catalogs is valid, and still is after JSON", () => {
  fc.assert(
    fc.property(anyExperiment(), (spec) => {
      valid(JSON.parse(JSON.stringify(spec)));
    }),
  );
});

const base = defaultSpec();
const layer = base.models[0]?.parts.layers?.[0];
const stack = (...layers: readonly unknown[]) => ({ architecture: "stack", values: {}, parts: { layers } });
const model = (values: object) => stack({ cell: "simple", values: { ...layer?.values, ...values } });
const changes = (...list: readonly (readonly [number, string, unknown])[]) => ({
  changes: list.map(([update, field, value]) => ({ update, field, value })),
});

// [path of the error, its message, what differs from the default experiment]
test.each<[string, RegExp, object]>([
  ["task.length", /9000000000.*400/, { task: { kind: "adding", values: { length: 9e9 } } }],
  [
    "task.kind",
    /“toString” is no task; known are temporal-order/,
    { task: { kind: "toString", values: {} } },
  ],
  ["task.kind", /nothing|null|object/, { task: null }],
  ["models", /1 to 4 models, not 0/, { models: [] }],
  ["models", /1 to 4 models, not 5/, { models: Array(5).fill(defaultModel("gru")) }],
  ["models.0.layers", /1 to 4 layers, not 0/, { models: [stack()] }],
  ["models.0.layers", /not 5/, { models: [stack(...Array(5).fill(layer))] }],
  ["models.0", /“tower”/, { models: [{ ...stack(layer), architecture: "tower" }] }],
  [
    "models.0",
    /“constructor” is no architecture/,
    { models: [{ ...stack(layer), architecture: "constructor" }] },
  ],
  [
    "models.0",
    /“attic” is no part/,
    { models: [{ ...stack(layer), parts: { layers: [layer], attic: [] } }] },
  ],
  ["models.0.layers", /not 0/, { models: [{ ...stack(layer), parts: { attic: [layer] } }] }],
  ["models.0", /settings are missing/, { models: [{ ...stack(layer), values: undefined }] }],
  ["models.0.depth", /no setting/, { models: [{ ...stack(layer), values: { depth: 2 } }] }],
  ["models.0.units", /least value 1/, { models: [model({ units: 0 })] }],
  ["models.0.units", /“32”/, { models: [model({ units: "32" })] }],
  ["models.0.unitForgetBias", /no setting/, { models: [model({ unitForgetBias: true })] }],
  ["models.0.layers.1.cell", /“rnn”/, { models: [stack(layer, { cell: "rnn" })] }],
  [
    "optimizer.learningRate",
    /no number/,
    { optimizer: { kind: "adam", values: { learningRate: Number.NaN } } },
  ],
  ["training.seed", /bigint/, { training: { ...base.training, seed: 1n } }],
  ["training.speed", /known are max, 20, 5, 1/, { training: { ...base.training, speed: "2" } }],
  ["view", /missing/, { view: [] }],
  ["changes", /cannot change/, changes([5, "training.seed", 3])],
  ["changes", /“-1”/, changes([-1, "training.clipNorm", 3])],
  ["changes", /“1.5”/, changes([1.5, "training.clipNorm", 3])],
  ["changes", /least value/, changes([1, "training.clipNorm", -3])],
  ["changes", /no setting/, changes([1, "optimizer.momentum", 0])],
  ["changes", /update 1 comes after update 2/, changes([2, "view.probe", 1], [1, "view.probe", 2])],
  ["changes", /65 changes; at most 64/, changes(...Array(65).fill([1, "view.probe", 1]))],
  ["changes", /missing/, { changes: {} }],
])("%s is refused, and the message matches %s", (path, message, difference) => {
  const checked = checkSpec({ ...base, ...difference });
  const errors = checked.ok ? [] : checked.errors;
  expect(errors.map((error) => error.path)).toContain(path);
  expect(inEnglish(errors.find((error) => error.path === path)?.message ?? "")).toMatch(message);
});

test("nothing at all is refused, whatever it is", () => {
  for (const nothing of [null, undefined, 0, "", [], () => 0, { __proto__: base }])
    expect(checkSpec(nothing).ok).toBe(false);
  fc.assert(fc.property(fc.anything(), (value) => !checkSpec(value).ok));
});

test("what is checked is a copy: later changes of the source do not reach it", () => {
  const source = structuredClone(base) as {
    training: { -readonly [K in keyof ExperimentSpec["training"]]: unknown };
  };
  const checked = checkSpec(source);
  source.training.seed = -1;
  expect(checked.ok && checked.spec.training.seed).toBe(7);
});
