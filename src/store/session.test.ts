import { beforeEach, expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { decode } from "../spec/link.ts";
import type { TrainerClient } from "../trainer/client.ts";
import { type Commands, dispatch, type Event, type Events, type Snapshot } from "../trainer/protocol.ts";
import { createActions } from "./actions.ts";
import { createEventHandlers } from "./events.ts";
import { createSession } from "./session.ts";
import { type AppState, idle, nowhere } from "./state.ts";

/** The page without a page: what a worker would be told is kept, and what it would say is said by the test. */
async function open(hash: string) {
  const { spec } = decode(hash);
  const state = createStore<AppState>()(() => ({
    spec,
    run: idle,
    record: null,
    earlier: [],
    canUndo: false,
    device: null,
    problems: [],
    importing: null,
    offer: null,
    isUnkept: false,
    presetId: null,
    pointed: nowhere,
    pinnedStep: null,
    pinnedUnit: null,
    shownSignal: null,
    notation: "pytorch",
    shownLayer: null,
    openModel: null,
    shownParameters: [],
    gradientMode: "share",
    lossAxis: "log",
    smoothing: 0,
    theme: "light",
    shortcuts: true,
    whenHidden: "goOn",
  }));
  const sent: { type: keyof Commands; run: number; command: Commands[keyof Commands] }[] = [];
  let generation = 0;
  const client: TrainerClient = {
    send: (type, run, command) => sent.push({ type, run, command }),
    get generation() {
      return generation;
    },
    end: () => {
      generation++;
    },
  };
  const session = createSession({
    state,
    spec,
    assetBase: "",
    backend: "auto",
    client,
    writeUrl: () => undefined,
  });
  const handlers = createEventHandlers(state, session);
  const say = <K extends keyof Events>(type: K, event: Events[K], run = state.getState().run.id): void => {
    const message = { type, run, ...event } as Event;
    if (run === state.getState().run.id) dispatch<Events>(handlers, message);
    else session.late(message);
  };
  await session.start(spec);
  const record = () => {
    const present = state.getState().record;
    if (!present) throw new Error("no record");
    return present;
  };
  /** Updates first … last; the loss is the update's number, with a tenth for every run through it. */
  const train = (first: number, last: number, tenth = 0, run?: number) => {
    const column = Float32Array.from({ length: last - first + 1 }, (_, n) => first + n + tenth / 10);
    say(
      "metrics",
      {
        first,
        count: column.length,
        seconds: last,
        tensors: 0,
        profiles: record().plans.map(() => []),
        models: record().plans.map((plan) => ({
          loss: column,
          gradientNorm: column,
          clippedNorm: column,
          parameterNorms: new Float32Array(column.length * plan.params.length),
        })),
      },
      run,
    );
  };
  const evaluate = (update: number) =>
    say("evaluation", {
      update,
      models: record().plans.map(() => ({ loss: update, metric: 0, solvedAt: null, stuckAt: null })),
    });
  const snapshot = (update: number): Snapshot => ({
    format: 1,
    update,
    seconds: update,
    spec,
    finished: false,
    models: [],
  });
  const keep = (update: number, run?: number) => say("snapshot", { snapshot: snapshot(update) }, run);
  const lose = () =>
    say("failed", {
      code: "contextLost",
      message: "The graphics device was lost.",
      update: record().update,
      model: null,
      gradientNorm: null,
      lastGood: null,
    });
  const losses = () =>
    record().models.map(({ loss }) => Array.from({ length: loss.length }, (_, u) => loss.at(u + 1)));
  const take = () => sent.splice(0);
  const actions = createActions(state, session, { goOn: async () => undefined, startAnew: () => undefined });
  return { state, session, actions, say, record, train, evaluate, keep, lose, losses, take };
}

const hash = "#1/task.kind=hello&models=simple,gru&models.*.units=4";
const upTo = (last: number, tenth = 0, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, n) => Math.fround(first + n + tenth / 10));

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

