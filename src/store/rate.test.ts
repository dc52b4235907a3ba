import { expect, test } from "vitest";
import { createRate } from "./rate.ts";

test("updates a second over the last seconds, and none across a pause", () => {
  const rate = createRate();
  for (let n = 0; n <= 100; n++) rate.note(n, n * 50);
  expect(rate.perSecond()).toBeCloseTo(20);
  rate.reset();
  expect(rate.perSecond()).toBe(0);
});

test("an hour of sleep is no slow update", () => {
  const rate = createRate();
  const hour = 3_600_000;
  for (let n = 0; n <= 10; n++) rate.note(n, n * 50);
  rate.note(11, hour);
  // Unknown, so that what was shown before stands.
  expect(rate.perSecond()).toBe(0);
  rate.note(12, hour + 50);
  expect(rate.perSecond()).toBeCloseTo(20);
});

test("an update that takes half a minute has its rate", () => {
  const rate = createRate();
  for (let n = 0; n <= 3; n++) rate.note(n, n * 30_000);
  expect(rate.perSecond()).toBeCloseTo(1 / 30);
});
