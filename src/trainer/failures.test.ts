import { expect, test } from "vitest";
import { ContextLost } from "../engine/engine.ts";
import { decode } from "../experiment/link.ts";
import { createFailures, type FailuresOptions } from "./failures.ts";
import { createProgress } from "./progress.ts";
import type { Events, Snapshot } from "./protocol.ts";
import type { Emit } from "./run.ts";
import { newRun, type RunMove } from "./run-state.ts";

const { spec } = decode("#1/models=gru,lstm");
const snapshot = (update: number): Snapshot => ({
  format: 1,
  ...{ update, seconds: update / 10, spec, finished: false, models: [] },
});
const list = [snapshot(0), snapshot(16)];
const submitted: RunMove = { type: "submitted", due: { evaluation: false, snapshot: false } };
const infinite = { loss: Number.POSITIVE_INFINITY, applied: false };

/** A run that trained for 20 updates, with snapshots of 0 and 16. */
function trained(options: Partial<FailuresOptions> = {}) {
  const log: string[] = [];
  const events: { type: string; event: unknown }[] = [];
  const write = (what: string) => (value?: unknown) =>
    void log.push(value === undefined ? what : `${what} ${value}`);
  const emit: Emit = (type, event) => {
    log.push(type);
    events.push({ type, event });
  };
  const progress = createProgress(newRun(19, false, "training"), emit);
  progress.step(submitted);
  progress.step({ type: "taken" });
  progress.step(submitted);
  const failures = createFailures({
    ...{ progress, emit, names: ["GRU", "LSTM"] },
    spec: { forgetAfter: write("forget changes after"), record: ({ value }) => write("clip at")(value) },
    pipeline: { discard: async () => write("discard")() },
    metrics: { flush: write("flush"), drop: write("drop") },
    snapshots: {
      before: (update) => list.filter((one) => one.update <= update).at(-1) ?? list[0],
      goBackTo: write("snapshots to"),
      abandon: write("abandon"),
      list: () => list,
    },
    updates: { gradientNorm: (model) => model + 0.5, goBackTo: write("seconds to") },
    evaluator: { goBackTo: ({ update }) => write("judges to")(update) },
    instruments: { forget: write("forget looks") },
    restore: ({ update }) => write("restore")(update),
    ...options,
  });
  const failedWith = () => events.find(({ type }) => type === "failed")?.event as Events["failed"];
  return { failures, progress, log, failedWith };
}

test("a failure drops what is under way, and is told with where it can go back to", async () => {
  const { failures, progress, log, failedWith } = trained();
  failures.fail(21, 1, infinite);
  expect(log).toEqual(["discard", "flush", "failed", "phase"]);
  // At least ten updates back.
  expect(failedWith()).toMatchObject({
    ...{ code: "diverged", update: 21, model: 1, gradientNorm: 1.5, lastGood: 0 },
  });
  expect(progress.run).toMatchObject({ phase: "failed", failedAt: 21, submitted: 20 });
  await failures.dropped();
  expect(failures.dropped()).toBeNull();
});

test("what the engine breaks with meanwhile is told to whoever waits for it, and to nobody else", async () => {
  const gone = new ContextLost();
  const { failures } = trained({ pipeline: { discard: () => Promise.reject(gone) } });
  failures.fail(21, 0, infinite);
  await new Promise((resolve) => setImmediate(resolve));
  await expect(failures.dropped()).rejects.toBe(gone);
});

test("it goes back only when asked, and all of the run with it", () => {
  const { failures, progress, log } = trained();
  failures.fail(27, 0, infinite);
  failures.goBackIfAsked();
  expect(progress.run.phase).toBe("failed");
  log.length = 0;
  progress.step({ type: "rollBack", clipNorm: 0.25 });
  failures.goBackIfAsked();
  expect(log).toEqual([
    "snapshots to 16",
    "restore 16",
    "drop",
    "judges to 16",
    "seconds to 1.6",
    "forget looks",
    "forget changes after 16",
    "rolledBack",
    "clip at 0.25",
    "phase",
  ]);
  expect(progress.run).toMatchObject({ phase: "training", update: 16, submitted: 16, rollBackTo: null });
});

test("without a snapshot nothing goes back", () => {
  const { failures, progress, log } = trained({
    snapshots: {
      before: () => undefined,
      goBackTo: () => undefined,
      abandon: () => undefined,
      list: () => [],
    },
  });
  failures.fail(21, 0, infinite);
  log.length = 0;
  progress.step({ type: "rollBack", clipNorm: 0.25 });
  failures.goBackIfAsked();
  expect([log, progress.run.phase, progress.run.rollBackTo]).toEqual([[], "failed", null]);
});

test("a crash is told once, with the newest snapshot", () => {
  const { failures, progress, log, failedWith } = trained();
  failures.crash(new ContextLost());
  failures.crash(new Error("and another"));
  expect(log).toEqual(["abandon", "discard", "failed"]);
  expect(failedWith()).toMatchObject({ code: "contextLost", update: 20, model: null, lastGood: 16 });
  expect(progress.run.life).toBe("dead");
});
