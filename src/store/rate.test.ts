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
  for (let n = 1; n <= 3; n++) rate.note(11 + n, hour + n * 50);
  expect(rate.perSecond()).toBeCloseTo(20);
});

test("nothing is said before three updates or two seconds", () => {
  const fast = createRate();
  fast.note(0, 0);
  for (const [n, rate] of [
    [1, 0],
    [2, 0],
    [3, 100],
  ] as const) {
    fast.note(n, n * 10);
    expect(fast.perSecond()).toBeCloseTo(rate);
  }
  const slow = createRate();
  slow.note(0, 0);
  slow.note(1, 1500);
  expect(slow.perSecond()).toBe(0);
  slow.note(2, 3000);
  expect(slow.perSecond()).toBeCloseTo(2 / 3);
  const slowest = createRate();
  slowest.note(0, 0);
  slowest.note(1, 2500);
  expect(slowest.perSecond()).toBeCloseTo(0.4);
});

test("an update that takes half a minute has its rate", () => {
  const rate = createRate();
  for (let n = 0; n <= 3; n++) rate.note(n, n * 30_000);
  expect(rate.perSecond()).toBeCloseTo(1 / 30);
});
