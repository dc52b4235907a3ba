import fc from "fast-check";
import { expect, test } from "vitest";
import { isComingToRest, movablePhase, newRun, nextRun, type RunMove, type RunState } from "./run-state.ts";

const after = (run: RunState, ...moves: readonly RunMove[]): RunState => moves.reduce(nextRun, run);
const none = { evaluation: false, snapshot: false };
const submitted: RunMove = { type: "submitted", due: none };
const train: RunMove = { type: "train", isOver: false };
const ready = after(newRun(0, false), { type: "started" });

test("a run starts as what it is: untrained, in the middle, or at its end", () => {
  expect(ready.phase).toBe("ready");
  expect(after(newRun(7, false), { type: "started" }).phase).toBe("paused");
  expect(after(newRun(7, true), { type: "started" }).phase).toBe("finished");
  expect([newRun(0, false).begun, newRun(7, false).begun]).toEqual([false, true]);
});

test("a pause takes hold when the last update is in, and what was asked of single updates is forgotten", () => {
  const running = after(ready, train, submitted, submitted, { type: "taken" });
  expect([running.update, running.submitted, isComingToRest(running)]).toEqual([1, 2, false]);
  const pausing = after(running, { type: "pause" });
  expect([pausing.phase, isComingToRest(pausing)]).toEqual(["training", true]);
  expect(after(pausing, { type: "taken" }, { type: "rested" }).phase).toBe("paused");
});

test("single updates are counted off as they are submitted, and are nothing beside training", () => {
  const two = after(ready, { type: "oneUpdate" }, { type: "oneUpdate" });
  expect([two.singles, two.phase]).toEqual([2, "training"]);
  expect(after(two, submitted).singles).toBe(1);
  expect(isComingToRest(after(two, submitted, submitted))).toBe(true);
  const training = after(ready, train);
  expect(nextRun(training, { type: "oneUpdate" })).toBe(training);
});

test("what came to its end trains on only once there is more to train", () => {
  const over = after(ready, train, { type: "finished" });
  expect(after(over, { type: "train", isOver: true }).phase).toBe("finished");
  expect(after(over, { type: "extended" }, train).phase).toBe("training");
  expect(after(ready, { type: "extended" })).toBe(ready);
});

test("an update that was not applied takes back what is behind it; going back trains on from there", () => {
  const running = after(ready, train, submitted, { type: "taken" }, submitted, {
    type: "submitted",
    due: { evaluation: true, snapshot: true },
  });
  const failed = after(running, { type: "notApplied", update: 2 });
  expect(failed).toMatchObject({
    phase: "failed",
    update: 1,
    submitted: 1,
    failedAt: 2,
    due: none,
    training: false,
  });
  // Only a roll back leads on.
  for (const move of [train, { type: "oneUpdate" }] as const) expect(nextRun(failed, move)).toBe(failed);
  const asked = after(failed, { type: "rollBack", clipNorm: 0.5 });
  expect(asked.rollBackTo).toBe(0.5);
  const back = after(asked, { type: "rollingBack" }, { type: "wentBack", update: 0 });
  expect(back).toMatchObject({
    phase: "training",
    update: 0,
    submitted: 0,
    failedAt: null,
    rollBackTo: null,
  });
  expect(nextRun(running, { type: "rollBack", clipNorm: 0.5 })).toBe(running);
});

test("a run moves to another engine while it trains or is paused, and not where something is still asked of it", () => {
  expect(movablePhase(ready)).toBeNull();
  const training = after(ready, train, submitted, { type: "taken" });
  expect(movablePhase(training)).toBe("training");
  const paused = after(training, { type: "pause" }, { type: "rested" });
  expect(movablePhase(paused)).toBe("paused");
  expect(movablePhase(after(paused, { type: "oneUpdate" }))).toBeNull();
  expect(movablePhase(after(training, { type: "finished" }))).toBeNull();
  expect(movablePhase(after(training, { type: "notApplied", update: 2 }))).toBeNull();
  expect(movablePhase(after(training, { type: "close" }))).toBeNull();
  // It is there at once in the phase that it left.
  expect(newRun(9, false, "training")).toMatchObject({ phase: "training", training: true });
});

const command: fc.Arbitrary<RunMove> = fc.constantFrom<RunMove>(
  train,
  { type: "train", isOver: true },
  { type: "pause" },
  { type: "oneUpdate" },
  { type: "rollBack", clipNorm: 1 },
  { type: "extended" },
);

test("whatever is pressed, no count goes below zero, nothing runs after a failure, and a closed run asks for nothing", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      let run = ready;
      for (const one of commands) {
        run = nextRun(run, one);
        if (run.training || run.singles > 0) run = after(run, submitted, { type: "taken" });
        expect(run.singles).toBeGreaterThanOrEqual(0);
        expect(run.training && run.phase !== "training").toBe(false);
        if (isComingToRest(run)) run = nextRun(run, { type: "rested" });
      }
      const failed = nextRun(run, { type: "crashed" });
      const dead = after(failed, ...commands.filter(({ type }) => type !== "rollBack"));
      expect([dead.phase, dead.training, dead.singles]).toEqual(["failed", false, 0]);
      const closed = nextRun(run, { type: "close" });
      expect([closed.training, closed.singles, isComingToRest(closed)]).toEqual([false, 0, false]);
    }),
  );
});
