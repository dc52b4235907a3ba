import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import { decode } from "../experiment/link.ts";
import { networksOf } from "../model/counted.ts";
import type { Snapshot } from "../trainer/protocol.ts";
import { createMomentSaving, type MomentSavingOptions, planOf } from "./moment-saving.ts";
import { type MomentFiles, momentFiles } from "./moments-database.ts";
import { openRecord, type RunRecord, truncateRecord } from "./run-record.ts";

const { spec } = decode("#1/task.kind=hello&models=gru&models.0.units=3");
const open = () => openRecord(1, spec, () => Promise.reject(new Error("no asset is needed")));

function snapshot(record: RunRecord, update: number, value = update): Snapshot {
  const weights = (fill: number) =>
    new Map(
      networksOf(record.plans).flatMap(({ params }) =>
        params.map(({ path, size }) => [path, new Float32Array(size).fill(fill)]),
      ),
    );
  const state = { updates: update, weights: weights(value), slots: { m: weights(0.5), v: weights(0.25) } };
  return { format: 1, update, seconds: update, spec, finished: false, models: [{ state, judge: [] }] };
}

const updates = (record: RunRecord) => record.moments.list().map(({ update }) => update);
const written = async (id: string) => (await momentFiles.of(id)).map(({ update }) => update);
const full = () => new DOMException("The quota has been exceeded.", "QuotaExceededError");

/** Saving over a fake of the browser's database, and what it writes. */
function desk(options: Partial<MomentSavingOptions> = {}) {
  const puts: number[] = [];
  const onRefused = vi.fn();
  const { put, ...rest } = options.files ?? momentFiles;
  const files: MomentFiles = {
    ...rest,
    put: async (run, update, file) => {
      await put(run, update, file);
      puts.push(update);
    },
  };
  const saving = createMomentSaving({
    ...{ keptRuns: async () => [], estimate: async () => null, onRefused },
    ...options,
    files,
  });
  return { saving, puts, onRefused };
}

beforeEach(async () => {
  // Idle callbacks are a fifth of a second late where there are none.
  vi.stubGlobal("requestIdleCallback", (call: () => void) => setTimeout(call));
  for (const run of await momentFiles.runs()) await momentFiles.forget(run);
  return () => vi.unstubAllGlobals();
});

test("moments are written once each, and come back as they were", async () => {
  const { saving, puts } = desk();
  const record = await open();
  for (const update of [0, 16, 32]) record.moments.add(snapshot(record, update));
  await saving.follow(record, "a", false);
  record.moments.add(snapshot(record, 48));
  await saving.follow(record, "a", true);
  expect(puts).toEqual([0, 16, 32, 48]);

  const { saving: later, puts: again } = desk();
  const next = await open();
  next.update = 48;
  await later.restore(next, "a");
  expect(next.moments.list()).toEqual(record.moments.list());
  // What came back is not written again; what comes after it is.
  next.moments.add(snapshot(next, 64));
  await later.follow(next, "a", false);
  expect(again).toEqual([64]);
});

test("what the page forgot is removed, and a moment that another took the place of is written again", async () => {
  const { saving, puts } = desk();
  const record = await open();
  for (const update of [0, 16, 32, 48]) record.moments.add(snapshot(record, update));
  await saving.follow(record, "a", false);
  record.moments.goBackTo(16);
  record.moments.add(snapshot(record, 32, 7));
  await saving.follow(record, "a", false);
  expect(await written("a")).toEqual([0, 16, 32]);
  expect(puts).toEqual([0, 16, 32, 48, 32]);
  const next = await open();
  next.update = 32;
  await desk().saving.restore(next, "a");
  expect(next.moments.nearest(32)).toEqual(snapshot(record, 32, 7));
});

test("moments after the weights that a run goes on from, and damaged ones, do not come back", async () => {
  const record = await open();
  for (const update of [0, 16, 32]) record.moments.add(snapshot(record, update));
  await desk().saving.follow(record, "a", false);
  await momentFiles.put("a", 16, new Uint8Array([1, 2, 3]));
  const next = await open();
  next.update = 20;
  const { saving, puts } = desk();
  await saving.restore(next, "a");
  expect(updates(next)).toEqual([0]);
  // The run makes its own of that update, which takes the place of what is there.
  for (const update of [16, 32]) next.moments.add(snapshot(next, update, 9));
  await saving.follow(next, "a", false);
  expect(puts).toEqual([16, 32]);
});

