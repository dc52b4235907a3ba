import { expect, test } from "vitest";
import { isWanted, nextAtRest, nextWork, type Outlook } from "./agenda.ts";
import { newRun, nextRun, type RunMove, type RunState } from "./run-state.ts";

const quiet: Outlook = {
  isPlanReached: () => false,
  isBusy: () => false,
  mayEnd: () => false,
  dueIn: () => 0,
  differs: () => false,
  looks: () => false,
};
const yes = () => true;
const after = (...moves: readonly RunMove[]): RunState =>
  moves.reduce(nextRun, nextRun(newRun(0, false), { type: "started" }));
const none = { evaluation: false, snapshot: false };
const submitted = (due = none): RunMove => ({ type: "submitted", due });
const ready = after();
const training = after({ type: "train", isOver: false });
const failed = nextRun(training, { type: "notApplied", update: 1 });
const closing = nextRun(training, { type: "close" });

test("what belongs to the last update comes first, then gates and looks, then the next update", () => {
  const due = nextRun(training, submitted({ evaluation: true, snapshot: true }));
  const all: Outlook = { ...quiet, differs: yes, looks: yes };
  expect(nextWork(due, all)).toBe("evaluation");
  const evaluated = nextRun(due, { type: "evaluating" });
  expect(nextWork(evaluated, all)).toBe("snapshot");
  const kept = nextRun(evaluated, { type: "keeping" });
  // Gates are held otherwise only once nothing is under way.
  expect(nextWork(kept, all)).toBeNull();
  expect(nextAtRest(kept, all, 1)).toBe("follow");
  expect(nextWork(kept, { ...quiet, looks: yes })).toBe("look");
  expect(nextWork(kept, quiet)).toBe("update");
});

test.each<[string, Partial<Outlook>]>([
  ["all planned updates are submitted", { isPlanReached: yes }],
  ["an evaluation may end the run", { mayEnd: yes }],
  ["the speed that is set does not allow it", { dueIn: () => 12 }],
])("no update is given where %s", (_, outlook) => {
  expect(nextWork(training, { ...quiet, ...outlook })).toBeNull();
});

test("a single update waits for all others, whatever speed is set, and nobody gives one unasked", () => {
  const single = after({ type: "oneUpdate" });
  expect(nextWork(single, { ...quiet, dueIn: () => 12 })).toBe("update");
  expect(nextWork(single, { ...quiet, isBusy: yes })).toBeNull();
  expect(nextWork(ready, quiet)).toBeNull();
});

test("a failed run is not looked at, and one that closes only ends what belongs to its last update", () => {
  const all: Outlook = { ...quiet, differs: yes, looks: yes };
  expect(nextWork(failed, all)).toBeNull();
  expect([nextAtRest(failed, all, -1), isWanted(failed, all)]).toEqual(["stop", false]);
  expect(nextWork(closing, all)).toBeNull();
  const due = nextRun(nextRun(training, submitted({ evaluation: true, snapshot: true })), { type: "close" });
  expect(nextWork(due, all)).toBe("evaluation");
  expect(nextWork(nextRun(due, { type: "evaluating" }), all)).toBeNull();
  expect(nextAtRest(closing, all, -1)).toBe("stop");
});

test("at rest a training run waits or ends, and another one keeps its weights once", () => {
  expect(nextAtRest(training, quiet, 0)).toBe("wait");
  expect(nextAtRest(training, { ...quiet, isPlanReached: yes }, 0)).toBe("finish");
  expect([nextAtRest(ready, quiet, -1), nextAtRest(ready, quiet, 0)]).toEqual(["keep", "stop"]);
});

test("a run that stopped is wanted again by whoever trains, looks or goes back", () => {
  expect([ready, training, after({ type: "oneUpdate" })].map((run) => isWanted(run, quiet))).toEqual([
    false,
    true,
    true,
  ]);
  expect(isWanted(ready, { ...quiet, looks: yes })).toBe(true);
  expect(isWanted(nextRun(failed, { type: "rollBack", clipNorm: 1 }), quiet)).toBe(true);
});
