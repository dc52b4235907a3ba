import { beforeEach, expect, test, vi } from "vitest";
import { createRestart } from "./restart.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

test("of many in a row the last one starts, once it has rested; what is cancelled never does", () => {
  const started: number[] = [];
  const restart = createRestart();
  for (const n of [1, 2, 3]) {
    restart.later(() => started.push(n));
    vi.advanceTimersByTime(150);
  }
  expect([started, restart.isWaiting]).toEqual([[], true]);
  vi.advanceTimersByTime(50);
  expect([started, restart.isWaiting]).toEqual([[3], false]);
  restart.later(() => started.push(4));
  restart.cancel();
  expect(restart.isWaiting).toBe(false);
  vi.advanceTimersByTime(1000);
  expect(started).toEqual([3]);
});
