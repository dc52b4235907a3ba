/** A race over several engines, through the real loop: each model bit for bit what it is alone. */

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createChooser } from "../engine/choose.ts";
import { createCrew } from "../engine/crew/crew.ts";
import type { Engine } from "../engine/engine.ts";
import { mixed } from "../engine/mixed.ts";
import { PartRefused } from "../engine/part-refused.ts";
import { createReferenceEngine } from "../engine/reference/engine.ts";
import { createWasmEngine } from "../engine/wasm/create.ts";
import { decode } from "../experiment/link.ts";
import { prepareTask } from "../experiment/spec.ts";
import { phrase } from "../lib/phrase.ts";
import { scansOf } from "../model/plan.ts";
import { type FakeWorkers, fakeWorkers } from "../testing/crew-testbed.ts";
import {
  curve,
  eventsOf,
  failed,
  lateEngine,
  losingEngine,
  openLoop,
  phase,
  snapshotsIn,
  trainedLoop,
} from "../testing/trainer-testbed.ts";
import { openExperiment, plansOf, trialOf } from "./experiment.ts";
import { networkMetrics } from "./protocol.ts";

vi.setConfig({ testTimeout: 60_000 });

const rest =
  "&models.*.units=3&models.*.dropout=20&models.*.initialState=random&training.batchSize=2&training.updates=40" +
  "&changes=10:optimizer.learningRate:0.01,21:training.clipNorm:0.5";
const linkOf = (models: string) => `#1/task.length=8&models=${models}${rest}`;
const names = ["simple", "gru", "lstm", "simple"] as const;
const race = linkOf(names.join());
/** Which models have the reference. */
const isApart = names.map((name) => name === "gru");

let reference: Engine;
let workers: FakeWorkers;
let crew: Engine;
let engine: Engine;
let whole: Awaited<ReturnType<typeof trainedLoop>>;
beforeAll(async () => {
  reference = await createReferenceEngine({ backend: "cpu" });
  workers = fakeWorkers(() => createWasmEngine());
  const simd = createCrew(await createWasmEngine(), { workers: 2, spawn: workers.spawn });
  const refuses = /^gru$/;
  crew = {
    ...simd,
    supports: (plan) =>
      scansOf(plan).some(({ cell }) => refuses.test(cell))
        ? { ok: false, reason: phrase`It has no kernels for this cell.` }
        : simd.supports(plan),
  };
  const { spec } = decode(race);
  const task = await prepareTask(spec, async () => null);
  const chosen = await openExperiment(
    { engines: [crew, reference], missing: [], asked: null },
    createChooser(() => performance.now()),
    { trial: trialOf(spec, task, plansOf(spec, task)), pinned: "auto", before: null },
    (engine) => engine,
  );
  expect(chosen.byModel).toEqual(isApart.map((apart) => (apart ? reference : crew)));
  engine = chosen.opened;
  whole = await trainedLoop(engine, race);
  await whole.loop.suspend();
}, 60_000);
afterAll(async () => {
  await vi.waitFor(() => expect(engine.tensorCount()).toBe(0), { timeout: 30_000 });
  crew.dispose();
  reference.dispose();
});

test("each model of a race over two engines has the losses, norms and evaluations that it has alone on its own", async () => {
  expect(workers.started()).toBeGreaterThan(0);
  for (const [m, name] of names.entries()) {
    const alone = await trainedLoop(isApart[m] ? reference : crew, linkOf(name));
    expect(curve(whole.log, m)).toEqual(curve(alone.log));
    const norms = ({ log }: typeof alone, m: number) =>
      (["gradientNorm", "clippedNorm", "parameterNorms"] as const).map((what) =>
        eventsOf(log, "metrics").flatMap(({ models }) => [...(networkMetrics(models[m])?.[what] ?? [])]),
      );
    expect(norms(whole, m)).toEqual(norms(alone, 0));
    const evaluated = ({ log }: typeof alone, m: number) =>
      eventsOf(log, "evaluation").map(({ models }) => models[m]);
    expect(evaluated(whole, m)).toEqual(evaluated(alone, 0));
    const states = ({ log }: typeof alone, m: number) =>
      snapshotsIn(log).map(({ update, models }) => [update, models[m]?.state]);
    const own = new Map(states(alone, 0) as [number, unknown][]);
    for (const [update, state] of states(whole, m))
      if (own.has(update as number)) expect(own.get(update as number)).toEqual(state);
    await alone.loop.suspend();
  }
  expect(curve(whole.log, 0)).toEqual(curve(whole.log, 3));
});

test("paused, traced and resumed, with answers out of phase, the curves are the same", async () => {
  const { loop, log, until } = await openLoop(lateEngine(engine, 3).engine, race);
  loop.train();
  await until((all) => curve(all).length > 5);
  loop.pause();
  await until(phase("paused"));
  loop.pullTrace();
  await until((all) => eventsOf(all, "trace").length > 0);
  expect(eventsOf(log, "trace")[0]?.models).toHaveLength(names.length);
  loop.train();
  await until(phase("finished"));
  for (const m of names.keys()) expect(curve(log, m)).toEqual(curve(whole.log, m));
  await loop.suspend();
});

