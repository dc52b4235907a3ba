import { expect, test } from "vitest";
import type { UpdateTelemetry } from "../engine/engine.ts";
import type { CountedTelemetry } from "../engine/racers.ts";
import { decode } from "../experiment/link.ts";
import { rngFrom } from "../lib/rng.ts";
import { trainingBatch } from "./batches.ts";
import { createLiveSpec } from "./live-spec.ts";
import { createPipeline } from "./pipeline.ts";
import { createProgress } from "./progress.ts";
import type { Emit } from "./run.ts";
import { newRun } from "./run-state.ts";
import { createUpdates, type UpdatesOptions } from "./updates.ts";

const applied: UpdateTelemetry = {
  ...{ loss: 1, gradientNorm: 2, clippedNorm: 2, applied: true },
  parameterNorms: new Float32Array(1),
  profiles: [],
};
const counted: CountedTelemetry = { loss: 3, applied: true };
const task: UpdatesOptions["task"] = {
  sample: (rng) => ({
    x: Float32Array.of(rng.normal()),
    y: Float32Array.of(rng.normal()),
    weight: Float32Array.of(1),
  }),
};

/** A race of a network and a model that counts, on an engine that computes at once and takes 250 ms by the clock. */
function running(hash = "#1/training.batchSize=3", options: Partial<UpdatesOptions> = {}) {
  const log: string[] = [];
  const given: Parameters<UpdatesOptions["racers"]["update"]>[] = [];
  let time = 0;
  const root = rngFrom(7);
  const emit: Emit = (type, event) => log.push(`${type} ${JSON.stringify(event)}`);
  const progress = createProgress(newRun(0, false, "training"), emit);
  const pipeline = createPipeline(() => time);
  const updates = createUpdates({
    ...{ progress, task, root, pipeline, seed: 7, seconds: 10, now: () => time },
    spec: createLiveSpec(decode(hash).spec, 0, ({ field }) => log.push(`changed ${field}`)),
    racers: {
      update: async (...want) => {
        given.push(want);
        time += 250;
        return [applied, counted];
      },
    },
    inFlight: { note: (ms) => ms },
    speedLimit: { beat: (speed) => log.push(`beat ${speed}`) },
    metrics: {
      append: (update, results) => log.push(`append ${update} ${results.map(({ loss }) => loss)}`),
      isDue: () => false,
      flush: () => log.push("flush"),
    },
    snapshots: { due: (update) => update === 16 },
    fail: (update, model) => log.push(`fail ${update} ${model}`),
    ...options,
  });
  const take = async () => {
    await pipeline.ready();
    pipeline.takeReady();
  };
  return { updates, progress, log, given, root, take };
}

test("an update has the batch, the random key and the settings of its number", async () => {
  const { updates, given, root, take } = running(
    "#1/training.batchSize=3&training.clipNorm=2&changes=1:training.clipNorm:0.5",
  );
  updates.submit();
  await take();
  updates.wantProfiles(false);
  updates.submit();
  expect(given.map(([batch]) => batch)).toEqual([1, 2].map((update) => trainingBatch(task, root, update, 3)));
  expect(given.map(([, { clipNorm, randomKey }, want]) => [clipNorm, randomKey, want])).toEqual([
    [2, { seed: 7, update: 1 }, { profiles: true }],
    [0.5, { seed: 7, update: 2 }, { profiles: false }],
  ]);
});

test("what is to follow an update: an evaluation after each twentieth, and snapshots as they are due", async () => {
  const { updates, progress } = running();
  const due = Array.from({ length: 20 }, () => {
    updates.submit();
    return progress.run.due;
  });
  const places = (what: keyof (typeof due)[number]) => due.flatMap((one, n) => (one[what] ? [n + 1] : []));
  expect([places("evaluation"), places("snapshot")]).toEqual([[20], [16]]);
  expect([progress.run.submitted, progress.run.update]).toEqual([20, 0]);
});

test("a result is counted, timed, and told once a frame; changes of its update are told before it", async () => {
  const { updates, progress, log, take } = running("#1/changes=0:training.clipNorm:0.5");
  updates.submit();
  expect(log).toEqual(["beat max"]);
  await take();
  expect(log.slice(1)).toEqual(["changed training.clipNorm", "append 1 1,3"]);
  expect(progress.run.update).toBe(1);
  expect(updates.seconds).toBe(10.25);
  expect([0, 1, 2].map(updates.gradientNorm)).toEqual([2, null, null]);
  updates.goBackTo(4);
  expect(updates.seconds).toBe(4);
});

test("a pause takes hold with the last update under way, which is told at once", async () => {
  const { updates, progress, log, take } = running();
  updates.submit();
  updates.submit();
  progress.step({ type: "pause" });
  updates.restIfDone();
  await take();
  expect(progress.run.phase).toBe("training");
  await take();
  expect(progress.run.phase).toBe("paused");
  expect(log.slice(-3)).toEqual([
    "append 2 1,3",
    "flush",
    `phase ${JSON.stringify({ phase: "paused", update: 2, reason: null })}`,
  ]);
});

test("an update that one model did not apply counts for none", async () => {
  const { updates, progress, log, take } = running(undefined, {
    racers: { update: async () => [applied, { loss: Number.NaN, applied: false }] },
  });
  updates.submit();
  await take();
  expect(log).toEqual(["beat max", "fail 1 1"]);
  expect([progress.run.update, updates.seconds, updates.gradientNorm(0)]).toEqual([0, 10, null]);
});
