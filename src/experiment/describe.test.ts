import fc from "fast-check";
import { expect, test } from "vitest";
import { anyExperiment } from "../testing/experiment.arbitrary.ts";
import { checkSpec } from "./check.ts";
import {
  addModel,
  describeChange,
  fieldAt,
  isLive,
  removeModel,
  specAt,
  valueAt,
  withDepth,
  withModel,
  withOptimizer,
  withoutLayer,
  withTask,
  withValue,
} from "./describe.ts";
import { defaultSpec, type ExperimentSpec } from "./spec.ts";

const base = defaultSpec();
const isValid = (spec: ExperimentSpec) => expect(checkSpec(spec)).toStrictEqual({ ok: true, spec });

test.each([
  ["task.length", "Length", 40],
  ["models.1.units", "Units", 32],
  ["models.1.layers.0.unitForgetBias", "Forget bias 1", true],
  ["optimizer.learningRate", "Learning rate", 0.003],
  ["training.speed", "Speed", "max"],
  ["view.probe", "Probe", 0],
])("%s is “%s”, at %j", (path, label, value) => {
  expect(fieldAt(base, path)?.label).toBe(label);
  expect(valueAt(base, path)).toBe(value);
});

test.each([
  "",
  "task",
  "task.kind",
  "models.0.unitForgetBias",
  "models.3.units",
  "models.0.layers.1.units",
  "training.constructor",
  "training.__proto__",
  "nothing.here",
])("%j is no setting", (path) => {
  expect(fieldAt(base, path)).toBeUndefined();
  expect(valueAt(base, path)).toBeUndefined();
  expect(isLive(path)).toBe(false);
  expect(() => withValue(base, path, 1)).toThrow(RangeError);
});

test.each([
  ["optimizer.learningRate", true],
  ["training.clipNorm", true],
  ["training.seed", false],
  ["models.0.units", false],
])("%s changes during a run: %j", (path, live) => {
  expect(isLive(path)).toBe(live);
});

test.each([
  ["optimizer.learningRate", 0.001, "Adam", "learning rate 0.001"],
  ["training.clipNorm", 0, "Training", "clip norm off"],
  ["training.speed", "20", "Training", "speed 20 updates/s"],
  ["training.batchSize", undefined, "Training", "batch 64 sequences"],
  ["task.length", 100, "Temporal order", "length 100 steps"],
  ["models.1.unitForgetBias", false, "LSTM", "forget bias 1 off"],
  ["optimizer.epsilon", 1e-8, "Adam", "ε 1e-8"],
] as const)("%s at %j reads “%s: %s”", (path, value, group, text) => {
  expect(describeChange(base, path, value)).toMatchObject({ group, text });
});

test("changing a setting leaves the old experiment as it was", () => {
  const before = structuredClone(base);
  for (const path of ["task.length", "models.2.units", "optimizer.beta1", "training.seed", "view.probe"]) {
    const value = path === "optimizer.beta1" ? 0.5 : 9;
    expect(valueAt(withValue(base, path, value), path)).toBe(value);
  }
  expect(base).toStrictEqual(before);
});

test.each([
  ["models.0.units", 5000, /1024/],
  ["training.seed", 1.5, /whole number/],
  ["training.speed", "3", /known are/],
])("%s = %j is refused with its limit", (path, value, message) => {
  expect(() => withValue(base, path, value)).toThrow(message);
});

test("another cell keeps what it has too", () => {
  const edited = withValue(withValue(base, "models.1.units", 8), "models.1.unitForgetBias", false);
  const gru = withModel(edited, 1, "gru").models[1]?.parts.layers?.[0];
  expect(gru).toMatchObject({ cell: "gru", values: { units: 8, resetAfter: true } });
  expect(gru?.values).not.toHaveProperty("unitForgetBias");
});

test("a race has one to four models; a new one is like the last", () => {
  const four = addModel(withValue(base, "models.2.units", 8), "lstm");
  expect(four.models[3]?.parts.layers?.[0]).toMatchObject({ cell: "lstm", values: { units: 8 } });
  expect(() => addModel(four, "gru")).toThrow(/at most 4/);
  const one = removeModel(removeModel(base, 0), 1);
  expect(one.models.map(({ parts }) => parts.layers?.[0]?.cell)).toEqual(["lstm"]);
  expect(() => removeModel(one, 0)).toThrow(/last model/);
});

