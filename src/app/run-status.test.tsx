// @vitest-environment happy-dom

import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { defaultSpec, modelNames } from "../experiment/spec.ts";
import { asData, phrase } from "../lib/phrase.ts";
import { planModel, requestOf } from "../model/build.ts";
import { flopsOfRun } from "../store/duration.ts";
import { StoreContext } from "../store/hooks.ts";
import { newRecord } from "../store/run-record.ts";
import { idle } from "../store/run-summary.ts";
import type { Actions, AppState, Device } from "../store/state.ts";
import { tasks } from "../tasks/index.ts";
import { EngineStatus } from "./engine-status.tsx";
import { RailModels } from "./rail-models.tsx";
import { EngineNote, Milestone, RunStatus } from "./run-status.tsx";

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
  byModel: ["wasm"],
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
  expect(page.text()).toMatch(/^1,000 updates take about \d+ min here \(estimated\)$/);
});

test("settings of the task that wait for their run are estimated as well", async () => {
  const longer = { ...spec, task: { ...spec.task, values: { ...spec.task.values, length: 200 } } };
  const page = await show(<Milestone />, { spec: longer });
  expect(page.text()).toMatch(/^1,000 updates take about 1\d min here \(estimated\)$/);
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
  expect(page.text()).toContain("about 3 min left");
});

test("a short run says what it takes before it begins, on the pace of a run like it", async () => {
  const page = await show(<RunStatus />, { device: deviceWith(0.012) });
  expect(page.text()).toBe("update 0 of 1,000takes about 10 s");
});

test("a race over several engines says which model runs where, and why", async () => {
  const note =
    "RNN and LSTM train on the SIMD engine. GRU trains on TensorFlow.js: It has no kernels for this cell.";
  const option = { backend: "wasm", renderer: "WASM SIMD", millisecondsPerUpdate: null, reason: null };
  const device: Device = {
    ...deviceWith(0.18),
    byModel: ["wasm", "wasm", "reference"],
    note: asData(note),
    options: [
      { ...option, kind: "wasm", partly: phrase`GRU: It has no kernels for this cell.` },
      { ...option, kind: "reference", backend: "cpu", renderer: "CPU" },
    ],
  };
  const page = await show(
    <>
      <EngineStatus />
      <EngineNote />
    </>,
    { device },
  );
  // The menu comes once the page is idle.
  await vi.waitFor(() => expect(host.querySelector(".engine-row")).not.toBeNull(), { timeout: 30_000 });
  expect(host.querySelector(".engine-button")?.textContent).toBe("WASM SIMD + Reference");
  expect(host.querySelector(".engine-note")?.textContent).toBe(note);
  const rows = [...host.querySelectorAll(".engine-row")].slice(1);
  expect(rows.map((row) => row.querySelector("span")?.textContent)).toEqual([
    "WASM SIMD on the CPU, in use for RNN and LSTM",
    "Reference TensorFlow.js, in use for GRU",
  ]);
  // It can be chosen for what it takes.
  expect(rows[0]?.querySelector("small")?.textContent).toBe("GRU: It has no kernels for this cell.");
  expect(rows[0]?.querySelector("input")?.disabled).toBe(false);
  act(() => page.state.setState({ device: deviceWith(0.18) }));
  expect(host.querySelector(".engine-button")?.textContent).toBe("WASM SIMD");
});

test("a run without an end says so", async () => {
  const page = await show(<RunStatus />, { spec: trainingWith({ updates: 0 }) });
  expect(page.text()).toBe("update 0no limit");
});

// RNN: 2 · 3 · 40 · 64 · (32 · 32 + 32 · 4) in products is 17.7 MFLOP.
test("a model's opened card says what it costs, also while its change waits for a run", async () => {
  const costs = () => [...host.querySelectorAll(".model-cost")].map((line) => line.textContent);
  const page = await show(<RailModels />, {});
  expect(costs()).toEqual([]);
  act(() => page.state.setState({ openModel: 1 }));
  expect(costs()).toEqual(["69 MFLOP per update · 4.8 MB"]);
  act(() => page.state.setState({ openModel: 0 }));
  expect(costs()).toEqual(["18 MFLOP per update · 1.4 MB"]);
  act(() => page.state.setState({ spec: trainingWith({ batchSize: 128 }) }));
  expect(costs()[0]).toMatch(/^37 MFLOP/);
  const title = host.querySelector(".model-cost [title]")?.getAttribute("title");
  expect(title).toMatch(/Floating-point operations per update: \d+ MFLOP in matrix products/);
});
