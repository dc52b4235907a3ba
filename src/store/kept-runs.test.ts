import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { type KeptRun, keptFormat } from "./database.ts";
import {
  createKeptRuns,
  idByHand,
  isByHand,
  keptForMs,
  longestName,
  mostKept,
  openNext,
} from "./kept-runs.ts";

const entry = (id: string, savedAt: number, more: Partial<KeptRun> = {}): KeptRun => ({
  ...{ id, experiment: "#1/", format: keptFormat, update: 1, savedAt, state: "resting", engine: "wasm" },
  ...{ file: new Uint8Array(0), record: {} as KeptRun["record"] },
  ...more,
});

test("runs that are kept by hand outlive their number and their age, and are listed with the others", async () => {
  let now = 1000;
  const runs = createKeptRuns(() => now);
  const own = entry(idByHand(), 1, { name: "the first" });
  await runs.put(own);
  for (let k = 0; k < mostKept + 3; k++) await runs.put(entry(`run ${k}`, 10 + k));
  expect(isByHand(own)).toBe(true);
  const ids = await runs.of("#1/");
  expect(ids).toHaveLength(mostKept + 1);
  expect([ids[0], ids.at(-1)]).toEqual([`run ${mostKept + 2}`, own.id]);
  expect(await runs.count()).toBe(mostKept + 1);
  expect((await runs.newest(2)).map(({ id }) => id)).toEqual([`run ${mostKept + 2}`, `run ${mostKept + 1}`]);
  expect((await runs.newest(99)).at(-1)).toMatchObject({ id: own.id, name: "the first" });

  // Somebody opens it from the list: it is offered before newer ones.
  openNext(own.id);
  expect((await runs.of("#1/"))[0]).toBe(own.id);
  openNext("nobody");
  expect((await runs.of("#1/"))[0]).not.toBe(own.id);

  now = 1000 + keptForMs;
  expect(await runs.of("#1/")).toEqual([own.id]);
  // A full disk does not take it either.
  expect(await runs.dropOldest("none")).toBe(false);
  // What no page of ours has written is left out.
  await runs.put(entry(idByHand(), 5, { name: "x".repeat(longestName + 1) }));
  await runs.put(entry(idByHand(), 6, { forkedFrom: { id: "a", update: -1 } }));
  expect((await runs.newest(99)).map(({ id }) => id)).toEqual([own.id]);
  await runs.remove(own.id);
  expect(await runs.newest(99)).toEqual([]);
});
