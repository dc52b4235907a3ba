import { expect, test } from "vitest";
import type { Event, SelfCheckResult } from "../../device-page/protocol.ts";
import { inEnglish, phrase } from "../../lib/phrase.ts";
import { device as english } from "../../text/en/device.ts";
import { reportOf } from "./device-report.ts";
import { columnsOf, type DeviceState, nothingKnown, reduce, timeLeft } from "./device-state.ts";

const size = { batch: 32, steps: 25, units: 32, symbols: 16 } as const;
const facts: Event = {
  type: "facts",
  machine: {
    cores: 4,
    memory: null,
    platform: "Test",
    userAgent: "Browser/1",
    simd: true,
    relaxedSimd: false,
    isolated: false,
  },
  graphics: null,
  noGraphics: phrase`No WebGL 2 here.`,
  engines: [
    { id: "a", kind: "webgl", backend: "webgl", obstacle: phrase`No WebGL 2 here.` },
    { id: "b", kind: "reference", backend: "cpu", obstacle: null },
    { id: "c", kind: "wasm", backend: "cpu", obstacle: null },
  ],
  sizes: {
    S: size,
    M: { batch: 32, steps: 50, units: 64, symbols: 64 },
    L: { batch: 64, steps: 100, units: 128, symbols: 64 },
  },
  bound: 1e-4,
};
const result: SelfCheckResult = {
  cell: "gru",
  options: { resetAfter: false, useBias: false },
  outcome: "agrees",
  worstError: 3.14e-7,
  worstOf: "outputs (tokens)",
  reason: null,
  seconds: 1,
};
const after = (...events: readonly Event[]): DeviceState =>
  events.reduce((state, event, at) => reduce(state, { type: "event", event, at }), nothingKnown);
const page = { width: 390, height: 844, pixelRatio: 2 };

test("the text holds engines, results and timings, and what did not run", () => {
  const timing = { median: 12.34, least: 11, most: 14, samples: 7, updates: 9, first: 300 };
  const state = after(
    facts,
    { type: "opened", trains: [{ kind: "reference", backend: "cpu" }], missing: [] },
    { type: "checked", engine: "b", result },
    { type: "checked", engine: "b", result: { ...result, outcome: "differs", worstError: Number.NaN } },
    { type: "timed", engine: "b", size: "S", timing, reason: null, predicted: null },
    { type: "timed", engine: "b", size: "L", timing: null, reason: null, predicted: 90_000 },
    { type: "refused", engine: "c", reason: phrase`no SIMD` },
  );
  const text = reportOf(english, inEnglish, state, page, "https://example.org/#1/seed=3");
  for (const line of [
    "https://example.org/#1/seed=3",
    "  Fused, WebGL2: No WebGL 2 here.",
    "  Reference, CPU: Used for training.",
    "  SIMD, CPU: Did not start: no SIMD",
    "Self-check: Reference, CPU, 1 of 2 differ",
    "  GRU, reset before, no bias: 3.1·10⁻⁷, largest error in outputs (tokens)",
    "  GRU, reset before, no bias: differs NaN, largest error in outputs (tokens)",
    "  S, 32 sequences × 25 time steps, 32 units, 16 symbols: 12.3 ms (11.0–14.0; 7 samples of 9 updates; first update 300 ms)",
    "  L, 64 sequences × 100 time steps, 128 units, 64 symbols: about 90 s, not measured",
  ])
    expect(text.split("\n")).toContain(line);
  expect(columnsOf(state).map(({ id }) => id)).toEqual(["b"]);
  expect(reportOf(english, inEnglish, after(facts), page, "")).toContain("Self-check: not run");
});

test("where several engines run, experiments take the fastest; one that failed its first check says so", () => {
  const engines = [
    { id: "a", kind: "webgl", backend: "webgl", obstacle: null },
    { id: "b", kind: "wasm", backend: "wasm", obstacle: null },
    { id: "c", kind: "reference", backend: "webgl", obstacle: null },
  ] as const;
  const trains = [
    { kind: "webgl", backend: "webgl" },
    { kind: "wasm", backend: "wasm" },
  ] as const;
  const lines = (opened: Omit<Extract<Event, { type: "opened" }>, "type">) =>
    reportOf(english, inEnglish, after({ ...facts, engines }, { type: "opened", ...opened }), page, "").split(
      "\n",
    );
  const both = lines({ trains, missing: [] });
  expect(both).toContain("  SIMD, WASM: Used for training when it is the fastest.");
  expect(both).toContain("  Reference, WebGL2: Available.");
  const missing = [
    { kind: "webgl", backend: "webgl", reason: phrase`It broke on a trial network.` },
  ] as const;
  const one = lines({ trains: trains.slice(1), missing });
  expect(one).toContain("  Fused, WebGL2: It broke on a trial network.");
  expect(one).toContain("  SIMD, WASM: Used for training.");
});

test("what is left of a task is told at the pace so far, and what was found stays when it is stopped", () => {
  const progress = { type: "progress", task: "check", engine: "b", what: null, of: 12 } as const;
  const told = (done: number, at: number) => ({
    type: "event" as const,
    event: { ...progress, done },
    at,
  });
  let state = reduce(after(facts), { type: "begun", kind: "check", at: 0 });
  state = reduce(state, told(0, 1000));
  expect(state.task && timeLeft(state.task)).toBeNull();
  state = reduce(state, { type: "event", event: { type: "checked", engine: "b", result }, at: 2000 });
  state = reduce(state, told(3, 4000));
  expect(state.task && timeLeft(state.task)).toBe(9000);
  state = reduce(state, { type: "stopped" });
  expect(state.task).toBeNull();
  expect(state.checks.b).toHaveLength(1);
});
