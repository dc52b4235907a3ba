import { expect, test } from "vitest";
import { gru } from "../../cells/gru/cell.ts";
import { lstm } from "../../cells/lstm/cell.ts";
import { act, add, input, mul, param, prev, recur } from "../../lib/expr.ts";
import { arrangeColumns } from "./columns.ts";

const productsOf = (cell: typeof lstm | typeof gru, options: { [name: string]: boolean }) =>
  arrangeColumns(cell.equations({ useBias: true, ...options }), cell.gates);

test("an LSTM is one product a step, and its three sigmoids are one activation", () => {
  const { products, inputsAlone } = productsOf(lstm, {});
  expect(products).toHaveLength(1);
  expect(products[0]?.runs).toEqual([
    { fn: "sigmoid", gates: ["i", "f", "o"] },
    { fn: "tanh", gates: ["g"] },
  ]);
  expect(inputsAlone).toEqual([]);
});

test("a GRU is one product with the reset after, and two with it before", () => {
  const after = productsOf(gru, { resetAfter: true });
  expect(after.products).toHaveLength(1);
  expect(after.products[0]).toMatchObject({ runs: [{ fn: "sigmoid", gates: ["z", "r"] }], alone: ["n"] });
  expect(after.inputsAlone).toEqual(["n"]);
  const before = productsOf(gru, { resetAfter: false });
  expect(before.products.map(({ source }) => source)).toEqual(["h", "rh"]);
  expect(before.inputsAlone).toEqual([]);
});

test("a gate whose sum has a third term keeps its activation; one that is read twice is no pair", () => {
  const sum = add(input("i", true), recur("i", "h"));
  const peephole = act("sigmoid", add(sum, mul(param("peephole"), prev("c"))));
  const third = arrangeColumns([{ name: "i", expr: peephole }], ["i"]);
  expect(third.products[0]?.runs).toEqual([{ gates: ["i"] }]);
  const twice = arrangeColumns([{ name: "i", expr: mul(act("tanh", sum), act("sigmoid", sum)) }], ["i"]);
  expect(twice.products[0]).toMatchObject({ runs: [], alone: ["i"] });
  expect(twice.inputsAlone).toEqual(["i"]);
});
