import { expect, test } from "vitest";
import { actNames } from "../lib/activations.ts";
import { acts } from "../model/blocks.ts";
import { flatShare, histogramOf, inverses } from "./pre-activation.ts";

test.each(actNames)("%s is undone where float32 still tells its outputs apart", (act) => {
  for (const x of [-4, -1.5, -0.25, 0, 0.25, 1.5, 4]) {
    const y = Math.fround(acts[act](x));
    expect(inverses[act](y)).toBeCloseTo(act === "relu" ? Math.max(0, x) : x, 3);
  }
});

test("outputs at the ends of the range are undone to finite numbers", () => {
  for (const act of actNames)
    for (const y of act === "tanh" ? [-1, 1] : [0, 1]) expect(Number.isFinite(inverses[act](y))).toBe(true);
  expect(inverses.sigmoid(1)).toBeCloseTo(16.6, 1);
  expect(inverses.tanh(-1)).toBeCloseTo(-8.7, 1);
});

test("the flat share counts slopes under a fifth of the steepest", () => {
  // Slopes of 0.25, 0.09 and 0.0475, against a fifth of 0.25.
  expect(flatShare([0.5, 0.9, 0.95, 0.05], "sigmoid")).toBe(0.5);
  expect(flatShare([0, 0.5, 0.95], "tanh")).toBeCloseTo(1 / 3);
  expect(flatShare([0, 0, 0.3, 2], "relu")).toBe(0.5);
});

test("the histogram counts every input once, and what is beyond its range at the ends", () => {
  const outputs = [-9, -5.9, -0.1, 0.1, 5.9, 9].map((x) => acts.sigmoid(x));
  expect([...histogramOf(outputs, "sigmoid", 6, 4)]).toEqual([2, 1, 1, 2]);
});
