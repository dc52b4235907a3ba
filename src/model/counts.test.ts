import { describe, expect, test } from "vitest";
import type { CellKind } from "../cells/index.ts";
import type { AnyValues } from "../lib/fields.ts";
import { type CountTerm, countDense, countFormula } from "./count-terms.ts";
import { countParams } from "./counts.ts";
import { everyCell, smallRequest, stackOf } from "./networks.ts";

describe("the terms add up to the arrays of the plan", () => {
  test.each(everyCell.map((each) => [each.name, each] as const))("%s", (_name, each) => {
    const both = { ...each, options: { ...each.options, bidirectional: true } };
    const plan = stackOf([each, both], { ...smallRequest, input: { kind: "tokens", size: 6 } }, 32);
    const { layers, total } = countParams(plan);
    expect(total).toBe(plan.parameterCount);
    expect(layers.map(({ layer, direction }) => [layer, direction])).toEqual([
      [0, "forward"],
      [1, "forward"],
      [1, "backward"],
      [-1, "forward"],
    ]);
    for (const { path, count } of layers) {
      const sizes = plan.params.filter(({ node }) => node === path).map(({ size }) => size);
      expect(count).toBe(sizes.reduce((a, b) => a + b, 0));
    }
    const sum = (terms: readonly CountTerm[]) => terms.reduce((total, term) => total + term.count, 0);
    for (const { gates, terms, extras, count } of layers)
      expect(gates * sum(terms) + sum(extras)).toBe(count);
  });
});

test("PyTorch keeps a second bias where there is a first, and none where there is none", () => {
  const of = (cell: CellKind, options: object) => {
    const plan = stackOf([{ cell, options: { useBias: true, ...options } }], smallRequest, 8);
    return countParams(plan, "pytorch").total - countParams(plan).total;
  };
  expect(of("lstm", {})).toBe(4 * 8);
  expect(of("gru", { resetAfter: false })).toBe(3 * 8);
  expect(of("gru", { resetAfter: true })).toBe(0);
  expect(of("lstm", { useBias: false })).toBe(0);
  // What PyTorch does not have is counted as it is.
  expect(of("peephole", {})).toBe(0);
});

test("a count is written as people write it", () => {
  const write = (cell: CellKind, options: AnyValues = {}) => {
    const plan = stackOf([{ cell, options }], { ...smallRequest, input: { kind: "floats", size: 6 } }, 32);
    return countParams(plan).layers.map(countFormula);
  };
  expect(write("lstm")).toEqual(["4 × (6 × 32 + 32 × 32 + 32)", "32 × 2 + 2"]);
  expect(write("simple")).toEqual(["6 × 32 + 32 × 32 + 32", "32 × 2 + 2"]);
  expect(write("peephole")[0]).toBe("4 × (6 × 32 + 32 × 32 + 32) + 3 × 32");
  expect(write("coupled")[0]).toBe("3 × (6 × 32 + 32 × 32 + 32)");
  expect(write("ugrnn")[0]).toBe("2 × (6 × 32 + 32 × 32 + 32)");
  expect(write("state-skip")[0]).toBe("6 × 32 + 2 × 32 × 32 + 32");
  expect(write("higher-order", { order: 4 })[0]).toBe("6 × 32 + 4 × 32 × 32 + 32");
  expect(countDense(3, 2).count).toBe(8);
});
