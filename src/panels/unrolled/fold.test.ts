import { expect, test } from "vitest";
import { amountOf, detailedFrom, firstInDetail, foldOf } from "./fold.ts";

const room = { width: 836, steps: 40, centre: 21, direction: "forward" } as const;

test("folded, it is one step", () => {
  expect(foldOf(room, amountOf.folded).drawn.map(({ step }) => step)).toEqual([21]);
});

test("three steps around the one in the middle, also at the ends of the sequence", () => {
  for (const [centre, shown] of [
    [21, [20, 21, 22]],
    [0, [0, 1, 2]],
    [39, [37, 38, 39]],
  ] as const) {
    const { drawn, isDetailed } = foldOf({ ...room, centre }, amountOf.three);
    expect(drawn.map(({ step }) => step)).toEqual(shown);
    expect(isDetailed).toBe(true);
    for (const { x } of drawn) expect(x > 0 && x < room.width).toBe(true);
  }
});

test("a narrow place has room for one step, and a sequence of two has two", () => {
  expect(firstInDetail({ ...room, width: 350 })).toBe(21);
  expect(foldOf({ ...room, width: 350 }, 1).drawn).toHaveLength(1);
  expect(foldOf({ ...room, steps: 2, centre: 1 }, 1).drawn.map(({ step }) => step)).toEqual([0, 1]);
});

test("unfolded, all steps are within the width, whatever their number", () => {
  for (const steps of [1, 4, 40, 400]) {
    const { drawn } = foldOf({ ...room, steps, centre: 0 }, amountOf.all);
    expect(drawn.reduce((sum, { count }) => sum + count, 0)).toBe(steps);
    for (const { x, opacity } of drawn) expect([x > 0 && x < room.width, opacity]).toEqual([true, 1]);
  }
  expect(foldOf({ ...room, steps: 400, centre: 0 }, 2).drawn.length).toBeLessThanOrEqual(836 / 8);
  expect(foldOf({ ...room, steps: 4, centre: 0 }, 2).spacing).toBeGreaterThan(detailedFrom);
});

test("on the way from three to all, the step in the middle does not jump", () => {
  const at = (amount: number) => foldOf(room, amount).drawn.find(({ step }) => step === 21)?.x ?? Number.NaN;
  expect(Math.abs(at(1) - at(1.0001))).toBeLessThan(1);
  expect(Math.abs(at(2) - at(1.9999))).toBeLessThan(1);
});

test("a backward scan reads from the right, where its room is", () => {
  const { drawn, spacing } = foldOf({ ...room, direction: "backward" }, amountOf.three);
  expect(room.width - (drawn.at(-1)?.x ?? 0)).toBeCloseTo(spacing);
});
