import { expect, test } from "vitest";
import { phrase } from "../lib/phrase.ts";
import { createProgress } from "./progress.ts";
import type { Emit } from "./run.ts";
import { newRun } from "./run-state.ts";

test("a phase is told once, when it is entered, with its reason; what happens within one or silently is not", () => {
  const told: unknown[] = [];
  const emit: Emit = (type, event) => told.push([type, event]);
  const progress = createProgress(newRun(0, false), emit);
  progress.step({ type: "started" });
  progress.step({ type: "train", isOver: false });
  progress.step({ type: "train", isOver: false });
  progress.step({ type: "submitted", due: { evaluation: false, snapshot: false } });
  progress.step({ type: "taken" });
  const reason = phrase`1 update completed.`;
  progress.step({ type: "finished" }, reason);
  progress.stepSilently({ type: "crashed" });
  expect(progress.run.life).toBe("dead");
  expect(told).toEqual([
    ["phase", { phase: "ready", update: 0, reason: null }],
    ["phase", { phase: "training", update: 0, reason: null }],
    ["phase", { phase: "finished", update: 1, reason }],
  ]);
  progress.tell();
  expect(told.at(-1)).toEqual(["phase", { phase: "failed", update: 1, reason: null }]);
});
