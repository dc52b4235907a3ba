import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cells } from "../../cells/index.ts";
import { add, type Equation, input, mul, param, prev, recur, ref, tanh } from "../../lib/expr.ts";
import { defaults } from "../../lib/fields.ts";
import { optimizers } from "../../optimizers/index.ts";
import { lower } from "../lower.ts";
import { everyCell, layerValues } from "../networks.ts";
import { printCell, type Routine, vectorFunctions } from "./wasm.ts";
import { printOptimizer, scalarsOf } from "./wasm-optimizer.ts";

// What the text computes is tested where it runs (src/engine/wasm, scripts/wasm-equations.test.ts). Here: what it asks for.

const printed = (equations: readonly Equation[], states: readonly string[]) =>
  printCell(lower(equations, states));
const kindsOf = (routine: Routine | undefined) => new Set(routine?.operands.map(({ kind }) => kind));

test("equal equations have one text and one name, others another", () => {
  const texts = new Map<string, Set<string>>();
  for (const { cell, options } of everyCell) {
    const { text, forward } = printed(cells[cell].equations(layerValues(cell, options)), cells[cell].states);
    const name = forward[0]?.name ?? "";
    texts.set(name, (texts.get(name) ?? new Set()).add(text));
  }
  // Biases are where sums begin, so that a cell with and without them is the same text.
  // What a sum is made of is not in the text either: both cells that look further back have the plain network's.
  expect(texts.size).toBe(13);
  for (const own of texts.values()) expect(own.size).toBe(1);
});

describe.each(everyCell)("$name", ({ cell, options }) => {
  const { states } = cells[cell];
  const { forward, backward, text, planes } = printed(
    cells[cell].equations(layerValues(cell, options)),
    states,
  );

  test("a forward routine reads sums, values, weights a unit and what is held alone, a backward one no sums", () => {
    for (const routine of forward)
      for (const kind of kindsOf(routine)) expect(["sum", "value", "unit", "held"]).toContain(kind);
    for (const routine of backward) expect(kindsOf(routine)).not.toContain("sum");
  });

  test("every operand is listed once and every plane exists", () => {
    for (const { operands, name } of [...forward, ...backward]) {
      expect(new Set(operands.map((operand) => JSON.stringify(operand))).size).toBe(operands.length);
      expect(text).toContain(`export function ${name}(args: usize): void`);
      for (const operand of operands)
        if (operand.kind === "value") expect(operand.plane).toBeLessThan(planes.length);
    }
  });
});

test("an activation that no equation names is saved beside the trajectories: tanh c′", () => {
  const { planes } = printed(cells.lstm.equations(layerValues("lstm")), ["h", "c"]);
  expect(planes).toHaveLength(7);
});

test("weights a unit are read in both passes and summed in the last one", () => {
  const { forward, backward } = printed(
    [
      { name: "g", expr: tanh(add(add(input("g", true), recur("g", "h")), mul(param("p"), prev("h")))) },
      { name: "h'", expr: add(ref("g"), prev("h")) },
    ],
    ["h"],
  );
  expect(kindsOf(forward[0])).toContain("unit");
  expect(kindsOf(backward[0])).toContain("unitGradient");
});

test.each(Object.values(optimizers))(
  "$kind reads its scalars by name and writes each slot and the parameter",
  (def) => {
    const names = scalarsOf(def, defaults(def.fields), 1).map(([name]) => name);
    expect(names).toEqual([...names].sort());
    const text = printOptimizer(def, names);
    expect(text.match(/v128\.store\(slots/g)).toHaveLength(def.slots.length);
    expect(text.match(/v128\.store\(parameter/g)).toHaveLength(1);
    expect(() => printOptimizer(def, [])).toThrow(/neither a slot nor a scalar/);
  },
);

test("math.as has a function and a slope for every activation", () => {
  const written = readFileSync(join(import.meta.dirname, "../../engine/wasm/routines/math.as"), "utf8");
  for (const { act, slope } of Object.values(vectorFunctions)) {
    expect(written).toMatch(new RegExp(`function ${act}\\(\\w+: v128\\): v128 \\{`));
    expect(written).toMatch(new RegExp(`function ${slope}\\(\\w+: v128\\): v128 \\{`));
  }
});
