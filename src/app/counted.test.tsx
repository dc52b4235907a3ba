// @vitest-environment happy-dom
/** The card of a model that counts: no weights, and no numbers in their place. */
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { defaultSpec, layersOf, modelNames } from "../experiment/spec.ts";
import { plansOf } from "../model/race-plans.ts";
import { StoreContext } from "../store/hooks.ts";
import { newRecord } from "../store/run-record.ts";
import { idle } from "../store/run-summary.ts";
import type { Actions, AppState, Device } from "../store/state.ts";
import { tasks } from "../tasks/index.ts";
import { EngineStatus } from "./engine-status.tsx";
import { RailModels } from "./rail-models.tsx";
import { Milestone } from "./run-status.tsx";

vi.mock("../model/race-plans.ts", async (load) => {
  const real = await load<typeof import("../model/race-plans.ts")>();
  const { constantAnswer } = await import("../testing/counted-racer.ts");
  /** The RNN is the one that counts. */
  const counts = (plan: ReturnType<typeof real.freeModel>, [layer]: readonly { readonly cell: string }[]) =>
    layer?.cell === "simple"
      ? constantAnswer({
          steps: 1,
          batch: 1,
          input: { kind: "tokens", size: 1 },
          outputs: 4,
          loss: "crossEntropy",
        })
      : plan;
  const freeModel: typeof real.freeModel = (model, request) =>
    counts(real.freeModel(model, request), layersOf(model));
  const heldModel: typeof real.heldModel = (model, request) =>
    counts(real.heldModel(model, request), layersOf(model));
  return { ...real, freeModel, heldModel };
});

const spec = { ...defaultSpec(), training: { ...defaultSpec().training, updates: 1000 } };
const task = await tasks[spec.task.kind].prepare(spec.task.values, 1, () =>
  Promise.reject(new Error("none")),
);
const record = newRecord(1, spec, task, plansOf(spec, task), modelNames(spec.models));
const device: Device = {
  ...{ engine: "wasm", backend: "wasm", renderer: "WASM SIMD", note: null, options: [], pace: null },
  byModel: [null, "wasm"],
};

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

test("its card says that it has no weights, and opened, what it does instead of costing something", async () => {
  const state = createStore<AppState>()(
    () =>
      ({
        ...{ spec, record, device, openModel: 0, notation: "pytorch" },
        run: { ...idle, id: 1, phase: "ready" },
      }) as unknown as AppState,
  );
  await act(async () =>
    root.render(
      <StoreContext value={{ state, actions: {} as Actions }}>
        <RailModels />
        <EngineStatus />
        <Milestone />
      </StoreContext>,
    ),
  );
  const sizes = [...host.querySelectorAll(".model-size")].map((line) => line.textContent);
  expect(sizes[0]).toBe("no weights");
  expect(sizes[1]).toMatch(/32 units · [\d,]+ weights$/);
  expect(host.querySelector(".model-cost")?.textContent).toBe(
    "Learns by counting: no weights and no gradients to compute.",
  );
  // The only engine is the network's.
  expect(host.querySelector(".engine-button")?.textContent).toBe("WASM SIMD");
  expect(host.textContent).not.toMatch(/NaN|undefined/);
});