test("after a loss the record goes back to the snapshot, and no point is doubled or missing", async () => {
  const page = await open(hash);
  page.take();
  page.actions.train();
  page.evaluate(0);
  page.keep(0);
  page.train(1, 33);
  page.evaluate(20);
  page.keep(32);
  page.train(34, 48);
  page.evaluate(40);
  page.say("sample", { update: 40, temperature: 1, texts: [] });
  page.say("changed", { update: 45, field: "optimizer.learningRate", value: 0.5 });
  page.take();
  page.lose();
  expect(page.record().update).toBe(32);
  expect(page.record().seconds).toBe(32);
  expect(page.record().evaluations.map(({ update }) => update)).toEqual([0, 20]);
  expect([page.record().samples, page.record().changes]).toEqual([[], []]);
  const [configure, ...rest] = page.take();
  expect(configure?.type).toBe("configure");
  const command = configure?.command as Commands["configure"] | undefined;
  expect(command?.from?.update).toBe(32);
  // The change comes into force again when its update comes.
  expect(command?.spec.changes).toEqual([{ update: 45, field: "optimizer.learningRate", value: 0.5 }]);
  expect(page.state.getState().spec.optimizer.values.learningRate).not.toBe(0.5);
  expect(rest.map(({ type }) => type)).toEqual(expect.arrayContaining(["train", "pullTrace"]));
  expect(page.state.getState().run.notice).toBe(
    "The graphics device was lost at update 48; training went on from update 32.",
  );
  expect(page.state.getState().run.failure).toBeNull();
  page.train(33, 50, 1);
  page.evaluate(40);
  for (const curve of page.losses()) expect(curve).toEqual([...upTo(32), ...upTo(50, 1, 33)]);
  expect(page.record().evaluations.map(({ update }) => update)).toEqual([0, 20, 40]);
  page.actions.dismissNotice();
  expect(page.state.getState().run.notice).toBeNull();
});

test("a run that was paused stays paused; one without a snapshot begins anew", async () => {
  const page = await open(hash);
  page.actions.train();
  page.evaluate(0);
  page.train(1, 5);
  page.actions.pause();
  page.take();
  page.session.lost("workerLost", "out of memory");
  expect(page.take().map(({ type }) => type)).toEqual(["configure", "pullTrace"]);
  expect(page.record().update).toBe(0);
  expect(page.state.getState().run.notice).toBe(
    "The training worker stopped at update 5 and was started again; the run went back to update 0.",
  );
  page.evaluate(0);
  expect(page.record().evaluations).toHaveLength(1);
});

test("the third loss without progress is told, and another try goes on from the snapshot", async () => {
  const page = await open(hash);
  page.actions.train();
  page.keep(0);
  page.train(1, 3);
  page.lose();
  page.lose();
  page.take();
  page.train(1, 2);
  page.lose();
  expect(page.take()).toEqual([]);
  const { run } = page.state.getState();
  expect(run.phase).toBe("failed");
  expect(run.failure).toMatchObject({ code: "contextLost", lastGood: 0 });
  expect(run.failure?.message).toMatch(/again and again within a minute, so training stopped at update 2\./);
  page.actions.tryAgain();
  expect(page.take().map(({ type }) => type)).toEqual(["configure", "pullTrace", "train"]);
  expect(page.state.getState().run).toMatchObject({ phase: "preparing", failure: null });
});

test("a change that the lost worker had not recorded is asked for again", async () => {
  const page = await open(hash);
  page.actions.train();
  page.keep(16);
  page.train(1, 20);
  page.actions.set("optimizer.learningRate", 0.25);
  page.take();
  page.lose();
  expect(page.take().find(({ type }) => type === "change")?.command).toEqual({
    field: "optimizer.learningRate",
    value: 0.25,
  });
  expect(page.state.getState().spec.optimizer.values.learningRate).toBe(0.25);
});

test("a change told again takes no other of its field out of the link", async () => {
  const changes = "&changes=3:training.clipNorm:2,9:training.clipNorm:4";
  const page = await open(hash + changes);
  page.actions.train();
  page.train(1, 4);
  page.say("changed", { update: 3, field: "training.clipNorm", value: 2 });
  page.say("changed", { update: 3, field: "training.clipNorm", value: 2 });
  expect(page.record().changes).toHaveLength(1);
  expect(page.session.hash()).toContain(changes.slice(1));
});

test("undo after the worker was replaced goes on from the run's own snapshot", async () => {
  const page = await open(hash);
  page.actions.train();
  page.keep(0);
  page.train(1, 20);
  page.actions.pause();
  page.actions.reset();
  await vi.runAllTimersAsync();
  const first = 1;
  // What was under way when the run changed still comes, and its curve reaches as far as its weights.
  page.train(21, 22, 0, first);
  page.keep(16, first);
  page.session.lost("workerLost", "gone");
  page.take();
  page.actions.undo();
  const [configure] = page.take();
  expect(configure).toMatchObject({ type: "configure", run: first, command: { from: { update: 16 } } });
  expect(page.losses()[0]).toEqual(upTo(16));
});

test("a run goes on with the engine that it has had; a new one has it chosen; a choice starts a new run", async () => {
  const page = await open(hash);
  const engine = (kind: "wasm" | "webgl") =>
    page.say("engine", { engine: kind, backend: kind, renderer: "", note: null, options: [] });
  expect(page.take()[0]?.command).toMatchObject({ from: null, before: null });
  engine("wasm");
  page.keep(0);
  page.actions.train();
  page.train(1, 20);
  page.keep(16);
  page.take();
  page.actions.set("training.engine", "webgl");
  await vi.runAllTimersAsync();
  expect(page.session.hash()).toContain("training.engine=webgl");
  const [, fresh] = page.take();
  expect(fresh?.command).toMatchObject({
    before: null,
    spec: { training: { engine: "webgl" }, changes: [] },
  });
  engine("webgl");
  page.session.lost("workerLost", "gone");
  page.take();
  page.actions.undo();
  expect(page.take()[0]?.command).toMatchObject({ from: { update: 16 }, before: "wasm" });
  expect(page.session.hash()).not.toContain("engine");
  engine("wasm");
  page.lose();
  expect(page.take()[0]?.command).toMatchObject({ from: { update: 16 }, before: "wasm" });
});

