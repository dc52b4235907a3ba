import { expect, test } from "vitest";
import { createProgress } from "./progress.ts";
import { createRunCommands } from "./run-commands.ts";
import { newRun, type RunMove } from "./run-state.ts";

const started: RunMove = { type: "started" };

/** Commands to a run after some moves, and what they did. */
function commanding(isPlanReached: boolean, ...moves: readonly RunMove[]) {
  const log: string[] = [];
  const write = (what: string) => (value?: unknown) =>
    void log.push(value === undefined ? what : `${what} ${value}`);
  const progress = createProgress(newRun(0, false), (type, event) => {
    if (type === "phase" && "phase" in event) log.push(`phase ${event.phase}`);
  });
  for (const move of moves) progress.step(move);
  log.length = 0;
  const commands = createRunCommands({
    ...{ progress, isPlanReached: () => isPlanReached },
    pump: { go: write("go") },
    spec: { edit: write("edit"), record: ({ update, field }) => write("record")(`${field} at ${update}`) },
    updates: { restIfDone: write("rest"), wantProfiles: write("profiles") },
    instruments: { changed: write("changed"), pullTrace: write("trace"), needs: () => write("needs")() },
    metrics: { flush: write("flush") },
    speedLimit: { restart: write("restart") },
  });
  return { commands, log };
}

test("training begins once, and not where nothing is left to train", () => {
  const { commands, log } = commanding(false, started);
  commands.train();
  commands.train();
  expect(log).toEqual(["phase training", "restart", "go"]);
  const over = commanding(true, started, { type: "train", isOver: false }, { type: "finished" });
  over.commands.train();
  expect(over.log).toEqual([]);
});

test("a pause shows what is there, and is nothing to a run that does not train", () => {
  const { commands, log } = commanding(false, started, { type: "train", isOver: false });
  commands.pause();
  commands.pause();
  expect(log).toEqual(["flush", "rest"]);
});

test("a change is an event of the run from the first update on, unless it moves no weight", () => {
  const before = commanding(false, started);
  before.commands.change("training.clipNorm", 1);
  expect(before.log).toEqual(["edit training.clipNorm", "changed training.clipNorm", "go"]);
  const training = commanding(...([false, started, { type: "train", isOver: false }] as const), {
    type: "submitted",
    due: { evaluation: false, snapshot: false },
  });
  training.commands.change("training.clipNorm", 1);
  training.commands.change("view.probe", 1);
  expect(training.log.filter((line) => line !== "go")).toEqual([
    ...["record training.clipNorm at 1", "changed training.clipNorm"],
    ...["edit view.probe", "changed view.probe"],
  ]);
});

test("more updates than planned take back that the run was over", () => {
  const { commands, log } = commanding(
    false,
    started,
    { type: "train", isOver: false },
    { type: "finished" },
  );
  commands.change("training.updates", 100);
  expect(log).toContain("phase paused");
});

test("what somebody looks at waits for the untrained evaluation", () => {
  const wanted = { profiles: true, forecast: false, terms: false };
  const preparing = commanding(false);
  preparing.commands.needs(wanted);
  expect(preparing.log).toEqual(["profiles true", "needs"]);
  const ready = commanding(false, started);
  ready.commands.needs(wanted);
  ready.commands.pullTrace();
  ready.commands.oneUpdate();
  expect(ready.log).toEqual(["profiles true", "needs", "go", "trace", "go", "phase training", "go"]);
});
