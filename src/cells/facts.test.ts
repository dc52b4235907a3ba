import { expect, test } from "vitest";
import { actNames } from "../lib/activations.ts";
import * as e from "../lib/expr.ts";
import { defaults } from "../lib/fields.ts";
import { janet } from "../testing/janet.ts";
import { factsOf } from "./facts.ts";
import { activationField } from "./fields.ts";
import { type CellKind, cells } from "./index.ts";

const factsAt = (cell: CellKind, options: object = {}) =>
  factsOf(cells[cell].equations({ ...defaults(cells[cell].fields), useBias: true, ...options }));

test("facts of known cells are those of their papers", () => {
  expect(factsAt("lstm")).toMatchObject({ shares: ["i", "f", "o"], lags: [1], phases: 1 });
  expect(factsAt("gru")).toMatchObject({ shares: ["z", "r"], lags: [1], phases: 1 });
  expect(factsAt("gru", { resetAfter: false })).toMatchObject({ shares: ["z", "r"], phases: 2 });
  expect(factsAt("gru", { recurrentBias: false }).blocks).toMatchObject({
    bias: ["z", "r", "n"],
    recurrentBias: [],
  });
  expect(factsAt("state-skip", { skip: 4 }).lags).toEqual([1, 4]);
  expect(factsAt("higher-order", { order: 3 }).lags).toEqual([1, 2, 3]);
  expect(factsAt("peephole").perUnit).toEqual(["pi", "pf", "po"]);
  expect(factsAt("embedding")).toMatchObject({ shares: [], lags: [], phases: 1 });
  expect(factsAt("embedding").blocks.recurrentKernel).toEqual([]);
});

test("a gate can be held where its projection is read by nothing else", () => {
  const holdable = Object.fromEntries(
    (Object.keys(cells) as CellKind[]).map((cell) => [cell, factsAt(cell).holdable.join(" ")]),
  );
  expect(holdable).toMatchObject({
    ...{ simple: "", lstm: "i f o", gru: "z r", peephole: "i f o", coupled: "f o", ugrnn: "u", mgu: "f" },
    ...{ "state-skip": "", "higher-order": "", embedding: "" },
  });
  // A state is no gate, even if its activation keeps it between 0 and 1.
  expect(factsAt("simple", { activation: "sigmoid" }).holdable).toEqual([]);
  // Two gates of one sum, written once or twice.
  const equations = janet.equations({ useBias: true });
  expect(factsOf(equations)).toMatchObject({ shares: ["f", "j"], holdable: [] });
  const sum = e.add(e.input("f", true), e.recur("f", "h"));
  const written = equations.flatMap(({ name, expr }) => {
    if (name === "s") return [];
    if (name === "f") return [{ name, expr: e.sigmoid(sum) }];
    return [{ name, expr: name === "j" ? e.sigmoid(e.sub(sum, e.constant(1))) : expr }];
  });
  expect(factsOf(written)).toMatchObject({ shares: ["f", "j"], holdable: [] });
  expect(factsOf(written.filter(({ name }) => name !== "j")).holdable).toEqual(["f"]);
});

test("what is held is neither a gate any more nor a weight", () => {
  const facts = factsOf([
    { name: "f", expr: e.held("f") },
    { name: "h'", expr: e.tanh(e.mul(e.ref("f"), e.recur("h", "h"))) },
  ]);
  expect(facts.shares).toEqual([]);
  expect(facts.perUnit).toEqual([]);
  expect(facts.holdable).toEqual([]);
  expect(facts.blocks).toEqual({ kernel: [], recurrentKernel: ["h"], bias: [], recurrentBias: [] });
});

test("facts are derived once for a list of equations", () => {
  const equations = cells.lstm.equations({ ...defaults(cells.lstm.fields), useBias: true });
  expect(factsOf(equations)).toBe(factsOf(equations));
});

test("a cell's activation can be any of the table, in its order", () => {
  expect(activationField.options.map(({ value }) => value)).toEqual(actNames);
  expect(activationField.options.map(({ label }) => label)).toContain("ReLU");
});
