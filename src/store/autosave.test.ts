import { inEnglish } from "../lib/phrase.ts";
import { networksOf } from "../model/counted.ts";
import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { decode } from "../experiment/link.ts";
import type { Snapshot } from "../trainer/protocol.ts";
import { readSnapshot } from "../trainer/snapshot-file.ts";
import { createAutosave, saveEvery } from "./autosave.ts";
import type { KeptRun } from "./database.ts";
import { createKeptRuns, enginesOf, identityOf, keptForMs, mostKept } from "./kept-runs.ts";
import type { RunToKeep } from "./run-entry.ts";
import { openRecord, type RunRecord, recordMetrics } from "./run-record.ts";
import { readRecord } from "./written-record.ts";

const hash = "#1/task.kind=hello&models=gru&models.0.units=3&changes=9:training.clipNorm:0.5";
const { spec } = decode(hash);
const noAsset = () => Promise.reject(new Error("no asset is needed"));
const open = () => openRecord(1, spec, noAsset);

/** Updates up to `last`, whose loss is their number. */
function train(record: RunRecord, last: number): void {
  const column = Float32Array.from({ length: last - record.update }, (_, n) => record.update + n + 1);
  recordMetrics(record, {
    first: record.update + 1,
    count: column.length,
    seconds: last,
    tensors: 0,
    models: networksOf(record.plans).map(({ params }) => ({
      loss: column,
      gradientNorm: column,
      clippedNorm: column,
      parameterNorms: new Float32Array(column.length * params.length),
    })),
    profiles: [],
  });
}

function snapshot(record: RunRecord, update: number): Snapshot {
  const weights = (value: number) =>
    new Map(
      networksOf(record.plans).flatMap(({ params }) =>
        params.map(({ path, size }) => [path, new Float32Array(size).fill(value)]),
      ),
    );
  const state = { updates: update, weights: weights(update), slots: { m: weights(0.5), v: weights(0.25) } };
  return {
    ...{ format: 1, update, seconds: update, spec, finished: false },
    models: [{ state, judge: [] }],
  };
}

/** An autosave over a fake of the browser's database, a clock, and what was refused. */
async function desk() {
  const clock = { now: Date.now() };
  const runs = createKeptRuns(() => clock.now);
  for (const id of await runs.of(identityOf(spec))) await runs.remove(id);
  const puts: KeptRun[] = [];
  const taken: string[] = [];
  let refusals = 0;
  const unwritable: string[] = [];
  let fail: ((attempt: number) => Error | null) | null = null;
  let attempts = 0;
  const autosave = createAutosave({
    runs: {
      ...runs,
      put: async (run) => {
        const error = fail?.(++attempts);
        if (error) throw error;
        puts.push(run);
        await runs.put(run);
      },
    },
    tabLock: {
      take: async (id) => taken.push(id) > 0,
      free: async (ids) => ids,
      dispose: () => undefined,
    },
    onRefused: () => refusals++,
    onUnwritable: (reason) => unwritable.push(inEnglish(reason)),
    now: () => clock.now,
  });
  // Loaded with the first write, which a busy machine would have to wait for.
  await import("./run-entry.ts");
  const record = await open();
  const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
  const at = (update: number, isTraining = true): RunToKeep => {
    if (update > record.update) train(record, update);
    return { record, snapshot: snapshot(record, update), spec, first: null, isTraining };
  };
  return {
    ...{ clock, runs, puts, taken, autosave, record, at, settled },
    refusals: () => refusals,
    unwritable,
    failWith: (next: typeof fail) => {
      fail = next;
    },
  };
}

