import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ContextLost, type Engine } from "../engine/engine.ts";
import { createReferenceEngine } from "../engine/reference/engine.ts";
import { phrase } from "../lib/phrase.ts";
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

let engine: Engine;
/** The undisturbed run. */
let whole: Awaited<ReturnType<typeof trainedLoop>>;
beforeAll(async () => {
  engine = await createReferenceEngine({ backend: "cpu" });
  whole = await trainedLoop(engine, race);
  await whole.loop.suspend();
}, 60_000);
afterAll(() => engine.dispose());
// Two engines train in each test, on the CPU.
vi.setConfig({ testTimeout: 60_000 });

const race =
  "#1/task.length=8&models=simple,simple&models.*.units=3&models.1.units=4&training.batchSize=2&training.updates=50" +
  "&changes=20:optimizer.learningRate:0.01,37:training.clipNorm:0.5";

test.each([
  [2, 1],
  [18, 1],
  [34, 8],
  [41, 8],
  [50, 8],
])(
  "a device lost at update %i: from the snapshot on, %i at a time, the curve is the undisturbed one",
  async (at, depth) => {
    const lost = await openLoop(lateEngine(losingEngine(engine, at), depth).engine, race);
    lost.loop.train();
    await lost.until(failed);
    const [failure] = eventsOf(lost.log, "failed");
    expect(failure).toMatchObject({ code: "contextLost", message: phrase`The GPU was lost.` });
    expect(failure?.update).toBeLessThan(at);
    const length = lost.log.length;
    const newest = snapshotsIn(lost.log).at(-1);
    if (!newest) throw new Error("no snapshot");
    expect(newest.update).toBe(failure?.lastGood);
    // As it crosses from worker to page and back.
    const from = { now: structuredClone(newest), earlier: [], wentBack: false };
    const again = await trainedLoop(engine, race, { from });
    for (const model of [0, 1])
      expect([...curve(lost.log, model).slice(0, newest.update), ...curve(again.log, model)]).toEqual(
        curve(whole.log, model),
      );
    const evaluations = [
      ...eventsOf(lost.log, "evaluation").filter(({ update }) => update <= newest.update),
      ...eventsOf(again.log, "evaluation"),
    ];
    expect(evaluations).toEqual(eventsOf(whole.log, "evaluation"));
    const seconds = eventsOf(again.log, "metrics")[0]?.seconds;
    expect(seconds).toBeGreaterThan(newest.seconds);
    // A lost engine is asked for nothing more, and what was under way tells nobody.
    expect(lost.log).toHaveLength(length);
    await lost.loop.suspend();
    await again.loop.suspend();
  },
);

test("snapshots are of untrained models, every sixteenth update, and where training rests", async () => {
  // A clock that hardly moves: on a busy machine 16 updates may take longer than snapshots wait for.
  const now = () => performance.now() / 1000;
  const { loop, log, until } = await trainedLoop(lateEngine(engine, 8).engine, race, { now });
  await until((all) => snapshotsIn(all).at(-1)?.update === 50);
  await loop.suspend();
  expect(snapshotsIn(log).map(({ update }) => update)).toEqual([0, 16, 32, 48, 50]);
  for (const { update, models, spec } of snapshotsIn(log)) {
    expect(models.map(({ state }) => state.updates)).toEqual([update, update]);
    expect(spec.changes).toHaveLength(2);
  }
  expect(snapshotsIn(log).map(({ finished }) => finished)).toEqual([false, false, false, false, true]);
});

test("where updates are slow, snapshots follow one another by the clock, and a roll back still keeps to the sixteenth", async () => {
  let clock = 0;
  let newest = 0;
  let oldest = 0;
  // Seven hundred milliseconds an update.
  const slow: Engine = {
    ...engine,
    createRace: (models) => {
      const made = engine.createRace(models);
      const update: typeof made.update = (...given) => {
        clock += 700;
        return made.update(...given);
      };
      return { ...made, update };
    },
  };
  const { loop, log } = await trainedLoop(slow, race, {
    now: () => clock,
    onEvent: ({ type, event }) => {
      if (type === "snapshot") newest = event.snapshot.update;
      if (type === "metrics") oldest = Math.max(oldest, event.first + event.count - 1 - newest);
    },
  });
  expect(snapshotsIn(log).length).toBeGreaterThan(14);
  // Two are 1.4 s, and one more is made while a snapshot is read.
  expect(oldest).toBeLessThanOrEqual(5);
  expect(curve(log)).toEqual(curve(whole.log));
  const memory = await loop.suspend();
  expect(memory?.earlier.map(({ update }) => update)).toEqual([16, 32, 48]);
});