test("a run that went back meanwhile gets back only what came before that", async () => {
  const record = await open();
  for (const update of [0, 16, 32]) record.moments.add(snapshot(record, update));
  await desk().saving.follow(record, "a", false);
  const next = await open();
  next.update = 40;
  const restored = desk().saving.restore(next, "a");
  truncateRecord(next, 16);
  next.update = 40;
  await restored;
  expect(updates(next)).toEqual([0, 16]);
});

test("where the browser has little room, fewer are written, evenly spread", async () => {
  const record = await open();
  for (let update = 0; update <= 320; update += 16) record.moments.add(snapshot(record, update));
  const { saving } = desk({ estimate: async () => ({ quota: 240_000, usage: 0 }) });
  await saving.follow(record, "a", false);
  await saving.follow(record, "a", false);
  const kept = await momentFiles.of("a");
  expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(60_000);
  expect(kept.length).toBeGreaterThan(4);
  expect([kept[0]?.update, kept.at(-1)?.update]).toEqual([0, 320]);
  const gaps = kept.slice(1).map(({ update }, k) => update - (kept[k]?.update ?? 0));
  expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThanOrEqual(4);
  // The page itself has all of them.
  expect(updates(record)).toHaveLength(21);
});

test("on a full disk moments of other runs go, then it is told once and the run keeps what it has", async () => {
  const record = await open();
  for (const update of [0, 16, 32]) record.moments.add(snapshot(record, update));
  await momentFiles.put("other", 0, new Uint8Array(9));
  const clock = { now: 0 };
  const isOther = async () => (await momentFiles.runs()).includes("other");
  let most = 2;
  const files: MomentFiles = {
    ...momentFiles,
    put: async (run, update, file) => {
      if ((await isOther()) || (await momentFiles.of(run)).length >= most) throw full();
      await momentFiles.put(run, update, file);
    },
  };
  const { saving, onRefused, puts } = desk({ files, keptRuns: async () => ["other"], now: () => clock.now });
  await saving.follow(record, "a", false);
  expect(await isOther()).toBe(false);
  expect(puts).toEqual([0, 16]);
  expect(onRefused).toHaveBeenCalledTimes(1);
  record.moments.add(snapshot(record, 48));
  await saving.follow(record, "a", false);
  expect(puts).toEqual([0, 16]);
  // A minute later somebody may have made room.
  [clock.now, most] = [60_000, 99];
  await saving.follow(record, "a", false);
  expect((await written("a")).at(-1)).toBe(48);
  expect(onRefused).toHaveBeenCalledTimes(1);
  expect(updates(record)).toEqual([0, 16, 32, 48]);
});

test("a run that needs the room gets it from the moments: those of others, then half of its own", async () => {
  const record = await open();
  for (let update = 0; update <= 128; update += 16) record.moments.add(snapshot(record, update));
  const { saving } = desk();
  await saving.follow(record, "a", false);
  await momentFiles.put("other", 0, new Uint8Array(9));
  expect(await saving.makeRoom("a")).toBe(true);
  expect(await momentFiles.runs()).toEqual(["a"]);
  expect(await saving.makeRoom("a")).toBe(true);
  expect((await written("a")).length).toBeLessThanOrEqual(5);
  await saving.follow(record, "a", false);
  expect((await written("a")).length).toBeLessThanOrEqual(5);
});

test("moments of runs that are kept no more, and of all but the newest, are forgotten", async () => {
  for (const run of ["gone", "r1", "r2", "r3", "r4"]) await momentFiles.put(run, 0, new Uint8Array(9));
  const record = await open();
  record.moments.add(snapshot(record, 0));
  const { saving } = desk({ keptRuns: async () => ["r1", "r2", "r3", "r4", "a"] });
  await saving.follow(record, "a", false);
  expect(await momentFiles.runs()).toEqual(["a", "r2", "r3", "r4"]);
});

test("a plan removes and adds nothing where all is written", async () => {
  const record = await open();
  const all = [0, 16].map((update) => snapshot(record, update));
  const mirror = {
    written: all.map((one) => ({ update: one.update, bytes: 100, snapshot: one })),
    considered: new WeakSet<Snapshot>(),
  };
  expect(planOf(all, mirror, 1e6, 0)).toEqual({ gone: [], added: [] });
  expect(planOf(all.slice(0, 1), mirror, 1e6, 0)).toEqual({ gone: [16], added: [] });
});