test("a run that trains is written every few seconds, and at once where it rests", async () => {
  const { clock, autosave, puts, taken, at, settled } = await desk();
  for (let second = 0; second < 12; second += 0.5) {
    autosave.keep(at(16 + 2 * second), "soon");
    await settled();
    clock.now += 500;
  }
  expect(puts.map(({ update }) => update)).toEqual([16, 22, 28, 34]);
  autosave.keep(at(40, false), "now");
  autosave.keep(at(40, false), "now");
  await settled();
  expect(puts.slice(4).map(({ update, state }) => [update, state])).toEqual([[40, "resting"]]);
  expect(new Set(puts.map(({ id }) => id))).toEqual(new Set(taken));
  expect(new Set(taken).size).toBe(1);
  expect(saveEvery).toBeLessThan(5_000);
});

test("what is kept is the run: weights, slots, curves, and changes", async () => {
  const { autosave, runs, record, at, settled } = await desk();
  record.changes.push({ update: 9, field: "training.clipNorm", value: 0.5 });
  autosave.keep(at(20), "now");
  await settled();
  const [id = ""] = await runs.of(identityOf(spec));
  const kept = await runs.get(id);
  if (!kept) throw new Error("nothing was kept");
  const read = await readSnapshot(kept.file, async () => record.plans);
  expect(read).toEqual({ ok: true, snapshot: snapshot(record, 20) });
  const again = await open();
  readRecord(again, kept.record);
  expect(again.models).toEqual(record.models);
  expect([again.changes, again.update]).toEqual([record.changes, 20]);
  train(again, 30);
  expect(again.models[0]?.loss.at(30)).toBe(30);
});

test("a kept run remembers the engine of each model; one from before, or of one engine, has one for all", async () => {
  const { autosave, runs, record, at, settled } = await desk();
  const keptAt = async (update: number) => {
    autosave.keep(at(update), "now");
    await settled();
    const kept = await runs.get((await runs.of(identityOf(spec)))[0] ?? "");
    if (!kept) throw new Error("nothing was kept");
    return kept;
  };
  record.engines = ["wasm", "wasm"];
  const one = await keptAt(20);
  expect([one.engine, "engines" in one, enginesOf(one, 2)]).toEqual(["wasm", false, ["wasm", "wasm"]]);
  record.engines = ["wasm", "reference"];
  const two = await keptAt(30);
  expect([two.engine, enginesOf(two, 2)]).toEqual(["wasm", ["wasm", "reference"]]);
  expect(enginesOf({ ...two, engine: null, engines: undefined } as never, 2)).toBeNull();
  await runs.put({ ...two, engines: ["wasm", "abacus"] as never });
  expect(await runs.get(two.id)).toBeNull();
});

test("a run that cannot be written is no fault of the browser's, and told once in its own words", async () => {
  const { autosave, at, settled, refusals, unwritable, record } = await desk();
  const changes = Array.from({ length: 65 }, (_, update) => ({ update, field: "view.probe", value: 1 }));
  for (const update of [70, 80]) {
    const { snapshot: whole, ...rest } = at(update, false);
    autosave.keep({ ...rest, snapshot: { ...whole, spec: { ...whole.spec, changes } } }, "now");
    await settled();
  }
  expect(refusals()).toBe(0);
  expect(unwritable).toEqual([expect.stringMatching(/65 changes.*only the first 64 were read/)]);
  autosave.keep({ ...at(90, false), record }, "now");
});

test("storage that is forbidden is told once, and asked again a minute later", async () => {
  const { clock, autosave, puts, at, settled, refusals, failWith } = await desk();
  failWith(() => new DOMException("The operation is insecure.", "SecurityError"));
  for (let k = 1; k <= 30; k++) {
    autosave.keep(at(k), "now");
    await settled();
    clock.now += 1_000;
  }
  expect(refusals()).toBe(1);
  failWith(null);
  clock.now += 60_000;
  autosave.keep(at(31), "soon");
  await settled();
  expect(puts.map(({ update }) => update)).toEqual([31]);
  expect(refusals()).toBe(1);
});

test("a run that rests is tried again too, once a minute has passed", async () => {
  const { clock, autosave, puts, at, settled, failWith } = await desk();
  failWith(() => new DOMException("The operation is insecure.", "SecurityError"));
  autosave.keep(at(16, false), "now");
  await settled();
  failWith(null);
  clock.now += 61_000;
  autosave.keep(at(16, false), "now");
  await settled();
  expect(puts.map(({ update }) => update)).toEqual([16]);
});

