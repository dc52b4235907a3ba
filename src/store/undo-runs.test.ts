import { expect, test } from "vitest";
import { decode } from "../experiment/link.ts";
import type { Event } from "../trainer/protocol.ts";
import { openRecord, type PutAside } from "./run-record.ts";
import { createUndoRuns } from "./undo-runs.ts";

const { spec } = decode("#1/task.kind=hello&models=gru");
const put = async (id: number): Promise<PutAside> => ({
  ...{ record: await openRecord(id, spec, async () => null), spec, base: spec, worker: 0, snapshot: null },
  preset: { presetId: null, presetStep: 0 },
});

test("the last one comes back first, and the oldest of five is forgotten", async () => {
  const runs = createUndoRuns();
  expect(runs.isEmpty).toBe(true);
  expect(runs.pop()).toBeUndefined();
  for (const id of [1, 2, 3, 4, 5]) runs.push(await put(id));
  const ids = [1, 2, 3, 4].map(() => runs.pop()?.record.id);
  expect(ids).toEqual([5, 4, 3, 2]);
  expect(runs.isEmpty).toBe(true);
});

test("what the worker still says reaches the run that it is of, and no other", async () => {
  const runs = createUndoRuns();
  const [one, other] = [await put(1), await put(2)];
  runs.push(one);
  runs.push(other);
  const changed = { type: "changed", run: 1, update: 8, field: "training.clipNorm", value: 2 } as const;
  runs.late(changed);
  const evaluation = { update: 0, models: [{ loss: 1, metric: 2, solvedAt: null, stuckAt: null }] };
  runs.late({ type: "evaluation", run: 1, ...evaluation } as Event);
  const snapshot = { ...({ format: 1, update: 16, seconds: 1, spec, finished: false } as const), models: [] };
  runs.late({ type: "snapshot", run: 1, snapshot } as Event);
  runs.late({ ...changed, run: 7 });
  const asked = [{ update: 8, field: "training.clipNorm", value: 2 }];
  expect([one.base.changes, one.record.changes]).toEqual([asked, asked]);
  expect(one.record.evaluations).toEqual([evaluation]);
  expect(one.snapshot).toBe(snapshot);
  expect([other.base.changes, other.record.changes, other.snapshot]).toEqual([[], [], null]);
});
