import { expect, test } from "vitest";
import type { TrainerClient } from "../trainer/client.ts";
import type { Commands, Snapshot } from "../trainer/protocol.ts";
import { createWorkerRun } from "./worker-run.ts";

function desk() {
  const said: string[] = [];
  let generation = 3;
  const client: TrainerClient = {
    prepare: () => undefined,
    send: (type, run) => said.push(`${type} ${run}`),
    get generation() {
      return generation;
    },
    end: () => {
      generation++;
    },
  };
  const run = createWorkerRun(
    client,
    () => 5,
    () => said.push("known"),
  );
  return { run, client, take: () => said.splice(0) };
}
const configuration = {} as Commands["configure"];

test("before the worker knows the run it is told nothing, but what was asked is remembered", () => {
  const { run, take } = desk();
  run.enter(0, null);
  run.send("pullTrace", {});
  run.train();
  expect([take(), run.wanted, run.begun]).toEqual([[], true, true]);
  run.configure(configuration);
  expect(take()).toEqual(["configure 5", "known", "train 5"]);
  expect([run.isKnown, run.generation]).toEqual([true, 3]);
});

test("a run that the worker has the weights of is resumed, and does not train by itself", () => {
  const { run, client, take } = desk();
  run.enter(40, null);
  expect(run.begun).toBe(true);
  client.end();
  run.resume({} as Commands["resume"]);
  expect(take()).toEqual(["resume 5", "known"]);
  expect(run.generation).toBe(4);
});

test("paused, at rest or of another run it is not wanted; a single update begins it, and going back wants it", () => {
  const { run, take } = desk();
  run.configure(configuration);
  take();
  run.oneUpdate();
  expect([run.begun, run.wanted]).toEqual([true, false]);
  run.train();
  run.pause();
  expect(run.wanted).toBe(false);
  run.rollBack(1);
  expect(run.wanted).toBe(true);
  run.rest();
  expect(run.wanted).toBe(false);
  expect(take()).toEqual(["oneUpdate 5", "train 5", "pause 5", "rollBack 5"]);
  const snapshot = {} as Snapshot;
  run.keep(snapshot);
  expect(run.newest).toBe(snapshot);
  run.enter(0, null);
  expect([run.isKnown, run.begun, run.newest]).toEqual([false, false, null]);
});
