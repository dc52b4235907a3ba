import { expect, test } from "vitest";
import type { CellKind } from "../../cells/index.ts";
import { planModel, scansOf } from "../../model/plan.ts";
import { defaultModel } from "../../spec/spec.ts";
import { litKeys, pointedBy, symbolKeys } from "./symbols.ts";

const scanOf = (cell: CellKind) => {
  const plan = planModel(defaultModel(cell), {
    steps: 4,
    batch: 2,
    input: { kind: "tokens", size: 6 },
    outputs: 4,
    loss: "crossEntropy",
  });
  const [scan] = scansOf(plan);
  if (!scan) throw new Error("no layer");
  return scan;
};
const symbol = (base: string, sub: string, prime = false) => ({ base, sub, prime });

test.each([
  [symbol("f", "t"), "f|"],
  [symbol("W", "f"), "f|layers.0.kernel"],
  [symbol("U", "o"), "o|layers.0.recurrentKernel"],
  [symbol("h", "t−1"), null],
  [symbol("x", "t"), null],
])("the LSTM's %j is %s", (letter, key) => {
  expect(symbolKeys(scanOf("lstm"))(letter)).toBe(key);
});

test("the GRU's primed bias is the recurrent one; the plain RNN's W has no gate and its h is none", () => {
  expect(symbolKeys(scanOf("gru"))(symbol("b", "z", true))).toBe("z|layers.0.recurrentBias");
  expect(symbolKeys(scanOf("simple"))(symbol("W", ""))).toBe("|layers.0.kernel");
  expect(symbolKeys(scanOf("simple"))(symbol("h", "t"))).toBeNull();
});

test("a peephole is a parameter of its own; of several recurrent matrices each is its block", () => {
  expect(symbolKeys(scanOf("peephole"))(symbol("p", "i"))).toBe("|layers.0.pi");
  expect(litKeys(scanOf("peephole"), pointedBy("|layers.0.pi"))).toContain("|layers.0.pi");
  expect(symbolKeys(scanOf("lstm"))(symbol("p", "i"))).toBeNull();
  expect(symbolKeys(scanOf("state-skip"))(symbol("U", "d"))).toBe("d|layers.0.recurrentKernel");
  expect(symbolKeys(scanOf("state-skip"))(symbol("W", ""))).toBe("|layers.0.kernel");
});

test("pointing at a letter and lighting it up are the same key", () => {
  for (const key of ["f|", "f|layers.0.kernel"])
    expect(litKeys(scanOf("lstm"), pointedBy(key))).toContain(key);
  expect(litKeys(scanOf("lstm"), { gate: null, parameter: "layers.0.bias" })).toContain("i|layers.0.bias");
  expect(litKeys(scanOf("lstm"), { gate: null, parameter: "layers.1.bias" })).toEqual([]);
  expect(pointedBy(null)).toEqual({ gate: null, parameter: null });
});
