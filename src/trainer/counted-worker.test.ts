/** The worker with a model that counts: it is told of as one without an engine, and goes on like the others. */
import { afterAll, expect, test, vi } from "vitest";
import type { Factories } from "../engine/device.ts";
import { decode } from "../experiment/link.ts";
import { phrase } from "../lib/phrase.ts";
import type { Command, Commands, Event, Events } from "./protocol.ts";

const said: Event[] = [];
vi.stubGlobal("self", { postMessage: (event: Event) => said.push(structuredClone(event)) });
afterAll(() => vi.unstubAllGlobals());

vi.mock("../engine/device.ts", async (load) => {
  const real = await load<typeof import("../engine/device.ts")>();
  const { createWasmEngine } = await import("../engine/wasm/create.ts");
  const factories: Factories = {
    graphics: () => ({ obstacle: phrase`There is none.` }),
    obstacle: async () => phrase`There is none.`,
    reference: () => real.defaultFactories.reference({ backend: "cpu" }),
    webgl: null,
    wasm: { kind: "wasm", version: async () => "1", open: () => createWasmEngine() },
  };
  return {
    ...real,
    fetchFirst: () => undefined,
    createEngines: (options: Parameters<typeof real.createEngines>[0]) =>
      real.createEngines(options, factories),
  };
});
vi.mock("../model/race-plans.ts", async (load) => {
  const real = await load<typeof import("../model/race-plans.ts")>();
  const { withCounters } = await import("../testing/counted-racer.ts");
  const { requestOf } = await import("../model/build.ts");
  const plansOf: typeof real.plansOf = (spec, task) =>
    withCounters(real.plansOf(spec, task), [0], requestOf(task.io, "crossEntropy", spec.training));
  return { ...real, plansOf };
});
const { receive } = await import("./worker-body.ts");

const tell = <K extends keyof Commands>(type: K, run: number, command: Commands[K]) =>
  receive({ type, run, ...command } as Command);
const specOf = (models: string) =>
  decode(`#1/task.kind=hello&training.batchSize=2&models=${models}&models.*.units=4&training.updates=24`)
    .spec;
const begin = (run: number, models: string, more: Partial<Commands["configure"]> = {}) =>
  tell("configure", run, {
    ...{ spec: specOf(models), assetBase: "", backend: "auto", from: null, before: null, proven: [] },
    ...more,
  });
const of = <K extends keyof Events>(type: K, run: number) =>
  said.filter((event) => event.type === type && event.run === run) as unknown as readonly Events[K][];
const at = (run: number, phase: string) =>
  vi.waitFor(() => expect(of("phase", run).at(-1)).toMatchObject({ phase }), {
    timeout: 60_000,
    interval: 20,
  });
const losses = (run: number, model: number) =>
  of("metrics", run).flatMap(({ models }) => [...(models[model]?.loss ?? [])]);

test("it has no engine; undone and taken up, the race goes on with the same bits", async () => {
  begin(1, "simple,gru");
  await at(1, "ready");
  expect(of("engine", 1)[0]).toMatchObject({ engine: "wasm", byModel: [null, "wasm"], note: null });
  tell("train", 1, {});
  await at(1, "finished");
  expect(of("failed", 1)).toEqual([]);
  const whole = [0, 1].map((m) => losses(1, m));
  expect(whole.map(({ length }) => length)).toEqual([24, 24]);
  expect(whole.flat().every(Number.isFinite)).toBe(true);

  // All models count: no engine has anything to do.
  begin(2, "gru");
  tell("train", 2, {});
  await at(2, "finished");
  expect(of("engine", 2)[0]?.byModel).toEqual([null]);
  expect(losses(2, 0)).toEqual(whole[0]);

  const before = of("phase", 1).length;
  tell("resume", 1, { to: 1, spec: specOf("simple,gru"), from: null, before: null });
  await vi.waitFor(() => expect(of("phase", 1).length).toBeGreaterThan(before), { timeout: 60_000 });
  await at(1, "finished");
  expect(of("engine", 1).at(-1)?.byModel).toEqual([null, "wasm"]);

  const snapshot = of("snapshot", 1).find(({ snapshot }) => snapshot.update === 16)?.snapshot;
  if (!snapshot) throw new Error("no snapshot");
  begin(3, "simple,gru", { from: { ...snapshot, spec: specOf("simple,gru") }, before: [null, "wasm"] });
  tell("train", 3, {});
  await at(3, "finished");
  expect([0, 1].map((m) => losses(3, m))).toEqual(whole.map((all) => all.slice(16)));
}, 180_000);
