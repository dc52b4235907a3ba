import { expect, test, vi } from "vitest";
import { takeTurn } from "./turns.ts";

test("each turn is a task of its own, in order, and a turn given up is nobody's", () => {
  vi.useFakeTimers();
  const taken: string[] = [];
  const take = (name: string) => takeTurn(() => taken.push(name));
  take("first");
  const giveUp = take("second");
  take("third");
  giveUp();
  expect(taken).toEqual([]);
  vi.advanceTimersToNextTimer();
  expect(taken).toEqual(["first"]);
  vi.advanceTimersToNextTimer();
  expect(taken).toEqual(["first", "third"]);
  take("later");
  vi.advanceTimersToNextTimer();
  expect(taken).toEqual(["first", "third", "later"]);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test("one that throws does not take the others' turns away", () => {
  vi.useFakeTimers();
  const taken: string[] = [];
  takeTurn(() => {
    throw new Error("broken panel");
  });
  takeTurn(() => taken.push("next"));
  expect(() => vi.advanceTimersToNextTimer()).toThrow("broken panel");
  vi.advanceTimersToNextTimer();
  expect(taken).toEqual(["next"]);
  vi.useRealTimers();
});
