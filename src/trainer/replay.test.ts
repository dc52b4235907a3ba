/** A fork at an update between two kept moments: trained there from the one before, with what was changed on the way. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Engine } from "../engine/engine.ts";
import { createReferenceEngine } from "../engine/reference/engine.ts";
import {
  curve,
  eventsOf,
  lateEngine,
  openLoop,
  phase,
  snapshotsIn,
  trainedLoop,
} from "../testing/trainer-testbed.ts";
import type { Snapshot } from "./protocol.ts";

let engine: Engine;
let whole: Awaited<ReturnType<typeof trainedLoop>>;
/** Two gates are held and a rate changes between the moments. */
const race =
  "#1/task.length=8&models=gru,lstm&models.*.units=3&training.batchSize=2&training.updates=50&training.speed=5" +
  "&changes=20:optimizer.learningRate:0.01,22:models.0.clampZ:25,27:models.1.clampF:100,45:training.clipNorm:0.5";
vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  engine = await createReferenceEngine({ backend: "cpu" });
  whole = await trainedLoop(engine, race.replace("&training.speed=5", ""));
  await whole.loop.suspend();
}, 60_000);
afterAll(() => engine.dispose());

const from = (): Snapshot => {
  const moment = snapshotsIn(whole.log).find(({ update }) => update === 16);
  if (!moment) throw new Error("no moment at update 16");
  return structuredClone(moment);
};

test.each([1, 8])(
  "%i at a time: it stops at the update, and its curves are those of the first run",
  async (depth) => {
    expect(eventsOf(whole.log, "changed")).toHaveLength(4);
    const late = lateEngine(engine, depth).engine;
    const { loop, log, until } = await openLoop(late, race, {
      from: { now: from(), earlier: [], wentBack: false },
    });
    loop.oneUpdate(15);
    await until(phase("paused"));
    expect(loop.update()).toBe(31);
    for (const model of [0, 1]) expect(curve(log, model)).toEqual(curve(whole.log, model).slice(16, 31));
    expect(eventsOf(log, "changed").map(({ update }) => update)).toEqual([20, 22, 27]);
    // The weights are there too: what comes after is the first run's.
    loop.oneUpdate(4);
    await until((seen) => curve(seen).length === 19 && phase("paused")(seen));
    expect(curve(log)).toEqual(curve(whole.log).slice(16, 35));
    await loop.suspend();
  },
);

test("Pause ends it where it is", async () => {
  const { loop, log, until } = await openLoop(engine, race, {
    from: { now: from(), earlier: [], wentBack: false },
  });
  loop.oneUpdate(1000);
  await until((seen) => eventsOf(seen, "phase").at(-1)?.phase === "training");
  loop.pause();
  await until(phase("paused"));
  expect(loop.update()).toBeLessThan(50);
  await loop.suspend();
  expect(curve(log)).toEqual(curve(whole.log).slice(16, 16 + curve(log).length));
});
