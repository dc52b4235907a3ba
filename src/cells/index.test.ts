import { describe, expect, test } from "vitest";
import { combinations } from "../lib/combinations.ts";
import { type Equation, renewedState, walk } from "../lib/expr.ts";
import { differentiate } from "../lib/expr-grad.ts";
import { type Fields, flag } from "../lib/fields.ts";
import { janet } from "../testing/janet.ts";
import { cells, isCellKind } from "./index.ts";

const useBias = flag({ label: "Bias", default: true, doc: "As every layer has it." });
// Beside the registry's: a cell two of whose gates read one projection.
const variants = Object.entries({ ...cells, janet }).flatMap(([kind, cell]) =>
  combinations({ ...cell.fields, useBias }).map((options) => ({
    kind,
    cell,
    options,
    at: JSON.stringify(options),
  })),
);

/** Gates of the input's and of the recurrent products, once for each product. */
function usedGates(equations: readonly Equation[]) {
  const used = { input: [] as string[], recur: [] as string[] };
  for (const { expr } of equations)
    walk(expr, (node) => {
      if (node.op === "input" || node.op === "recur") used[node.op].push(node.gate);
    });
  return used;
}

const largestNumbers = (fields: Fields) =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => ("max" in field ? [[name, field.max]] : [])),
  );

describe.each(variants)("$kind with $at", ({ kind, cell, options }) => {
  const equations = cell.equations(options);
  const names = equations.map(({ name }) => name);

  test("stands under its own kind, and explains itself", () => {
    expect(cell.kind).toBe(kind);
    for (const text of [cell.title, cell.short, cell.doc, cell.source]) expect(text).not.toBe("");
    expect(cell.doc).toMatch(/\.$/);
  });

  test("has h as its first state, renews every state once, and carries one of them", () => {
    expect(cell.states[0]).toBe("h");
    expect(names.map(renewedState).filter((state) => state !== undefined)).toHaveLength(cell.states.length);
    for (const state of cell.states) expect(names).toContain(`${state}'`);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain(cell.carry);
  });

  test("names no gate that its equations do not know, and each once a kernel", () => {
    const used = usedGates(equations);
    for (const gates of [used.input, used.recur]) {
      expect(new Set(gates).size).toBe(gates.length);
      for (const gate of gates) expect(cell.gates).toContain(gate);
    }
    const largest = usedGates(cell.equations({ ...options, ...largestNumbers(cell.fields) }));
    expect(new Set([...largest.input, ...largest.recur])).toEqual(new Set(cell.gates));
  });

  test("adds a bias once a gate if it has one, and none if not", () => {
    const biased: string[] = [];
    let recurrent = false;
    for (const { expr } of equations)
      walk(expr, (node) => {
        if (node.op === "input" && node.bias) biased.push(node.gate);
        if (node.op === "recur") recurrent ||= node.bias;
      });
    expect(biased.sort()).toEqual(options.useBias ? usedGates(equations).input.sort() : []);
    if (!options.useBias) expect(recurrent).toBe(false);
  });

  test("can be differentiated, and every gate and state has a delta", () => {
    const graph = differentiate(equations, cell.states);
    const used = usedGates(equations);
    expect(new Set(graph.inputs.map(({ leaf }) => leaf.gate))).toEqual(new Set(used.input));
    expect(new Set(graph.recurs.map(({ leaf }) => leaf.gate))).toEqual(new Set(used.recur));
    expect(graph.totals).toHaveLength(equations.length);
  });

  test("has a word for every equation and names only gates in its first biases", () => {
    for (const name of names) expect(cell.words).toHaveProperty(renewedState(name) ?? name);
    for (const gate of Object.keys(cell.initialBias(options))) expect(cell.gates).toContain(gate);
  });
});

test("block orders are frozen: snapshots depend on them", () => {
  expect(
    Object.fromEntries(Object.entries(cells).map(([kind, { gates }]) => [kind, gates.join(" ")])),
  ).toMatchObject({
    simple: "h",
    lstm: "i f g o",
    gru: "z r n",
    peephole: "i f g o",
    coupled: "f g o",
    ugrnn: "u n",
    mgu: "f n",
    "state-skip": "h 1 d",
    "higher-order": "h 1 2 3 4",
  });
});

test("a setting that another one hides makes no variant: the GRU has a recurrent bias only with the reset after", () => {
  const of = combinations(cells.gru.fields);
  expect(of).toHaveLength(6);
  expect(of.filter(({ resetAfter, recurrentBias }) => !resetAfter && !recurrentBias)).toEqual([]);
});

test("kinds are known by their own names alone", () => {
  expect(isCellKind("lstm")).toBe(true);
  expect(isCellKind("toString")).toBe(false);
});

test("the forget gate starts open, unless asked not to", () => {
  expect(cells.lstm.initialBias({ unitForgetBias: true })).toEqual({ f: 1 });
  expect(cells.lstm.initialBias({ unitForgetBias: false })).toEqual({ f: 0 });
});