test("late events of a run put aside reach its record, not the present one", async () => {
  const page = await open(hash);
  page.actions.train();
  page.train(1, 20);
  page.actions.reset();
  await vi.runAllTimersAsync();
  page.train(21, 23, 0, 1);
  expect(page.record().update).toBe(0);
  page.take();
  page.actions.undo();
  expect(page.take()[0]).toMatchObject({ type: "resume", command: { to: 1 } });
  expect(page.losses()[1]).toEqual(upTo(23));
});

test("undo tells what a worker without the run's weights begins it with", async () => {
  const page = await open(hash);
  page.say("failed", {
    code: "tooLarge",
    message: "No room.",
    update: 0,
    model: null,
    gradientNorm: null,
    lastGood: null,
  });
  page.actions.set("models.0.units", 5);
  await vi.runAllTimersAsync();
  page.take();
  page.actions.undo();
  expect(page.take()[0]).toMatchObject({
    type: "resume",
    run: 1,
    command: {
      to: 1,
      from: null,
      before: null,
      spec: { models: [{ layers: [{ values: { units: 4 } }] }, {}] },
    },
  });
});

test.each([
  ["refused", "task.kind=hello&models=gru&models.0.bidirectional=1", /^GRU reads in both directions.*Switch/],
  ["refused", "training.lossSteps=every", /set “Loss at” to/],
  ["dataMissing", "task.kind=moby-dick", /data file/],
] as const)("%s, before any worker is asked: %s", async (code, settings, message) => {
  const page = await open(`#1/${settings}`);
  expect(page.take()).toEqual([]);
  expect(page.state.getState().run).toMatchObject({
    phase: "failed",
    failure: { code, message: expect.stringMatching(message) },
  });
});

test("after going back the settings shown are those in force then, and those still to be recorded", async () => {
  const page = await open(hash);
  const rate = page.state.getState().spec.optimizer.values.learningRate;
  page.actions.train();
  page.train(1, 20);
  page.say("changed", { update: 10, field: "training.clipNorm", value: 3 });
  page.say("changed", { update: 20, field: "optimizer.learningRate", value: 0.5 });
  page.train(21, 30);
  page.say("rolledBack", { update: 16 });
  const shown = () => page.state.getState().spec;
  expect([shown().optimizer.values.learningRate, shown().training.clipNorm]).toEqual([rate, 3]);
  expect(page.session.hash()).not.toContain("learningRate");
  page.actions.set("optimizer.learningRate", 0.25);
  page.say("rolledBack", { update: 0 });
  expect(shown().optimizer.values.learningRate).toBe(0.25);
  expect(shown().training.clipNorm).not.toBe(3);
});

test("layers come and go, each change a run that undo takes back; what is refused is said", async () => {
  const page = await open(hash);
  const cells = () =>
    page.state
      .getState()
      .spec.models.map(({ layers }) => layers.map(({ cell, values }) => `${cell} ${values.units}`));
  const asOpened = cells();
  page.actions.addLayer(1);
  await vi.advanceTimersByTimeAsync(0);
  page.actions.setModelCell(1, "lstm", 1);
  await vi.advanceTimersByTimeAsync(0);
  const runs = page.state.getState().run.id;
  page.actions.setTogether({ "models.0.units": 7, "models.1.layers.1.units": 9 });
  await vi.advanceTimersByTimeAsync(0);
  expect(cells()).toEqual([["simple 7"], ["gru 4", "lstm 9"]]);
  expect(page.state.getState().run.id).toBe(runs + 1);
  expect(decode(page.session.hash()).spec.models).toEqual(page.state.getState().spec.models);
  page.actions.removeLayer(1, 0);
  await vi.advanceTimersByTimeAsync(0);
  expect(cells()).toEqual([["simple 7"], ["lstm 9"]]);
  for (let change = 0; change < 4; change++) page.actions.undo();
  expect(cells()).toEqual(asOpened);

  const before = page.state.getState().run.id;
  page.actions.removeLayer(1, 0);
  expect(page.state.getState().problems).toEqual([expect.stringMatching(/last layer stays/)]);
  page.actions.setTogether({ "models.0.units": 0 });
  expect(page.state.getState().problems).toEqual([expect.stringMatching(/“0”/)]);
  expect(page.state.getState().run.id).toBe(before);
});