test("a run that Undo brought back is the newest again", async () => {
  const { clock, autosave, runs, at, settled } = await desk();
  const first = at(40, false);
  autosave.keep(first, "now");
  await settled();
  clock.now += 1_000;
  const other = await open();
  train(other, 20);
  autosave.keep({ ...first, record: other, snapshot: snapshot(other, 20) }, "now");
  await settled();
  clock.now += 1_000;
  autosave.keep(first, "now");
  await settled();
  const [id = ""] = await runs.of(identityOf(spec));
  expect((await runs.get(id))?.update).toBe(40);
});

test("a fork is kept with the entry of its first run, as long as that is drawn", async () => {
  const { autosave, puts, record, at, settled } = await desk();
  const run = at(40, false);
  autosave.keep(run, "now");
  const fork = await open();
  train(fork, 20);
  fork.forkedFrom = { run: record.id, update: 16 };
  const keep = async (first: RunToKeep["first"], update: number) => {
    autosave.keep({ ...run, record: fork, first, snapshot: snapshot(fork, update) }, "now");
    await settled();
  };
  await keep(record, 20);
  expect(puts.map(({ forkedFrom }) => forkedFrom)).toEqual([undefined, { id: puts[0]?.id, update: 16 }]);
  await keep(null, 18);
  expect(puts.at(-1)?.forkedFrom).toBeUndefined();
});

test("on a full disk the oldest run makes room", async () => {
  const { clock, autosave, runs, puts, at, settled, refusals, failWith } = await desk();
  autosave.keep(at(16), "now");
  await settled();
  const old = { ...(puts[0] as KeptRun), id: "old", savedAt: clock.now - 1_000 };
  await runs.put(old);
  failWith((attempt) => (attempt === 1 ? new DOMException("Full.", "QuotaExceededError") : null));
  clock.now += saveEvery;
  autosave.keep(at(32), "soon");
  await settled();
  expect(await runs.get("old")).toBeNull();
  expect((await runs.get((puts[0] as KeptRun).id))?.update).toBe(32);
  expect(refusals()).toBe(0);
});

test("two weeks and a dozen runs are kept, the newest first", async () => {
  const { clock, autosave, runs, puts, at, settled } = await desk();
  autosave.keep(at(16), "now");
  await settled();
  const [own] = puts as [KeptRun];
  await runs.put({ ...own, id: "ancient", savedAt: clock.now - keptForMs - 1 });
  for (let k = 0; k < mostKept; k++) await runs.put({ ...own, id: `run ${k}`, savedAt: clock.now + 1 + k });
  await runs.put({ ...own, id: "elsewhere", experiment: "#1/another", savedAt: clock.now + 100 });
  const ids = await runs.of(own.experiment);
  expect(ids).toEqual(Array.from({ length: mostKept - 1 }, (_, k) => `run ${mostKept - 1 - k}`));
  expect([await runs.get("ancient"), await runs.get(own.id)]).toEqual([null, null]);
  await runs.remove("elsewhere");
});

test("an experiment is the same whatever moves no weight and was changed on the way", () => {
  const same = [
    "#1/task.kind=hello&models=gru&models.0.units=3",
    "#1/task.kind=hello&models=gru&models.0.units=3&view.probe=3&training.updates=50&training.speed=5",
    "#1/task.kind=hello&models=gru&models.0.units=3&training.stopWhenSolved=on&changes=3:optimizer.learningRate:0.5",
  ];
  for (const link of same) expect(identityOf(decode(link).spec)).toBe(identityOf(spec));
  for (const other of ["&training.seed=8", "&optimizer.learningRate=0.5", "&training.engine=wasm"])
    expect(identityOf(decode(hash + other).spec)).not.toBe(identityOf(spec));
});
