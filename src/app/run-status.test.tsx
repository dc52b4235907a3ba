// @vitest-environment happy-dom
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { planModel, requestOf } from "../model/plan.ts";
import { defaultSpec, modelNames } from "../spec/spec.ts";
import { flopsOfRun } from "../store/duration.ts";
import { StoreContext } from "../store/hooks.ts";
import { newRecord } from "../store/run-record.ts";
import { type Actions, type AppState, type Device, idle } from "../store/state.ts";
import { tasks } from "../tasks/index.ts";
import { RailModels } from "./rail-models.tsx";
import { Milestone, RunStatus } from "./run-status.tsx";

const spec = { ...defaultSpec(), training: { ...defaultSpec().training, updates: 1000 } };
const task = await tasks[spec.task.kind].prepare(spec.task.values, 1, () =>
  Promise.reject(new Error("none")),
);
const request = requestOf(task.io, tasks[spec.task.kind].loss, spec.training);
const plans = spec.models.map((model) => planModel(model, request));
const record = newRecord(1, spec, task, plans, modelNames(spec.models));
const deviceWith = (seconds: number): Device => ({
  engine: "wasm",
  backend: "wasm",
  renderer: "WASM SIMD",
  note: null,
  options: [],
  pace: { flops: flopsOfRun(record), seconds },
});

let host: HTMLElement;
let root: ReturnType<typeof createRoot>;
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  host = document.body.appendChild(document.createElement("div"));
  root = createRoot(host);
});
afterEach(() => {
  act(() => root.unmount());
  host.remove();
  vi.unstubAllGlobals();
});

/** Whatever a component reads of a page whose run is ready. */
async function show(component: React.ReactNode, change: Partial<AppState>) {
  const ready = { ...idle, id: 1, phase: "ready" } as const;
  const state = createStore<AppState>()(
    () => ({ spec, record, run: ready, device: deviceWith(0.18), openModel: null, ...change }) as AppState,
  );
  await act(async () =>
    root.render(<StoreContext value={{ state, actions: {} as Actions }}>{component}</StoreContext>),
  );
  return {
    state,
    text: () => host.textContent ?? "",
  };
}
const trainingWith = (training: Partial<typeof spec.training>) => ({
  ...spec,
  training: { ...spec.training, ...training },
});

test("a long run says before it begins how long it takes, a short one nothing", async () => {
  const page = await show(<Milestone />, {});
  expect(page.text()).toBe("1,000 updates take about 3 min here");
  act(() => page.state.setState({ device: deviceWith(0.019) }));
  expect(page.text()).toBe("");
  act(() => page.state.setState({ device: { ...deviceWith(1), pace: null } }));
  expect(page.text()).toBe("");
});

test("settings that wait for their run are estimated, and are called so", async () => {
  const page = await show(<Milestone />, { spec: trainingWith({ batchSize: 1024 }) });
  expect(page.text()).toMatch(/^1,000 updates take about \d+ min here, an estimate$/);
});

test("settings of the task that wait for their run are estimated as well", async () => {
  const longer = { ...spec, task: { ...spec.task, values: { ...spec.task.values, length: 200 } } };
  const page = await show(<Milestone />, { spec: longer });
  expect(page.text()).toMatch(/^1,000 updates take about 1\d min here, an estimate$/);
});

test("a run that rests says how long the updates that are left take", async () => {
  const page = await show(<Milestone />, {
    run: { ...idle, id: 1, phase: "paused", update: 400, updatesPerSecond: 5 },
  });
  expect(page.text()).toBe("600 more updates take about 2 min here");
  act(() => page.state.setState({ run: { ...page.state.getState().run, phase: "training" } }));
  expect(page.text()).toBe("");
});

test("while it trains the status says what is left, roughly until it has a rate of its own", async () => {
  const page = await show(<RunStatus />, { run: { ...idle, id: 1, phase: "training", update: 10 } });
  expect(page.text()).toContain("about 3 min left");
  act(() =>
    page.state.setState({ run: { ...page.state.getState().run, updatesPerSecond: 5, secondsLeft: 198 } }),
  );
  expect(page.text()).toContain("3 min 18 s left");
});

test("a run without an end says so", async () => {
  const page = await show(<RunStatus />, { spec: trainingWith({ updates: 0 }) });
  expect(page.text()).toBe("update 0no end");
});

// RNN: 2 · 3 · 40 · 64 · (32 · 32 + 32 · 4) in products is 17.7 MFLOP.
test("every model's card says what it costs, also while its change waits for a run", async () => {
  const costs = () => [...host.querySelectorAll(".model-cost")].map((line) => line.textContent);
  const page = await show(<RailModels />, {});
  expect(costs()).toEqual([
    "18 MFLOP an update · 1.4 MB",
    "69 MFLOP an update · 4.8 MB",
    "52 MFLOP an update · 4.1 MB",
  ]);
  act(() => page.state.setState({ spec: trainingWith({ batchSize: 128 }) }));
  expect(costs()[0]).toMatch(/^37 MFLOP/);
  const title = host.querySelector(".model-cost [title]")?.getAttribute("title");
  expect(title).toMatch(/Floating-point operations of one update: \d+ MFLOP in matrix products/);
});
