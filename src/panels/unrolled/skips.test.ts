import { expect, test } from "vitest";
import { type SkipPlace, skipCurve, skipFrom, skipStub } from "./skips.ts";

const at: SkipPlace = { sum: -70, lower: 300, top: 240, to: 1, place: 0 };

/** Numbers of a path of one cubic. */
const numbers = (path: string) => (path.match(/-?[\d.]+/g) ?? []).map(Number);

test("a curve goes from the state over those between to the sum, the next one higher", () => {
  const curve = skipCurve(-430, at);
  const [x0, y0, x1, y1, x2, y2, x3, y3] = numbers(curve.path) as [
    ...[number, number, number, number],
    ...[number, number, number, number],
  ];
  expect([x0, x3, y3]).toEqual([-430, -70, 292]);
  expect((x0 + 3 * x1 + 3 * x2 + x3) / 8).toBeCloseTo(curve.label[0], 9);
  expect((y0 + 3 * y1 + 3 * y2 + y3) / 8).toBeCloseTo(curve.label[1] + 5, 9);
  expect(curve.label[1]).toBeLessThan(at.top - 18);
  expect(skipCurve(-430, { ...at, place: 1 }).label[1]).toBeLessThan(curve.label[1]);
  // Time the other way is the mirror image.
  const mirrored = skipCurve(430, { ...at, sum: 70, to: -1 });
  expect(mirrored.label).toEqual([-curve.label[0], curve.label[1]]);
});

test("a step that is not drawn has a short curve, and what lies before the first one has none", () => {
  expect(numbers(skipStub(at).path).slice(-2)).toEqual([-70, 292]);
  expect(skipStub(at).label[0]).toBeLessThan(-100);
  expect([skipFrom(5, 4, 9, "forward"), skipFrom(3, 4, 9, "forward")]).toEqual([1, null]);
  expect([skipFrom(5, 4, 9, "backward"), skipFrom(4, 4, 9, "backward")]).toEqual([null, 8]);
});
