/** Models that count in a race with networks, through the real loop: each has the bits that it has alone. */
import { beforeAll, expect, test, vi } from "vitest";
import { readAsset } from "../../scripts/data-assets.ts";
import { createChooser } from "../engine/choose.ts";
import type { Engine } from "../engine/engine.ts";
import { createWasmEngine } from "../engine/wasm/create.ts";
import { prepareTask } from "../experiment/spec.ts";
import { inEnglish } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import {
  type CountedModel,
  isCounted,
  isCountedState,
  networkState,
  type RaceModel,
} from "../model/counted.ts";
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
import { heldOutBatch, trainingBatch } from "./batches.ts";
import { openExperiment, trialOf } from "./experiment.ts";
import { networkMetrics, networkTrace } from "./protocol.ts";
import { readSnapshot, writeSnapshot } from "./snapshot-file.ts";

vi.setConfig({ testTimeout: 60_000 });

const rest =
  "&models.*.units=3&models.*.dropout=20&training.batchSize=4&training.updates=40" +
  "&changes=10:optimizer.learningRate:0.01,21:training.clipNorm:0.5";
const linkOf = (models: string) => `#1/task.length=8&models=${models}${rest}`;
/** The first and the third count: what network stands in the link there does not matter. */
const race = linkOf("simple,lstm,simple,gru");
const counted = [0, 2];

let engine: Engine;
let whole: Awaited<ReturnType<typeof trainedLoop>>;
beforeAll(async () => {
  engine = await createWasmEngine();
  whole = await trainedLoop(engine, race, { counted });
}, 60_000);

const evaluations = (log: typeof whole.log, m: number) =>
  eventsOf(log, "evaluation").map(({ update, models }) => [update, models[m]]);
const statesAt = (log: typeof whole.log, m: number) =>
  new Map(snapshotsIn(log).map(({ update, models }) => [update, models[m]]));

test("networks have the losses, norms, evaluations and states that they have without the models that count", async () => {
  for (const [m, cell] of [
    [1, "lstm"],
    [3, "gru"],
  ] as const) {
    const alone = await trainedLoop(engine, linkOf(cell));
    expect(curve(whole.log, m)).toEqual(curve(alone.log));
    const norms = ({ log }: typeof alone, m: number) =>
      (["gradientNorm", "clippedNorm", "parameterNorms"] as const).map((what) =>
        eventsOf(log, "metrics").flatMap(({ models }) => [...(networkMetrics(models[m])?.[what] ?? [])]),
      );
    expect(norms(whole, m)).toEqual(norms(alone, 0));
    expect(norms(whole, m)[0]).toHaveLength(40);
    expect(evaluations(whole.log, m)).toEqual(evaluations(alone.log, 0));
    const own = statesAt(alone.log, 0);
    for (const [update, state] of statesAt(whole.log, m))
      if (own.has(update)) expect(own.get(update)).toEqual(state);
  }
});

test("a model that counts has the losses, evaluations and counts that it has by itself on the same batches", async () => {
  const task = await prepareTask(whole.spec, async () => null);
  const model = whole.plans[0] as CountedModel;
  expect(isCounted(model)).toBe(true);
  const counter = model.begin();
  const { seed, batchSize } = whole.spec.training;
  const root = rngFrom(seed);
  const losses = Array.from({ length: 40 }, (_, n) => {
    const loss = counter.update(trainingBatch(task, root, n + 1, batchSize));
    if (n === 15) expect(statesAt(whole.log, 0).get(16)?.state).toEqual(counter.read());
    return Math.fround(loss);
  });
  expect(curve(whole.log, 0)).toEqual(losses);
  expect(curve(whole.log, 2)).toEqual(losses);
  // It learns: the classes are not equally frequent in so short a sample, and in the end it is near chance.
  expect(losses[0]).toBe(Math.fround(Math.log(4)));
  const heldOut = heldOutBatch(task, seed);
  const { loss, outputs } = counter.evaluate(heldOut);
  expect(evaluations(whole.log, 0).at(-1)).toMatchObject([
    40,
    { loss, metric: task.metric.of(outputs, heldOut) },
  ]);
});

