import { beforeEach, expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import type { TrainerClient } from "../trainer/client.ts";
import type { Phase } from "../trainer/protocol.ts";
import { idle } from "./run-summary.ts";
import { silenceAfter, watchSilence } from "./silence.ts";
import type { AppState } from "./state.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

function open(updatesPerSecond = 0) {
  const state = createStore(() => ({ run: { ...idle, updatesPerSecond } }) as AppState);
  let wanted = false;
  const watch = watchSilence(state, () => wanted);
  const worker: TrainerClient = {
    prepare: () => undefined,
    send: () => undefined,
    generation: 1,
    end: () => undefined,
  };
  const client = watch.around(worker);
  return {
    client,
    isSilent: () => state.getState().run.isSilent,
    train: () => {
      wanted = true;
      client.send("train", 1, {});
    },
    hear: (phase: Phase) => {
      state.setState({ run: { ...state.getState().run, phase } });
      watch.heard();
    },
  };
}

test("Train without an answer is told after some seconds, and taken back when the answer comes", () => {
  const page = open();
  page.hear("ready");
  page.train();
  vi.advanceTimersByTime(silenceAfter - 1);
  expect(page.isSilent()).toBe(false);
  // Pressed again, the worker owes an answer since the first time.
  page.train();
  vi.advanceTimersByTime(1);
  expect(page.isSilent()).toBe(true);
  page.hear("training");
  expect(page.isSilent()).toBe(false);
});

test("a worker at rest may be silent; one that prepares or trains may not", () => {
  const page = open();
  page.client.send("configure", 1, {} as never);
  page.hear("preparing");
  vi.advanceTimersByTime(silenceAfter);
  expect(page.isSilent()).toBe(true);
  page.hear("ready");
  vi.advanceTimersByTime(100 * silenceAfter);
  expect(page.isSilent()).toBe(false);
  page.train();
  page.hear("training");
  vi.advanceTimersByTime(silenceAfter);
  expect(page.isSilent()).toBe(true);
});

test("long updates are no silence", () => {
  const page = open(1000 / silenceAfter);
  page.train();
  for (let n = 0; n < 5; n++) {
    vi.advanceTimersByTime(3 * silenceAfter);
    expect(page.isSilent()).toBe(false);
    page.hear("training");
  }
  vi.advanceTimersByTime(4 * silenceAfter);
  expect(page.isSilent()).toBe(true);
});

test("time in which the whole machine slept is no silence", () => {
  const page = open();
  page.train();
  vi.advanceTimersByTime(silenceAfter - 1);
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(1);
  expect(page.isSilent()).toBe(false);
  vi.advanceTimersByTime(silenceAfter);
  expect(page.isSilent()).toBe(true);
});

test("a worker that is ended owes nothing", () => {
  const page = open();
  page.train();
  vi.advanceTimersByTime(silenceAfter);
  page.client.end();
  expect(page.isSilent()).toBe(false);
  page.train();
  page.client.end();
  vi.advanceTimersByTime(2 * silenceAfter);
  expect(page.isSilent()).toBe(false);
});
