import { expect, test } from "vitest";
import { nowhere } from "../../store/state.ts";
import { neighbour, numbersPlace } from "./place.ts";

test.each([
  [{ equation: 2, step: 3 }, 1, { equation: 3, step: 3 }],
  [{ equation: 5, step: 3 }, 1, { equation: 0, step: 4 }],
  [{ equation: 0, step: 3 }, -1, { equation: 5, step: 2 }],
  [{ equation: 0, step: 0 }, -1, { equation: 0, step: 0 }],
  [{ equation: 5, step: 9 }, 1, { equation: 5, step: 9 }],
] as const)("of six equations over ten steps, %j and %i is %j", (from, by, to) => {
  expect(neighbour(from, by, 6, 10)).toEqual(to);
});

test("numbers are those of the unit pointed at, else of the pinned one, else of the last step", () => {
  const at = { pointed: nowhere, pinnedStep: null, pinnedUnit: null };
  const pinned = { ...at, pinnedStep: 4, pinnedUnit: { model: 1, unit: 30 } };
  const of = (state: typeof at | typeof pinned, model: number) =>
    Object.values(numbersPlace(state, model, { units: 8 }, 10));
  expect(of(at, 1)).toEqual([9, 0, false]);
  expect(of(pinned, 0)).toEqual([4, 0, false]);
  // A unit that a smaller network no longer has.
  expect(of(pinned, 1)).toEqual([4, 7, true]);
  expect(of({ ...pinned, pointed: { ...nowhere, step: 2, model: 1, unit: 5 } }, 1)).toEqual([2, 5, true]);
});