test("its metrics have a loss and nothing else, and its trace outputs and nothing else", async () => {
  for (const { models, profiles } of eventsOf(whole.log, "metrics")) {
    expect(Object.keys(models[0] ?? {})).toEqual(["loss"]);
    expect(profiles[0]).toEqual([]);
    expect(profiles[1]?.length).toBeGreaterThan(0);
  }
  const { loop, log, until } = await openLoop(engine, race, { counted });
  loop.pullTrace();
  loop.needs({ profiles: true, forecast: true, terms: true });
  await until((seen) => eventsOf(seen, "trace").length > 0);
  const [trace] = eventsOf(log, "trace");
  expect(Object.keys(trace?.models[0] ?? {})).toEqual(["loss", "outputs"]);
  expect(networkTrace(trace?.models[0])).toBeNull();
  expect(trace?.models[0]?.outputs).toEqual(new Float32Array(8 * 4).fill(Math.fround(Math.log(1 / 4))));
  expect(networkTrace(trace?.models[1])?.trajectories).toHaveLength(1);
  await loop.suspend();
});

test("with answers out of phase, paused and gone on with, the curves are the same", async () => {
  const { loop, log, until } = await openLoop(lateEngine(engine, 3).engine, race, { counted });
  loop.train();
  await until((all) => curve(all).length > 5);
  loop.pause();
  await until(phase("paused"));
  loop.oneUpdate();
  await until((all) => curve(all).length > 6);
  loop.train();
  await until(phase("finished"));
  for (const m of [0, 1, 2, 3]) expect(curve(log, m)).toEqual(curve(whole.log, m));
  await loop.suspend();
});

test("killed at any update, it goes on from the newest snapshot, through its file, with the same bits", async () => {
  for (const { spec, update } of snapshotsIn(whole.log)) {
    const snapshot = snapshotsIn(whole.log).find((one) => one.update === update);
    if (!snapshot) throw new Error("no snapshot");
    const { plans } = whole;
    const read = await readSnapshot(writeSnapshot(snapshot, plans), async () => plans);
    if (!read.ok) throw new Error(inEnglish(read.reason));
    expect(read.snapshot.models).toStrictEqual(snapshot.models);
    const from = { now: read.snapshot, earlier: [], wentBack: false };
    const again = await trainedLoop(engine, race, { counted, from, spec });
    for (const m of [0, 1, 2, 3]) expect(curve(again.log, m)).toEqual(curve(whole.log, m).slice(update));
    const told = (log: typeof whole.log, m: number) =>
      evaluations(log, m).filter(([at]) => Number(at) > update);
    expect(told(again.log, 0)).toEqual(told(whole.log, 0));
    await again.loop.suspend();
  }
});

test("what was suspended, as Undo does, goes on with the same bits", async () => {
  const { loop, until } = await openLoop(engine, race, { counted });
  loop.train();
  await until((all) => curve(all).length > 7);
  const memory = await loop.suspend();
  if (!memory) throw new Error("nothing was kept");
  const again = await trainedLoop(engine, race, { counted, from: memory });
  for (const m of [0, 1]) expect(curve(again.log, m)).toEqual(curve(whole.log, m).slice(memory.now.update));
});

test("a network diverges: the counts go back with it, and from there on are those of the undisturbed run", async () => {
  let updates = 0;
  const breaking: Engine = {
    ...engine,
    createRace: (models) => {
      const made = engine.createRace(models);
      const update: typeof made.update = async (...given) => {
        const told = await made.update(...given);
        return ++updates === 34 ? told.map((one) => ({ ...one, loss: Number.NaN, applied: false })) : told;
      };
      return { ...made, update };
    },
  };
  const { loop, log, until } = await openLoop(breaking, race, { counted });
  loop.train();
  await until(failed);
  // The third of the race is the second network.
  expect(eventsOf(log, "failed")[0]).toMatchObject({ code: "diverged", update: 34, model: 1, lastGood: 16 });
  loop.rollBack(1);
  await until(phase("finished"));
  expect(curve(log, 0)).toEqual([...curve(whole.log, 0).slice(0, 33), ...curve(whole.log, 0).slice(16)]);
});

test("a counted loss that is no number stops the run like a network's", async () => {
  const bad = (plans: readonly RaceModel[]) =>
    plans.map((model) =>
      isCounted(model)
        ? { ...model, begin: () => ({ ...model.begin(), update: () => Number.POSITIVE_INFINITY }) }
        : model,
    );
  const { loop, log, until } = await openLoop(engine, race, { counted, plans: bad });
  loop.train();
  await until(failed);
  expect(eventsOf(log, "failed")[0]).toMatchObject({
    code: "diverged",
    update: 1,
    model: 0,
    gradientNorm: null,
  });
  await loop.suspend();
});

