import { expect, test } from "vitest";
import { withValue } from "./edit.ts";
import { defaultModel, defaultSpec, type ExperimentSpec, modelNames } from "./spec.ts";

const named = (
  models: readonly ("simple" | "lstm" | "gru")[],
  changes: readonly [path: string, value: string | boolean][] = [],
) =>
  modelNames(
    changes.reduce<ExperimentSpec>((spec, [path, value]) => withValue(spec, path, value), {
      ...defaultSpec(),
      models: models.map(defaultModel),
    }).models,
  );

test("models are named by their cell, and told apart by variant or number", () => {
  expect(named(["simple", "lstm", "gru"])).toEqual(["RNN", "LSTM", "GRU"]);
  expect(named(["simple", "lstm", "simple"])).toEqual(["RNN 1", "LSTM", "RNN 2"]);
  expect(named(["simple", "simple"], [["models.1.activation", "relu"]])).toEqual(["RNN tanh", "RNN ReLU"]);
  expect(named(["gru", "gru"], [["models.1.resetAfter", false]])).toEqual(["GRU", "GRU reset before"]);
  expect(named(["gru", "gru", "gru"], [["models.1.resetAfter", false]])).toEqual(["GRU 1", "GRU 2", "GRU 3"]);
});