test("the newest snapshot is at most 32 updates old, even where weights are slow to read", async () => {
  let newest = 0;
  let oldest = 0;
  let update = 0;
  // Forty updates long, or as long as training goes on meanwhile.
  const slowly = async () => {
    const until = update + 40;
    for (let seen = -1; update < until && update > seen; ) {
      seen = update;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };
  const { loop } = await trainedLoop(lateEngine(engine, 8, slowly).engine, race, {
    onEvent: ({ type, event }) => {
      if (type === "snapshot") newest = event.snapshot.update;
      if (type === "metrics") update = event.first + event.count - 1;
      oldest = Math.max(oldest, update - newest);
    },
  });
  await loop.suspend();
  expect(oldest).toBeGreaterThan(16);
  expect(oldest).toBeLessThanOrEqual(32);
});

test("reading a snapshot does not stall training", async () => {
  let isHeld = false;
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const run = await openLoop(lateEngine(engine, 8, async () => (isHeld ? gate : undefined)).engine, race);
  isHeld = true;
  run.loop.train();
  await run.until((log) => curve(log).length >= 28);
  // 16 is still being read, and training is far behind it.
  expect(snapshotsIn(run.log).map(({ update }) => update)).toEqual([0]);
  release();
  await run.until(phase("finished"));
  expect(snapshotsIn(run.log).map(({ update }) => update)).toEqual(expect.arrayContaining([0, 16, 32, 48]));
  await run.loop.suspend();
});

test("every model of a race goes back together, to the same update", async () => {
  const lost = await openLoop(losingEngine(engine, 30), race);
  lost.loop.train();
  await lost.until(failed);
  const newest = snapshotsIn(lost.log).at(-1);
  expect(newest?.update).toBe(16);
  expect(newest?.models.map(({ state }) => state.updates)).toEqual([16, 16]);
  await lost.loop.suspend();
});

test("a device lost before anything was trained fails the start itself", async () => {
  await expect(openLoop(losingEngine(engine, 0), race)).rejects.toThrow("The GPU was lost.");
});

test("a run that broke is put aside as it was at its newest snapshot", async () => {
  const lost = await openLoop(losingEngine(engine, 40), race);
  lost.loop.train();
  await lost.until(failed);
  const memory = await lost.loop.suspend();
  expect(memory).toMatchObject({ wentBack: true, now: { update: 32 } });
  const again = await openLoop(engine, race, { from: memory ?? undefined });
  expect(phase("paused")(again.log)).toBe(true);
  again.loop.train();
  await again.until(phase("finished"));
  expect(curve(again.log)).toEqual(curve(whole.log).slice(32));
  await again.loop.suspend();
});

test("a device lost while the run rests: it is put aside as it was at its newest snapshot", async () => {
  let lost = false;
  const read = <T>(work: () => Promise<T>) => (lost ? Promise.reject(new ContextLost()) : work());
  const away: Engine = {
    ...engine,
    createRace: (models) => {
      const race = engine.createRace(models);
      const members = race.members.map((member) => ({ ...member, read: () => read(() => member.read()) }));
      return { ...race, members };
    },
  };
  const tensors = engine.tensorCount();
  const run = await openLoop(away, race);
  run.loop.oneUpdate();
  await run.until(phase("paused"));
  await run.until((log) => snapshotsIn(log).at(-1)?.update === 1);
  lost = true;
  expect(await run.loop.suspend()).toMatchObject({ wentBack: true, now: { update: 0 } });
  expect(engine.tensorCount()).toBe(tensors);
});