test("the device is lost: the race is, and from its snapshot on the curves are the undisturbed ones", async () => {
  const lost = await openLoop(losingEngine(engine, 20), race, { counted });
  lost.loop.train();
  await lost.until(failed);
  const newest = snapshotsIn(lost.log).at(-1);
  if (!newest) throw new Error("no snapshot");
  const again = await trainedLoop(engine, race, {
    counted,
    from: { now: structuredClone(newest), earlier: [], wentBack: false },
  });
  for (const m of [0, 1])
    expect([...curve(lost.log, m).slice(0, newest.update), ...curve(again.log, m)]).toEqual(
      curve(whole.log, m),
    );
});

test("gates are held and freed, a gate turned: models that count go on undisturbed, and places are the race's", async () => {
  const { loop, log, until } = await openLoop(engine, race, { counted });
  loop.oneUpdate();
  await until((all) => curve(all).length === 1);
  loop.change("models.3.clampZ", 50);
  loop.oneUpdate();
  await until((all) => curve(all).length === 2);
  loop.change("models.3.clampZ", -1);
  loop.change("models.3.updateGate", "new");
  await until((all) => eventsOf(all, "converted").length > 0);
  expect(eventsOf(log, "converted")[0]).toMatchObject({ model: 3 });
  loop.train();
  await until(phase("finished"));
  expect(curve(log, 0)).toEqual(curve(whole.log, 0));
  expect(curve(log, 1)).toEqual(curve(whole.log, 1));
  await loop.suspend();
});

test("what it cannot do is null: it writes no text and continues no series, and the networks still do", async () => {
  const text = await openLoop(engine, "#1/task.kind=hello&models=simple,gru&models.*.units=3", {
    counted: [0],
  });
  text.loop.oneUpdate();
  await text.until((all) => eventsOf(all, "sample").length > 0);
  expect(eventsOf(text.log, "sample")[0]?.texts).toEqual([null, expect.stringMatching(/./)]);
  await text.loop.suspend();
  const sine = await openLoop(engine, "#1/task.kind=sine&models=simple,gru&models.*.units=3", {
    counted: [0],
  });
  sine.loop.needs({ profiles: false, forecast: true, terms: false });
  await sine.until((all) => eventsOf(all, "forecast").length > 0);
  const [none, own] = eventsOf(sine.log, "forecast")[0]?.models ?? [];
  expect(none).toBeNull();
  expect(own?.every(Number.isFinite)).toBe(true);
  await sine.loop.suspend();
});

test("no engine is asked about a model that counts; where all do, none is timed or has anything to do", async () => {
  const task = await prepareTask(whole.spec, async (name) => readAsset(name));
  const trial = trialOf(whole.spec, task, whole.plans);
  expect(trial.models.map(({ name }) => name)).toEqual(["LSTM", "GRU"]);
  const all = await openLoop(engine, race, { counted: [0, 1, 2, 3] });
  const asked = vi.fn();
  const idle: Engine = { ...engine, createRace: asked, createNetwork: asked };
  const chosen = await openExperiment(
    { engines: [idle], missing: [], asked: null },
    createChooser(() => 0),
    { trial: trialOf(all.spec, task, all.plans), pinned: "auto", before: null },
    (one) => one,
  );
  expect(chosen).toMatchObject({ byModel: [], note: null });
  expect(asked).not.toHaveBeenCalled();
  const alone = await trainedLoop(chosen.opened, race, { counted: [0, 1, 2, 3] });
  for (const m of [0, 1, 2, 3]) expect(curve(alone.log, m)).toEqual(curve(whole.log, 0));
  expect(asked).not.toHaveBeenCalled();
});

test("a state of the other kind is refused, in memory and in a file", async () => {
  const [snapshot] = snapshotsIn(whole.log);
  if (!snapshot) throw new Error("no snapshot");
  const { plans } = whole;
  const swapped = {
    ...snapshot,
    models: [snapshot.models[1], ...snapshot.models.slice(1)],
  } as typeof snapshot;
  expect(isCountedState(snapshot.models[0]?.state ?? { updates: 0, tables: new Map() })).toBe(true);
  expect(networkState(snapshot.models[0]?.state)).toBeNull();
  expect(() => writeSnapshot(swapped, plans)).toThrow(/another kind/);
  await expect(
    openLoop(engine, race, { counted, from: { now: swapped, earlier: [], wentBack: false } }),
  ).rejects.toThrow(/learns in another way/);
});
