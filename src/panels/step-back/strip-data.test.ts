import { expect, test } from "vitest";
import { stepBack } from "../../text/en/step-back.ts";
import { heightOf, passing, stripScale, stripTable } from "./strip-data.ts";

test("what passes a step is the geometric mean on the way back", () => {
  expect(passing([1, 2, 4, 8])).toBeCloseTo(0.5, 12);
  expect(passing([0, 1])).toBeNull();
  expect(passing([3])).toBeNull();
});

test("heights fall with the value and stay inside of the strip", () => {
  expect(heightOf(10 ** stripScale.high, 100)).toBeCloseTo(0);
  expect(heightOf(10 ** stripScale.low, 100)).toBeCloseTo(100);
  expect(heightOf(1e9, 100)).toBe(0);
  expect(heightOf(0, 100)).toBe(100);
  expect(heightOf(Number.NaN, 100)).toBeNaN();
});

test("the table has a line for each step, and leaves out what is not known", () => {
  const model = {
    ...{ lane: 0, name: "RNN", scan: null, why: null, passes: null },
    jacobian: {
      largest: Float64Array.from([1, 0.5]),
      ...{ median: null, smallest: null, said: null, bound: null },
      horizon: { steps: 2, isWhole: true, isLeast: false },
    },
    losses: Float64Array.from([1.25, Number.NaN]),
  };
  const { header, rows } = stripTable(stepBack.columns, [model], "nats");
  expect(header.at(-1)).toBe("loss if asked at t (nats)");
  expect(rows).toEqual([
    ["RNN", 1, 1, null, null, 1.25],
    ["RNN", 2, 0.5, null, null, null],
  ]);
});
