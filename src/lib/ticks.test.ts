import { expect, test } from "vitest";
import { linearTicks, logTickLabel, logTicks, spreadLabels } from "./ticks.ts";

test.each([
  [0, 1000, 7, [0, 200, 400, 600, 800, 1000]],
  [0, 1.4, 5, [0, 0.5, 1]],
  [0, 3, 5, [0, 1, 2, 3]],
  [2, 2, 5, [2]],
])("linear ticks of %d … %d, at most %d", (least, largest, most, ticks) => {
  expect(linearTicks(least, largest, most)).toEqual(ticks);
});

test.each([
  [1e-4, 2, 6, [1e-4, 1e-3, 1e-2, 1e-1, 1]],
  [1e-4, 100, 4, [1e-4, 1e-2, 1, 100]],
  [1e-12, 10, 5, [1e-12, 1e-9, 1e-6, 1e-3, 1]],
  [1.2, 6, 6, [2, 3, 5]],
  [0.02, 0.6, 12, [0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5]],
  [0.02, 0.6, 6, [0.02, 0.05, 0.1, 0.2, 0.5]],
])("log ticks of %d … %d, at most %d", (least, largest, most, ticks) => {
  expect(logTicks(least, largest, most)).toEqual(ticks);
});

test.each([
  [1, "1"],
  [100, "100"],
  [1e-3, "10⁻³"],
  [0.1, "10⁻¹"],
  [1e5, "10⁵"],
  [0.5, "0.5"],
  [5, "5"],
])("the tick at %d reads %s", (value, label) => {
  expect(logTickLabel(value)).toBe(label);
});

test("labels that touch move apart about their middle, in their order", () => {
  expect(spreadLabels([50, 50], 15, 0, 100)).toEqual([42.5, 57.5]);
  expect(spreadLabels([60, 50, 10], 15, 0, 100)).toEqual([62.5, 47.5, 10]);
});

test("labels stay within the plot, and push their neighbours", () => {
  expect(spreadLabels([99, 98, 80], 15, 0, 100)).toEqual([100, 85, 70]);
  expect(spreadLabels([0, 1, 2, 3], 15, 0, 100)).toEqual([0, 15, 30, 45]);
  expect(spreadLabels([], 15, 0, 100)).toEqual([]);
});
