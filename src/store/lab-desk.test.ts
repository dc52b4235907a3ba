import { expect, test, vi } from "vitest";
import { decode } from "../experiment/link.ts";
import type { Lab } from "../lab/lab.ts";
import type { LabCommand, LabEvent } from "../lab/protocol.ts";
import { phrase } from "../lib/phrase.ts";
import { createLabDesk } from "./lab-desk.ts";
import type { KeptLab, KeptLabs } from "./labs-database.ts";

const lab: Lab = {
  base: decode("#1/models=simple,lstm&training.updates=20").spec,
  axes: [],
  seeds: [1, 2, 3],
};

/** A desk whose workers answer when they are told to. */
function desk({ cores = 2, kept = new Map<string, KeptLab>(), isForbidden = false } = {}) {
  const workers: { commands: LabCommand[]; say(event: LabEvent): void; crash(): void; isOver: boolean }[] =
    [];
  let isTraining = false;
  const clock = { now: 1000 };
  const refuse = () => {
    if (isForbidden) throw new DOMException("no room", "QuotaExceededError");
  };
  const labs: KeptLabs = {
    put: async (one) => {
      refuse();
      kept.set(one.id, structuredClone(one));
    },
    newest: async () => {
      refuse();
      return [...kept.values()].toSorted((a, b) => a.savedAt - b.savedAt).at(-1) ?? null;
    },
    remove: async (id) => {
      refuse();
      kept.delete(id);
    },
  };
  const own = createLabDesk({
    ...{ assetBase: "base/", cores, kept: labs, now: () => clock.now },
    isTraining: () => isTraining,
    openClient: (onEvent, onCrash) => {
      const worker = {
        ...{ commands: [] as LabCommand[], isOver: false, say: onEvent },
        crash: () => onCrash(phrase`it broke`),
      };
      workers.push(worker);
      return {
        send: (command) => void worker.commands.push(command),
        end: () => {
          worker.isOver = true;
        },
      };
    },
  });
  /** The worker's run is over. */
  const answer = (w: number, variant = "WASM SIMD") => {
    clock.now += 1000;
    const job = workers[w]?.commands.at(-1)?.job ?? -1;
    const result = {
      solvedAt: job,
      updates: 20,
      evaluations: [{ update: 20, loss: job, metric: 1 }],
      failed: null,
    };
    workers[w]?.say({ type: "result", job, result, variant, milliseconds: 5 });
  };
  const open = () => own.state.getState().open;
  const done = () => (open()?.results ?? []).flatMap((result, job) => (result ? [job] : []));
  const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
  return {
    ...{ own, workers, kept, answer, open, done, settled },
    train: (is: boolean) => {
      isTraining = is;
    },
  };
}

test("runs are given to all cores until all are over", async () => {
  const { own, workers, answer, open, done, settled, kept } = desk();
  own.start(lab);
  expect(workers.map(({ commands }) => commands.map(({ job }) => job))).toEqual([[0], [1]]);
  expect(workers[0]?.commands[0]).toMatchObject({ assetBase: "base/", spec: { training: { seed: 1 } } });
  expect(open()).toMatchObject({ phase: "running", cores: 2, variant: null, secondsLeft: null });
  answer(1);
  expect(workers[1]?.commands.map(({ job }) => job)).toEqual([1, 2]);
  // One run a second, and five to go.
  expect(open()).toMatchObject({ variant: "WASM SIMD", secondsLeft: 5 });
  for (const w of [0, 1, 0, 1, 0]) answer(w);
  expect(done()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(open()).toMatchObject({ phase: "finished", cores: 0 });
  expect(workers.every(({ isOver }) => isOver)).toBe(true);
  await settled();
  expect([...kept.values()][0]).toMatchObject({ lab: "seeds=1-3", variant: "WASM SIMD" });
});

test("a lab that was closed goes on where it was, with the runs that are missing", async () => {
  const first = desk();
  first.own.start(lab);
  first.answer(0);
  first.answer(1);
  first.own.pause();
  expect(first.workers.every(({ isOver }) => isOver)).toBe(true);
  // What was under way is not taken any more.
  first.answer(0);
  expect(first.done()).toEqual([0, 1]);
  await first.settled();
  const second = desk({ kept: first.kept });
  await second.own.restore();
  expect(second.open()).toMatchObject({ id: first.open()?.id, phase: "paused", lab });
  expect(second.done()).toEqual([0, 1]);
  expect(second.workers).toEqual([]);
  second.own.resume();
  expect(second.workers.map(({ commands }) => commands.map(({ job }) => job))).toEqual([[2], [3]]);
  for (const w of [0, 1, 0, 1]) second.answer(w);
  expect(second.open()?.phase).toBe("finished");
  expect(second.open()?.results).toEqual(
    second.open()?.jobs.map(({ index }) => expect.objectContaining({ solvedAt: index })),
  );
});

test("a run that trains on the page has a core of its own", () => {
  vi.useFakeTimers();
  const { own, workers, answer, train, open } = desk({ cores: 3 });
  own.start(lab);
  train(true);
  answer(2);
  expect(open()?.cores).toBe(2);
  expect(workers[2]?.commands).toHaveLength(1);
  answer(1);
  expect(workers[1]?.commands).toHaveLength(2);
  train(false);
  vi.advanceTimersByTime(1000);
  expect(workers[2]?.commands).toHaveLength(2);
  expect(open()?.cores).toBe(3);
  own.dispose();
  vi.useRealTimers();
});

test("what goes wrong stops the lab, and says what it was", async () => {
  const failing = desk();
  failing.own.start(lab);
  failing.workers[0]?.say({ type: "failed", job: 0, why: "no data" });
  expect(failing.open()).toMatchObject({ phase: "paused", problem: "no data" });
  failing.own.resume();
  expect(failing.open()).toMatchObject({ phase: "running", problem: null });
  failing.workers[2]?.crash();
  expect(failing.open()?.phase).toBe("paused");
  expect(JSON.stringify(failing.open()?.problem)).toContain("it broke");

  const other = desk();
  other.own.start(lab);
  other.answer(0, "WASM SIMD");
  other.answer(1, "WASM relaxed SIMD");
  expect(other.done()).toEqual([0]);
  expect(JSON.stringify(other.open()?.problem)).toContain("relaxed");

  const forbidden = desk({ isForbidden: true });
  await forbidden.own.restore();
  expect(forbidden.own.state.getState()).toMatchObject({ isRead: true, open: null });
  forbidden.own.start(lab);
  forbidden.answer(0);
  await forbidden.settled();
  expect(forbidden.own.state.getState().isUnkept).toBe(true);
  expect(forbidden.done()).toEqual([0]);
});

test("a lab that was forgotten comes back", async () => {
  const { own, answer, open, settled, kept, done } = desk();
  own.start(lab);
  answer(0);
  const before = open();
  own.drop();
  await settled();
  expect([open(), kept.size]).toEqual([null, 0]);
  if (before) own.putBack(before);
  expect([open()?.phase, done()]).toEqual(["paused", [0]]);
  await settled();
  expect(kept.size).toBe(1);
});
