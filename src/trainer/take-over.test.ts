/** WebGL takes the place of SIMD, before anything is trained or while it trains. Node has neither a canvas nor a device: SIMD plays both. */
import { afterAll, expect, test, vi } from "vitest";
import type { Factories } from "../engine/device.ts";
import type { Engine } from "../engine/engine.ts";
import { decode } from "../experiment/link.ts";
import { type Command, type Commands, type Event, type Events, networkTrace } from "./protocol.ts";

const said: Event[] = [];
vi.stubGlobal("self", { postMessage: (event: Event) => said.push(structuredClone(event)) });
afterAll(() => vi.unstubAllGlobals());

/** Slower than draws are worth. */
const slowly = (engine: Engine): Engine => ({
  ...engine,
  createRace: (models) => {
    const race = engine.createRace(models);
    return {
      ...race,
      update: async (...given) => {
        await new Promise((resolve) => setTimeout(resolve, 12));
        return race.update(...given);
      },
    };
  },
});
vi.mock("../engine/device.ts", async (load) => {
  const real = await load<typeof import("../engine/device.ts")>();
  const { createWasmEngine } = await import("../engine/wasm/create.ts");
  const renderer = "ANGLE (Test)";
  const factories: Factories = {
    graphics: () => ({ renderer }),
    obstacle: async () => undefined,
    reference: () => real.defaultFactories.reference({ backend: "cpu" }),
    webgl: {
      kind: "webgl",
      version: async () => "1",
      open: async () => ({ ...(await createWasmEngine()), kind: "webgl", backend: "webgl", renderer }),
    },
    wasm: {
      kind: "wasm",
      version: async () => "1",
      open: async () => slowly(await createWasmEngine()),
    },
  };
  return {
    ...real,
    createEngines: (options: Parameters<typeof real.createEngines>[0]) =>
      real.createEngines(options, factories),
  };
});
const { receive } = await import("./worker-body.ts");

const tell = <K extends keyof Commands>(type: K, run: number, command: Commands[K]) =>
  receive({ type, run, ...command } as Command);
const begin = (run: number, link = "", units = run, updates = 30) =>
  tell("configure", run, {
    spec: decode(`#1/task.kind=hello&models=gru&models.*.units=${units}&training.updates=${updates}${link}`)
      .spec,
    ...{ assetBase: "", backend: "auto", from: null, before: null, proven: [] },
  });
const of = <K extends keyof Events>(type: K, run: number) =>
  said.filter((event) => event.type === type && event.run === run) as unknown as readonly Events[K][];
const enginesOf = (run: number) => of("engine", run).map(({ engine }) => engine);
const until = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 20 });
const finished = (run: number) =>
  until(() => expect(of("phase", run).at(-1)).toMatchObject({ phase: "finished", update: 30 }));
const firstLosses = (run: number) => Array.from(of("metrics", run)[0]?.models[0]?.loss ?? []).slice(0, 1);

const lossesOf = (run: number) =>
  of("metrics", run).flatMap(({ first, models }) =>
    Array.from(models[0]?.loss ?? []).map((loss, row) => [first + row, loss] as const),
  );
const long = 240;
const through = (run: number) =>
  until(() => expect(of("phase", run).at(-1)).toMatchObject({ phase: "finished", update: long }));

test("what trains from the start is moved at a snapshot, without a word, a gap or another bit", async () => {
  begin(30, "", 16, long);
  tell("pullTrace", 30, {});
  tell("train", 30, {});
  await through(30);
  expect(enginesOf(30).at(-1)).toBe("webgl");
  const at = of("engine", 30).at(-1)?.update ?? 0;
  expect(at).toBeGreaterThan(0);
  expect(at).toBeLessThan(long);
  // Whoever takes the run up does so from there, or from where it was on SIMD still.
  expect(of("snapshot", 30).map(({ snapshot }) => snapshot.update)).toContain(at);
  expect(of("phase", 30).map(({ phase }) => phase)).toEqual(["preparing", "ready", "training", "finished"]);
  // SIMD plays both, so the curve must be that of a run that was left alone.
  begin(31, "&training.engine=wasm", 16, long);
  tell("train", 31, {});
  await through(31);
  expect(lossesOf(30)).toEqual(lossesOf(31));
  expect(lossesOf(30).map(([update]) => update)).toEqual(Array.from({ length: long }, (_, u) => u + 1));
  expect(of("snapshot", 30).at(-1)?.snapshot.models).toEqual(of("snapshot", 31).at(-1)?.snapshot.models);
  expect(of("evaluation", 30)).toEqual(of("evaluation", 31).map((event) => ({ ...event, run: 30 })));
}, 90_000);

test("a run that was paused is moved as well, and one that came to its end is not", async () => {
  begin(40, "", 24, long);
  tell("train", 40, {});
  await until(() => expect(of("metrics", 40).length).toBeGreaterThan(0));
  await until(() => expect(lossesOf(40).length).toBeGreaterThan(8));
  tell("pause", 40, {});
  await until(() => expect(of("phase", 40).at(-1)?.phase).toBe("paused"));
  await until(() => expect(enginesOf(40)).toContain("webgl"));
  expect(of("phase", 40).filter(({ phase }) => phase === "paused")).toHaveLength(1);
  expect(of("engine", 40).at(-1)?.update).toBe(lossesOf(40).length);

  begin(41, "", 48);
  tell("train", 41, {});
  await finished(41);
  const engine = enginesOf(41).at(-1);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  // On a slow machine it may have moved before.
  expect(enginesOf(41).at(-1)).toBe(engine);
  expect(of("phase", 41).at(-1)?.phase).toBe("finished");
}, 90_000);

test("an experiment is moved while it rests, and the next one of its kind begins there", async () => {
  begin(9);
  tell("needs", 9, { profiles: true, forecast: false, terms: true });
  tell("pullTrace", 9, {});
  await until(() => expect(enginesOf(9)).toContain("webgl"));
  await until(() => expect(of("phase", 9).at(-1)).toMatchObject({ phase: "ready", update: 0 }));
  // It goes on from the untrained snapshot: nothing is evaluated twice, and what was asked for is asked for still.
  expect(of("evaluation", 9)).toHaveLength(1);
  expect(networkTrace(of("trace", 9).at(-1)?.models[0])?.terms).not.toBeNull();
  tell("train", 9, {});
  await finished(9);
  expect(enginesOf(9).at(-1)).toBe("webgl");

  // The same link again: the engine is known, and its numbers are those of a run that was moved.
  begin(10, "", 9);
  await until(() => expect(of("phase", 10).at(-1)).toMatchObject({ phase: "ready" }));
  expect(enginesOf(10)).toEqual(["webgl"]);
  tell("train", 10, {});
  await finished(10);
  expect(firstLosses(10)).toEqual(firstLosses(9));
  expect(of("snapshot", 10).at(-1)?.snapshot.models).toEqual(of("snapshot", 9).at(-1)?.snapshot.models);
}, 90_000);

test("a link that asks for an engine is never moved", async () => {
  begin(20, "&training.engine=wasm");
  await until(() => expect(of("engine", 20).at(-1)?.options[0]?.millisecondsPerUpdate).toBeGreaterThan(5));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(new Set(enginesOf(20))).toEqual(new Set(["wasm"]));
}, 60_000);
