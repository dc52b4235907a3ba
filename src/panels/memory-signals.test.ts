import { expect, test } from "vitest";
import { type CellKind, cells } from "../cells/index.ts";
import { clampFieldsOf } from "../experiment/clamp-fields.ts";
import { layerFields } from "../experiment/layer-fields.ts";
import { renewedState } from "../lib/expr.ts";
import { defaults } from "../lib/fields.ts";
import { computedOrder, keepingGate } from "./memory-signals.ts";

const equationsOf = (cell: CellKind, values = {}) => {
  const { equations, fields } = cells[cell];
  return equations({ ...defaults({ ...layerFields, ...fields, ...clampFieldsOf(cell) }), ...values });
};

test("gates come before the state that needs them, and no earlier than another one that is needed first", () => {
  expect(computedOrder(equationsOf("lstm"))).toEqual(["i", "f", "g", "c", "o", "h"]);
  expect(computedOrder(equationsOf("peephole"))).toEqual(["i", "f", "g", "c", "o", "h"]);
  expect(computedOrder(equationsOf("coupled"))).toEqual(["f", "g", "c", "o", "h"]);
  expect(computedOrder(equationsOf("gru"))).toEqual(["z", "r", "n", "h"]);
  expect(computedOrder(equationsOf("gru", { resetAfter: false }))).toEqual(["z", "r", "rh", "n", "h"]);
});

test.each(Object.keys(cells) as CellKind[])("%s: every equation has its place once", (cell) => {
  const equations = equationsOf(cell);
  const names = equations.map(({ name }) => renewedState(name) ?? name);
  expect([...computedOrder(equations)].sort()).toEqual([...names].sort());
});

test("the gate that keeps the old state is the forget gate, or the update gate in either sense", () => {
  expect(keepingGate(equationsOf("lstm"))).toBe("f");
  expect(keepingGate(equationsOf("coupled"))).toBe("f");
  expect(keepingGate(equationsOf("gru"))).toBe("z");
  expect(keepingGate(equationsOf("gru", { updateGate: "new" }))).toBe("z");
  expect(keepingGate(equationsOf("simple"))).toBeUndefined();
});
