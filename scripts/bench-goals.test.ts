import { expect, test } from "vitest";
import { asPercent, asShare, boundsOf, exactly, figure, describe as line, verdict } from "./bench-goals.ts";

test("a figure has the rounds' middle, quartiles and ends", () => {
  expect(figure([4, 1, 3, 2, 5])).toEqual({ median: 3, quartiles: [2, 4], spread: [1, 5] });
  expect(figure([1, 2])).toEqual({ median: 1.5, quartiles: [1.25, 1.75], spread: [1, 2] });
});

test.each([
  ["at least", 10, [10, 12], "ok"],
  ["at least", 10, [9, 12], "straddles"],
  ["at least", 10, [8, 9.9], "short"],
  ["at most", 85, [80, 85], "ok"],
  ["at most", 85, [80, 90], "straddles"],
  ["at most", 85, [86, 90], "short"],
] as const)("%s %d: the middle half %j is %s", (is, bound, [low, high], expected) => {
  const rounds = { median: (low + high) / 2, quartiles: [low, high], spread: [low - 5, high + 5] } as const;
  expect(verdict(rounds, bound, is)).toBe(expected);
});

test("no number at all is short of every bound", () => {
  expect(verdict(exactly(Number.NaN), 10, "at least")).toBe("short");
  expect(verdict(exactly(Number.NaN), 3e-6, "at most")).toBe("short");
});

test("a GRU with the reset before may draw more, as two of its products wait for each other", () => {
  const draws = (resetAfter: boolean) => boundsOf("webgl", { cell: "gru", resetAfter }, "S")?.draws;
  expect(draws(true)).toEqual({ required: 85, aim: 58, is: "at most" });
  expect(draws(false)).toEqual({ required: 137, aim: 109, is: "at most" });
  expect(boundsOf("reference", { cell: "lstm" }, "S")).toEqual({});
});

test("of the SIMD engine speed is asked for LSTMs alone, accuracy for every cell", () => {
  expect(boundsOf("wasm", { cell: "lstm" }, "M")).toMatchObject({
    ratio: { required: 60, aim: 85, is: "at least" },
    tfjsWasmRatio: { required: 25, aim: 40 },
    productShare: { required: 0.65, aim: 0.75 },
    worstGradientError: { required: 3e-6, is: "at most" },
  });
  expect(Object.keys(boundsOf("wasm", { cell: "simple" }, "L"))).toEqual(["worstGradientError"]);
  expect(asPercent(0.5234)).toBe("52.3 %");
});

test("a line says each bound with its verdict", () => {
  const bound = boundsOf("webgl", { cell: "lstm" }, "S")?.ratio;
  const rounds = { median: 15, quartiles: [14, 16], spread: [9, 22] } as const;
  expect(line("times tf.layers", rounds, bound).replace(/ +/g, " ")).toBe(
    " times tf.layers 15 (14–16) required 10 ok | aim 20 short",
  );
  expect(asShare(1 / 192)).toBe("1/192");
});