test("from a snapshot, on both engines or on one, it goes on where it was", async () => {
  const at = snapshotsIn(whole.log).find(({ update }) => update === 16);
  if (!at) throw new Error("no snapshot");
  const from = { now: structuredClone(at), earlier: [], wentBack: false };
  const again = await trainedLoop(engine, race, { from });
  for (const m of names.keys()) expect(curve(again.log, m)).toEqual(curve(whole.log, m).slice(16));
  await again.loop.suspend();
  const moved = await trainedLoop(reference, race, { from });
  expect(curve(moved.log, 1)).toEqual(curve(whole.log, 1).slice(16));
  await moved.loop.suspend();
});

test("what was suspended, as Undo does, goes on with the same bits", async () => {
  const { loop, until } = await openLoop(engine, race);
  loop.train();
  await until((all) => curve(all).length > 7);
  const memory = await loop.suspend();
  if (!memory) throw new Error("nothing was kept");
  const again = await trainedLoop(engine, race, { from: memory });
  for (const m of names.keys())
    expect(curve(again.log, m)).toEqual(curve(whole.log, m).slice(memory.now.update));
  await again.loop.suspend();
});

test("one model diverges: all go back, and on both engines the curves are the undisturbed ones again", async () => {
  let updates = 0;
  const breaking: Engine = {
    ...reference,
    createRace: (models) => {
      const made = reference.createRace(models);
      const update: typeof made.update = async (...given) =>
        ++updates === 34
          ? [
              {
                ...{ loss: Number.NaN, gradientNorm: Number.NaN, clippedNorm: Number.NaN, applied: false },
                ...{ parameterNorms: new Float32Array(8), profiles: [] },
              },
            ]
          : made.update(...given);
      return { ...made, update };
    },
  };
  const { loop, log, until } = await openLoop(mixed(isApart.map((apart) => (apart ? breaking : crew))), race);
  loop.train();
  await until(failed);
  expect(eventsOf(log, "failed")[0]).toMatchObject({ code: "diverged", update: 34, model: 1, lastGood: 16 });
  // The clip that the change at 21 sets anyway comes earlier: from there on the curves part from the undisturbed run's.
  loop.rollBack(1);
  await until(phase("finished"));
  expect(eventsOf(log, "rolledBack")).toEqual([{ update: 16 }]);
  for (const m of names.keys()) {
    const all = curve(log, m);
    expect(all.slice(0, 33)).toEqual(curve(whole.log, m).slice(0, 33));
    expect(all.slice(33, 38)).toEqual(curve(whole.log, m).slice(16, 21));
    expect(all).toHaveLength(33 + 24);
  }
  await loop.suspend();
});

test("the device of one is lost: the race is, and from its snapshot on the curves are the undisturbed ones", async () => {
  const losing = losingEngine(reference, 20);
  const lost = await openLoop(mixed(isApart.map((apart) => (apart ? losing : crew))), race);
  lost.loop.train();
  await lost.until(failed);
  expect(eventsOf(lost.log, "failed")[0]).toMatchObject({ code: "contextLost" });
  const length = lost.log.length;
  const newest = snapshotsIn(lost.log).at(-1);
  if (!newest) throw new Error("no snapshot");
  const from = { now: structuredClone(newest), earlier: [], wentBack: false };
  const again = await trainedLoop(engine, race, { from });
  for (const m of names.keys())
    expect([...curve(lost.log, m).slice(0, newest.update), ...curve(again.log, m)]).toEqual(
      curve(whole.log, m),
    );
  expect(lost.log).toHaveLength(length);
  await lost.loop.suspend();
  await again.loop.suspend();
});

test("it takes as many updates at a time as the least of its engines", () => {
  const deep = { ...crew, depth: 8 };
  expect(mixed([deep, { ...crew, depth: 3 }]).depth).toBe(3);
  expect(mixed([deep, reference]).depth).toBe(1);
  expect(mixed([crew, crew])).toBe(crew);
});

test("where one engine does not take its models, what the others hold is freed, and it is named", async () => {
  const { spec } = decode(race);
  const task = await prepareTask(spec, async () => null);
  const { models } = trialOf(spec, task, plansOf(spec, task));
  const full = {
    ...reference,
    // Told first, and so built last.
    depth: 9,
    createRace: () => {
      throw new RangeError("No room.");
    },
  };
  const engines = isApart.map((apart) => (apart ? full : crew));
  expect(() => mixed(engines).createRace(models)).toThrow(new PartRefused(full, new RangeError("No room.")));
  await vi.waitFor(() => expect(crew.tensorCount()).toBe(0), { timeout: 30_000 });
});