test("a model has one to four layers; a new one is like the one under it", () => {
  const deep = withDepth(withValue(base, "models.0.units", 8), 0, 3);
  expect(deep.models[0]?.parts.layers?.map(({ values }) => values.units)).toEqual([8, 8, 8]);
  expect(withDepth(deep, 0, 1).models[0]?.parts.layers).toHaveLength(1);
  expect(() => withDepth(base, 0, 5)).toThrow(/“5”/);
});

test("a layer has a cell of its own, and any but the last one left goes", () => {
  const deep = withDepth(withValue(base, "models.1.units", 8), 1, 3);
  const mixed = withModel(deep, 1, "gru", { layer: 2 });
  const cellsOf = ({ models }: ExperimentSpec) => models[1]?.parts.layers?.map(({ cell }) => cell);
  expect(cellsOf(mixed)).toEqual(["lstm", "lstm", "gru"]);
  expect(mixed.models[1]?.parts.layers?.[2]?.values).toMatchObject({ units: 8, resetAfter: true });
  expect(cellsOf(withoutLayer(mixed, 1, 0))).toEqual(["lstm", "gru"]);
  expect(cellsOf(withoutLayer(mixed, 1, 2))).toEqual(["lstm", "lstm"]);
  expect(() => withoutLayer(mixed, 1, 3)).toThrow(/no layer 4; the model has 3/);
  expect(() => withModel(mixed, 1, "gru", { layer: 3 })).toThrow(/no layer 4/);
  expect(() => withoutLayer(base, 1, 0)).toThrow(/last layer stays/);
});

test("another task or optimizer comes with its own defaults, and drops changes that it cannot have", () => {
  const changes = [
    { update: 3, field: "optimizer.learningRate", value: 1e-5 },
    { update: 4, field: "training.clipNorm", value: 2 },
  ];
  const sgd = withOptimizer(
    { ...base, changes: [...changes, { update: 5, field: "view.probe", value: 2 }] },
    "sgd",
  );
  expect(sgd.optimizer).toEqual({ kind: "sgd", values: { learningRate: 0.1, momentum: 0 } });
  expect(sgd.changes).toHaveLength(3);
  expect(withTask(withValue(base, "task.length", 99), "adding").task).toEqual({
    kind: "adding",
    values: { length: 50, shortest: 0 },
  });
  const fast = withOptimizer(
    { ...sgd, changes: [{ update: 1, field: "optimizer.learningRate", value: 9 }] },
    "adam",
  );
  expect(fast.changes).toEqual([]);
});

test("a change made at update n is in force from update n + 1 on", () => {
  const spec = {
    ...base,
    changes: [
      { update: 10, field: "optimizer.learningRate", value: 0.01 },
      { update: 20, field: "training.clipNorm", value: 0 },
      { update: 20, field: "optimizer.learningRate", value: 0.02 },
    ],
  };
  const rates = [0, 9, 10, 19, 20, 99].map((update) => specAt(spec, update).optimizer.values.learningRate);
  expect(rates).toEqual([0.003, 0.003, 0.01, 0.01, 0.02, 0.02]);
  expect(specAt(spec, 19).training.clipNorm).toBe(1);
  expect(specAt(spec, 20).training.clipNorm).toBe(0);
});

test("every way to edit keeps an experiment valid", () => {
  fc.assert(
    fc.property(anyExperiment(), fc.nat(3), fc.constantFrom("simple", "lstm", "gru"), (spec, m, cell) => {
      if (spec.models.length < 4) isValid(addModel(spec, cell));
      if (spec.models.length > 1) isValid(removeModel(spec, m % spec.models.length));
      isValid(withModel(spec, m % spec.models.length, cell));
      const deep = withDepth(spec, m % spec.models.length, m + 1);
      isValid(deep);
      isValid(withModel(deep, m % spec.models.length, cell, { layer: m }));
      if (m > 0) isValid(withoutLayer(deep, m % spec.models.length, m - 1));
      isValid(withTask(spec, "hello"));
      isValid(withOptimizer(spec, "sgd"));
      isValid(withOptimizer(spec, "adam"));
      isValid(specAt(spec, 5_000_000));
    }),
  );
}, 60_000);
