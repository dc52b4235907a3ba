import { afterEach, expect, test, vi } from "vitest";
import { defaultSpec, type ExperimentSpec } from "../experiment/spec.ts";
import { stackOf } from "../model/networks.ts";
import type { EngineOption } from "../trainer/protocol.ts";
import {
  durationOf,
  flopsOfRun,
  paceKey,
  paceOfEngine,
  paceOfRun,
  secondsLeft,
  updatesMore,
} from "./duration.ts";
import { readPace, writePace } from "./persist.ts";
import { newRecord } from "./run-record.ts";

const specWith = (training: Partial<ExperimentSpec["training"]>): ExperimentSpec => {
  const spec = defaultSpec();
  return { ...spec, training: { ...spec.training, ...training } };
};
const spec = specWith({ updates: 1000 });
const plans = [stackOf([{ cell: "simple", options: {} }]), stackOf([{ cell: "gru", options: {} }])];
const record = newRecord(1, spec, {} as never, plans, ["RNN", "GRU"]);
const flops = flopsOfRun(record);
const none = { update: 0, updatesPerSecond: 0 };
const option = (millisecondsPerUpdate: number | null): EngineOption => ({
  kind: "wasm",
  backend: "wasm",
  renderer: "",
  millisecondsPerUpdate,
  reason: null,
});
const wasm = { engine: "wasm", backend: "wasm", byModel: ["wasm"] } as const;

afterEach(() => {
  vi.unstubAllGlobals();
});

test("updates that are left times seconds an update; nothing without an end or a pace", () => {
  expect(secondsLeft(1000, 250, 0.2)).toBe(150);
  expect(secondsLeft(1000, 1200, 0.2)).toBe(0);
  expect(secondsLeft(0, 250, 0.2)).toBeNull();
  expect(secondsLeft(1000, 250, null)).toBeNull();
});

test("at the planned end Train goes on for as many updates as were planned, up to the limit", () => {
  const at = (update: number, updates: number, phase: "finished" | "paused" = "finished") =>
    updatesMore({ phase, update }, specWith({ updates }));
  expect(at(450, 450)).toBe(450);
  expect(at(900, 900)).toBe(900);
  expect(at(600_000, 600_000)).toBe(400_000);
  expect(at(1_000_000, 1_000_000)).toBe(0);
  expect(at(300, 450)).toBeNull();
  expect(at(450, 450, "paused")).toBeNull();
  expect(at(450, 0)).toBeNull();
});

test("before training: the time of the engine as measured on this experiment", () => {
  const pace = paceOfEngine({ ...wasm, options: [option(180)] }, null, record);
  expect(pace).toEqual({ flops, seconds: 0.18 });
  expect(durationOf(spec, none, record, pace, flops)).toEqual({
    updates: 1000,
    seconds: 180,
    isEstimate: false,
  });
});

test("an experiment of four times the operations is estimated at four times the time", () => {
  const pace = { flops, seconds: 0.18 };
  expect(durationOf(spec, none, record, pace, 4 * flops)).toEqual({
    updates: 1000,
    seconds: 720,
    isEstimate: true,
  });
});

test("a race over several engines has a pace of its own", () => {
  const known = { flops: 10, seconds: 1 };
  const two = { ...wasm, byModel: ["wasm", "reference", "wasm"] } as const;
  expect(paceKey(two)).toBe("wasm+reference wasm");
  expect(paceKey(wasm)).toBe("wasm wasm");
  expect(paceOfEngine({ ...two, options: [option(null)] }, { ...wasm, pace: known }, record)).toBeNull();
  expect(paceOfEngine({ ...two, options: [option(null)] }, { ...two, pace: known }, record)).toBe(known);
});

test("what was not timed is estimated from what the same engine did before, another engine's pace says nothing", () => {
  const known = { flops: 10, seconds: 1 };
  const now = { ...wasm, options: [option(null)] };
  expect(paceOfEngine(now, { ...wasm, pace: known }, record)).toBe(known);
  const other = { engine: "reference", backend: "wasm", byModel: ["reference"] } as const;
  expect(paceOfEngine(now, { ...other, pace: known }, record)).toBeNull();
  expect(paceOfEngine(now, null, record)).toBeNull();
  expect(durationOf(spec, none, record, null, flops)).toBeNull();
});

test("a run that has trained goes by its own rate, which another experiment's does not", () => {
  const rested = { update: 400, updatesPerSecond: 5 };
  const pace = { flops, seconds: 1 };
  expect(durationOf(spec, rested, record, pace, flops)).toEqual({
    updates: 600,
    seconds: 120,
    isEstimate: false,
  });
  expect(durationOf(spec, rested, record, pace, 2 * flops)?.seconds).toBe(1200);
  record.updatesPerSecond = 5;
  expect(paceOfRun(record, spec)).toEqual({ flops, seconds: 0.2 });
  expect(paceOfRun(record, specWith({ speed: "5" }))).toBeNull();
});

test("a run that is held back takes as long as it is held back, and one without an end has none", () => {
  const pace = { flops, seconds: 0.001 };
  expect(durationOf(specWith({ updates: 100, speed: "5" }), none, record, pace, flops)?.seconds).toBe(20);
  expect(durationOf(specWith({ updates: 0 }), none, record, pace, flops)).toBeNull();
});

test("the device remembers the pace of each engine, and no nonsense", () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  writePace("wasm wasm", { flops: 10, seconds: 2 });
  expect(readPace("wasm wasm")).toEqual({ flops: 10, seconds: 2 });
  expect(readPace("webgl webgl")).toBeNull();
  const [key = ""] = kept.keys();
  for (const nonsense of ["", "null", "{", '{"flops":0,"seconds":1}', '{"flops":"1","seconds":1}']) {
    kept.set(key, nonsense);
    expect(readPace("wasm wasm")).toBeNull();
  }
});
