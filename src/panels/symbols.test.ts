import { expect, test } from "vitest";
import type { CellKind } from "../cells/index.ts";
import { defaultModel } from "../experiment/spec.ts";
import { planModel } from "../model/build.ts";
import type { NotationId } from "../model/notation.ts";
import { scansOf } from "../model/plan.ts";
import { texEquations } from "../model/print/tex.ts";
import { keyOf, litKeys, pointedBy, signalOf } from "./symbols.ts";

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

/** Every letter of a cell's equations with its key, as "W_{if}: f|layers.0.kernel". */
const keysOf = (cell: CellKind, notation: NotationId = "pytorch") => {
  const scan = scanOf(cell);
  const found = new Set<string>();
  const mark = (tex: string, meaning: Parameters<typeof keyOf>[1]) => {
    found.add(`${tex}: ${keyOf(scan, meaning)}`);
    return tex;
  };
  texEquations(scan, { notation, mark });
  return [...found];
};

test.each([
  ["lstm", "f_t: f|"],
  ["lstm", "c_{t-1}: c|"],
  ["lstm", "W_{if}: f|layers.0.kernel"],
  ["lstm", "W_{ho}: o|layers.0.recurrentKernel"],
  ["gru", "b_{hz}: z|layers.0.recurrentBias"],
  ["simple", "W_{ih}: |layers.0.kernel"],
  ["peephole", "p_i: |layers.0.pi"],
  ["state-skip", "W_{hd}: d|layers.0.recurrentKernel"],
] as const)("a letter of %s has its key, %s", (cell, expected) => {
  expect(keysOf(cell)).toContain(expected);
});

test("pointing at a letter and lighting it up are the same key", () => {
  for (const cell of ["lstm", "peephole", "state-skip", "simple"] as const)
    for (const entry of keysOf(cell)) {
      const key = entry.split(": ")[1] ?? "";
      expect(litKeys(scanOf(cell), pointedBy(key))).toContain(key);
    }
  for (const entry of keysOf("lstm", "s")) {
    const key = entry.split(": ")[1] ?? "";
    expect(litKeys(scanOf("lstm"), pointedBy(key))).toContain(key);
  }
  // The one matrix on [h, x] lights up with each of the two parameters that it stands for.
  expect(keysOf("lstm", "s")).toContain("W_f: f|layers.0.joint");
  for (const parameter of ["layers.0.kernel", "layers.0.recurrentKernel"])
    expect(litKeys(scanOf("lstm"), { gate: "f", parameter })).toContain("f|layers.0.joint");
  expect(litKeys(scanOf("lstm"), { gate: null, parameter: "layers.0.bias" })).toContain("i|layers.0.bias");
  expect(litKeys(scanOf("lstm"), { gate: null, parameter: "layers.1.bias" })).toEqual([]);
  expect(pointedBy(null)).toEqual({ gate: null, parameter: null });
});

test("a gate's or state's letter names what the strips can show, a matrix' does not", () => {
  expect(signalOf("c|")).toBe("c");
  expect(signalOf("f|layers.0.kernel")).toBeNull();
  expect(signalOf("|layers.0.kernel")).toBeNull();
});
