import { expect, test } from "vitest";
import { endOfWay, shareAlong, widthOf } from "./ribbon.ts";

test("shares are of where the gradient comes in, in either direction of time", () => {
  const norms = [0.001, 0.1, 1, 0];
  expect(norms.map((_, t) => shareAlong(norms, t, "forward"))).toEqual([0.001, 0.1, 1, 0]);
  const back = [0, 2, 1, 0.5];
  expect(back.map((_, t) => shareAlong(back, t, "backward"))).toEqual([0, 1, 0.5, 0.25]);
  expect(shareAlong([0, 0], 0, "forward")).toBeNaN();
  expect([endOfWay(40, "forward"), endOfWay(40, "backward")]).toEqual([0, 39]);
});

test("the width is the logarithm: all, a half of the decades, nothing", () => {
  expect([1, 1e-6, 1e-12, 0, 5, Number.NaN].map(widthOf)).toEqual([1, 0.5, 0, 0, 1, 0]);
});
