import { expect, test } from "vitest";
import { stackOf } from "../../model/networks.ts";
import { scansOf } from "../../model/plan.ts";
import { bestOf, fixed, inputAt, signalsOf, softmaxRows } from "./picture.ts";
import { stepForKey } from "./time-axis.tsx";

test("every row of a softmax sums to one, however large its logits", () => {
  const rows = softmaxRows(Float32Array.of(0, 0, 1000, 0), 2);
  expect([...rows]).toEqual([0.5, 0.5, 1, 0]);
});

test("the best come first", () => {
  expect(bestOf(Float32Array.of(0.1, 0.6, 0.3), 2)).toEqual([1, 2]);
  expect(bestOf(Float32Array.of(1), 4)).toEqual([0]);
});

test.each([
  [0.4567, [0, 1], "0.457"],
  [-3.14, [-10, 30], "−3.1"],
  [17, [0, 2000], "17"],
  [Number.NaN, [0, 1], "–"],
] as const)("%d in a range %j is %s", (value, range, text) => expect(fixed(value, range)).toBe(text));

test("the readout names every input at a step", () => {
  const drawing = {
    input: [
      { kind: "series", name: "value", values: [0.5], range: [0, 1] },
      { kind: "marks", name: "marker", at: [true] },
      { kind: "symbols", name: "input", symbols: ["X"], emphasis: [1] },
    ],
    target: { kind: "marks", name: "", at: [] },
    sentence: "",
  } as const;
  expect(inputAt(drawing, 0).map(({ name, value }) => `${name} ${value}`)).toEqual([
    "value 0.500",
    "marker ✓",
    "input X",
  ]);
});

test.each([
  ["ArrowRight", null, 0],
  ["ArrowLeft", null, 9],
  ["ArrowRight", 9, 9],
  ["ArrowLeft", 0, 0],
  ["Home", 4, 0],
  ["End", 4, 9],
  ["x", 4, null],
] as const)("%s from step %j of ten goes to %j", (key, from, to) =>
  expect(stepForKey(key, from, 10)).toBe(to),
);

test.each([
  ["lstm", ["i", "f", "g", "o", "c", "h"]],
  ["gru", ["z", "r", "n", "h"]],
  ["mgu", ["f", "n", "h"]],
  ["simple", ["h"]],
] as const)("the strips can show what has a letter in a %s: %j", (cell, signals) => {
  const [scan] = scansOf(stackOf([{ cell, options: {} }]));
  expect(scan && signalsOf(scan)).toEqual(signals);
});
