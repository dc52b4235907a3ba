import { beforeEach, expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { valueAt } from "../experiment/describe.ts";
import { decode } from "../experiment/link.ts";
import { dispatch, type Event, type Events } from "../trainer/protocol.ts";
import { createActions } from "./actions.ts";
import { createEventHandlers } from "./events.ts";
import { watchSteps } from "./preset-steps.ts";
import { idle } from "./run-summary.ts";
import { createSession } from "./session.ts";
import { type AppState, nowhere } from "./state.ts";
import type { Edit } from "./verdict/next.ts";

/** The page without a page or a worker: what the worker would say is said by the test. */
async function open() {
  const { spec } = decode("#1/models=simple&models.*.units=4&task.length=12&training.updates=450");
  const start: Partial<AppState> = {
    ...{ spec, run: idle, record: null, earlier: [], canUndo: false, device: null, problems: [] },
    ...{
      presetId: null,
      presetStep: 0,
      tried: null,
      panelCall: null,
      pointed: nowhere,
      pinnedStep: null,
      notation: "pytorch",
    },
  };
  const state = createStore<AppState>()(() => start as AppState);
  const session = createSession({
    ...{ state, spec, assetBase: "", backend: "auto", writeUrl: () => undefined },
    client: { prepare: () => undefined, send: () => undefined, generation: 0, end: () => undefined },
  });
  const handlers = createEventHandlers(state, session);
  watchSteps(state);
  const say = <K extends keyof Events>(type: K, event: Events[K]) =>
    dispatch<Events>(handlers, { type, run: state.getState().run.id, ...event } as Event);
  await session.start(spec);
  const actions = createActions(
    state,
    session,
    { goOn: async () => undefined, startAnew: () => undefined },
    { need: () => () => undefined, look: () => undefined },
  );
  /** Ready, and trained to the planned end. */
  const finish = async (update: number) => {
    await vi.runAllTimersAsync();
    const record = state.getState().record;
    if (!record) throw new Error("no record");
    record.update = update;
    say("phase", { phase: "finished", update, reason: null });
  };
  await finish(450);
  return { state, actions, finish, at: (path: string) => valueAt(state.getState().spec, path) };
}

const edit = (path: string, value: Edit["value"], goesOn = false): Edit => ({
  ...{ path, value, goesOn, label: path, why: "" },
});

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

test("a suggestion is a new run, and Undo is back at the run before", async () => {
  const { state, actions, at } = await open();
  const { id } = state.getState().run;
  actions.tryNext(edit("task.length", 24));
  await vi.runAllTimersAsync();
  expect(state.getState().run.id).not.toBe(id);
  expect(at("task.length")).toBe(24);
  expect(state.getState().tried).toMatchObject({ path: "task.length", from: 12, value: 24 });
  actions.undoTried();
  expect(state.getState().run.id).toBe(id);
  expect(at("task.length")).toBe(12);
  expect(state.getState().tried).toBeNull();
});

test("a suggestion that was taken up is forgotten with the next change or with Undo of the page", async () => {
  const { state, actions } = await open();
  actions.tryNext(edit("task.length", 24));
  await vi.runAllTimersAsync();
  actions.set("training.seed", 8);
  await vi.runAllTimersAsync();
  expect(state.getState().tried).toBeNull();
  actions.tryNext(edit("task.length", 48));
  await vi.runAllTimersAsync();
  actions.undo();
  expect(state.getState().tried).toBeNull();
});

test("more updates are a change of the same run, and are taken back in it", async () => {
  const { state, actions, at } = await open();
  const { id } = state.getState().run;
  actions.tryNext(edit("training.updates", 900, true));
  await vi.runAllTimersAsync();
  expect(state.getState().run.id).toBe(id);
  expect(at("training.updates")).toBe(900);
  actions.undoTried();
  expect([at("training.updates"), state.getState().run.id]).toEqual([450, id]);
});

test("a suggestion that stops earlier than the run has come is a new run", async () => {
  const { state, actions, at } = await open();
  const { id } = state.getState().run;
  actions.tryNext(edit("training.updates", 340));
  await vi.runAllTimersAsync();
  expect(state.getState().run.id).not.toBe(id);
  expect(at("training.updates")).toBe(340);
});

test("Train at the end goes on by what was planned", async () => {
  const { actions, at } = await open();
  actions.train();
  expect(at("training.updates")).toBe(900);
});

test("a sentence points at a panel, a model and a step, and pressing it keeps the step", async () => {
  const { state, actions } = await open();
  const place = { panel: "gradient-flow", model: 1, step: 4 } as const;
  actions.pointAt(place);
  expect(state.getState()).toMatchObject({
    panelCall: { panel: "gradient-flow", isPressed: false },
    pointed: { model: 1, step: 3 },
  });
  actions.goTo(place);
  expect(state.getState()).toMatchObject({ panelCall: { isPressed: true }, pinnedStep: 3 });
  actions.pointAt(null);
  expect(state.getState()).toMatchObject({ panelCall: null, pointed: nowhere, pinnedStep: 3 });
});

test("a preset's steps stay through edits, are taken back by Undo, and go with another task or when left", async () => {
  const { state, actions, finish, at } = await open();
  const steps = () => [state.getState().presetId, state.getState().presetStep];
  actions.usePreset("race");
  await vi.runAllTimersAsync();
  expect(steps()).toEqual(["race", 0]);
  await finish(1000);
  expect(steps()).toEqual(["race", 1]);
  actions.doStep();
  await vi.runAllTimersAsync();
  expect(at("models.0.recurrentInitializer")).toBe("orthogonal");
  expect(steps()).toEqual(["race", 2]);
  actions.set("training.seed", 9);
  actions.addModel("mgu");
  await vi.runAllTimersAsync();
  expect(steps()).toEqual(["race", 2]);
  actions.setTask("adding");
  await vi.runAllTimersAsync();
  expect(steps()[0]).toBeNull();
  actions.undo();
  expect(steps()).toEqual(["race", 2]);
  actions.leavePreset();
  expect(steps()[0]).toBeNull();
});
