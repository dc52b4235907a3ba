import { expect, test } from "vitest";
import { withValue } from "./edit.ts";
import {
  defaultLayer,
  defaultModel,
  defaultSpec,
  type ExperimentSpec,
  modelNames,
  stackModel,
} from "./spec.ts";

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

test.each([
  [["lstm", "lstm"], "LSTM×2"],
  [["lstm", "gru"], "LSTM+GRU"],
  [["gru", "lstm", "lstm"], "GRU+LSTM×2"],
  [["lstm", "gru", "lstm", "simple"], "LSTM+…+RNN"],
] as const)("a stack of %j is called %s, and two of them are told apart", (cells, name) => {
  const stack = stackModel(cells.map(defaultLayer));
  expect(modelNames([stack, defaultModel("gru")])).toEqual([name, "GRU"]);
  expect(new Set(modelNames([stack, stack])).size).toBe(2);
});
