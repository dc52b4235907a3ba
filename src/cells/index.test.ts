import { describe, expect, test } from "vitest";
import { combinations } from "../lib/combinations.ts";
import { renewedState, walk } from "../lib/expr.ts";
import { differentiate } from "../lib/expr-grad.ts";
import { flag } from "../lib/fields.ts";
import { cells, isCellKind } from "./index.ts";

const useBias = flag({ label: "Bias", default: true, doc: "As every layer has it." });
const variants = Object.entries(cells).flatMap(([kind, cell]) =>
  combinations({ ...cell.fields, useBias }).map((options) => ({
    kind,
    cell,
    options,
    at: JSON.stringify(options),
  })),
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

  test("uses every gate's block of both kernels, and no other", () => {
    const used = { input: new Set<string>(), recur: new Set<string>() };
    for (const { expr } of equations)
      walk(expr, (node) => {
        if (node.op === "input" || node.op === "recur") used[node.op].add(node.gate);
      });
    expect([...used.input].sort()).toEqual([...cell.gates].sort());
    expect([...used.recur].sort()).toEqual([...cell.gates].sort());
  });

  test("adds a bias once a gate if it has one, and none if not", () => {
    const biased: string[] = [];
    let recurrent = false;
    for (const { expr } of equations)
      walk(expr, (node) => {
        if (node.op === "input" && node.bias) biased.push(node.gate);
        if (node.op === "recur") recurrent ||= node.bias;
      });
    expect(biased.sort()).toEqual(options.useBias ? [...cell.gates].sort() : []);
    if (!options.useBias) expect(recurrent).toBe(false);
  });

  test("can be differentiated, and every gate and state has a delta", () => {
    const graph = differentiate(equations, cell.states);
    expect(new Set(graph.inputs.map(({ leaf }) => leaf.gate))).toEqual(new Set(cell.gates));
    expect(graph.totals).toHaveLength(equations.length);
  });

  test("has a word for every equation and names only gates in its first biases", () => {
    for (const name of names) expect(cell.words).toHaveProperty(renewedState(name) ?? name);
    for (const gate of Object.keys(cell.initialBias(options))) expect(cell.gates).toContain(gate);
  });
});

test("block orders of the first cells are frozen: snapshots depend on them", () => {
  expect(
    Object.fromEntries(Object.entries(cells).map(([kind, { gates }]) => [kind, gates.join(" ")])),
  ).toMatchObject({
    simple: "h",
    lstm: "i f g o",
    gru: "z r n",
  });
});

test("kinds are known by their own names alone", () => {
  expect(isCellKind("lstm")).toBe(true);
  expect(isCellKind("toString")).toBe(false);
});

test("the forget gate starts open, unless asked not to", () => {
  expect(cells.lstm.initialBias({ unitForgetBias: true })).toEqual({ f: 1 });
  expect(cells.lstm.initialBias({ unitForgetBias: false })).toEqual({ f: 0 });
});
