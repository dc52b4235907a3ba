/** A worker whose SIMD engine refuses one cell: the race runs on two engines, and the page is told which model runs where. */

import { afterAll, expect, test, vi } from "vitest";
import type { Factories } from "../engine/device.ts";
import { decode } from "../experiment/link.ts";
import { inEnglish, inTurn, phrase } from "../lib/phrase.ts";
import type { Command, Commands, Event, Events } from "./protocol.ts";

const said: Event[] = [];
vi.stubGlobal("self", { postMessage: (event: Event) => said.push(structuredClone(event)) });
afterAll(() => vi.unstubAllGlobals());

vi.mock("../engine/device.ts", async (load) => {
  const real = await load<typeof import("../engine/device.ts")>();
  const { createWasmEngine } = await import("../engine/wasm/create.ts");
  const { scansOf } = await import("../model/plan.ts");
  const factories: Factories = {
    graphics: () => ({ obstacle: phrase`There is none.` }),
    obstacle: async () => phrase`There is none.`,
    reference: () => real.defaultFactories.reference({ backend: "cpu" }),
    webgl: null,
    wasm: {
      kind: "wasm",
      version: async () => "1",
      open: async () => {
        const engine = await createWasmEngine();
        return {
          ...engine,
          // Its check of itself has layers of one unit count only.
          supports: (plan) =>
            scansOf(plan).some(({ cell, units }) => cell === "gru" && units === 7)
              ? { ok: false, reason: phrase`Seven units are too many.` }
              : engine.supports(plan),
        };
      },
    },
  };
  return {
    ...real,
    fetchFirst: () => undefined,
    createEngines: (options: Parameters<typeof real.createEngines>[0]) =>
      real.createEngines(options, factories),
  };
});
const { receive } = await import("./worker-body.ts");

const tell = <K extends keyof Commands>(type: K, run: number, command: Commands[K]) =>
  receive({ type, run, ...command } as Command);
const specOf = (link: string) =>
  decode(`#1/task.kind=hello&training.batchSize=2&models.*.units=7&${link}`).spec;
const begin = (run: number, link: string, more: Partial<Commands["configure"]> = {}) =>
  tell("configure", run, {
    ...{ spec: specOf(link), assetBase: "", backend: "auto", from: null, before: null, proven: [] },
    ...more,
  });
const of = <K extends keyof Events>(type: K, run: number) =>
  said.filter((event) => event.type === type && event.run === run) as unknown as readonly Events[K][];
const at = (run: number, phase: string) =>
  vi.waitFor(() => expect(of("phase", run).at(-1)).toMatchObject({ phase }), {
    timeout: 30_000,
    interval: 20,
  });
const losses = (run: number, model: number) =>
  of("metrics", run).flatMap(({ models }) => [...(models[model]?.loss ?? [])]);

test("the page is told which model runs where and why; Undo and a run that is taken up go on with the same engines", async () => {
  begin(1, "models=simple,gru,simple&training.updates=24");
  await at(1, "ready");
  expect(of("engine", 1)).toHaveLength(1);
  expect(of("engine", 1)[0]).toMatchObject({
    engine: "wasm",
    byModel: ["wasm", "reference", "wasm"],
    options: [
      {
        kind: "wasm",
        reason: null,
        partly: inTurn([phrase`${"GRU"}: ${phrase`Seven units are too many.`}`]),
      },
      { kind: "reference", reason: null },
    ],
  });
  expect(inEnglish(of("engine", 1)[0]?.note ?? "")).toBe(
    "RNN 1 and RNN 2 train on the SIMD engine. GRU trains on TensorFlow.js: Seven units are too many.",
  );
  tell("train", 1, {});
  await at(1, "finished");
  const whole = [0, 1, 2].map((m) => losses(1, m));
  expect(whole.map(({ length }) => length)).toEqual([24, 24, 24]);

  // Alone each has the same losses.
  begin(2, "models=gru&training.updates=24");
  tell("train", 2, {});
  await at(2, "finished");
  expect(losses(2, 0)).toEqual(whole[1]);
  expect(of("engine", 2).at(-1)?.byModel).toEqual(["reference"]);

  // Undo: the worker's own memory.
  const before = of("phase", 1).length;
  tell("resume", 1, { to: 1, spec: specOf("models=simple,gru,simple"), from: null, before: null });
  await vi.waitFor(() => expect(of("phase", 1).length).toBeGreaterThan(before), { timeout: 30_000 });
  await at(1, "finished");
  expect(of("engine", 1).at(-1)?.byModel).toEqual(["wasm", "reference", "wasm"]);

  // Taken up on the reference, which one of the models did not have: the engines that the run has had go before all.
  const snapshot = of("snapshot", 1).find(({ snapshot }) => snapshot.update === 16)?.snapshot;
  if (!snapshot) throw new Error("no snapshot");
  const from = {
    ...snapshot,
    spec: specOf("models=simple,gru,simple&training.updates=24&training.engine=reference"),
  };
  begin(3, "", { spec: from.spec, from, before: ["wasm", "reference", "wasm"] });
  tell("train", 3, {});
  await at(3, "finished");
  expect(of("engine", 3).at(-1)?.byModel).toEqual(["wasm", "reference", "wasm"]);
  expect([0, 1, 2].map((m) => losses(3, m))).toEqual(whole.map((all) => all.slice(16)));
}, 90_000);
