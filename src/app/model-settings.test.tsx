// @vitest-environment happy-dom
/** The settings of models, also of an architecture with two parts, which is in no registry. */
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import type { ArchitectureKind } from "../architectures/index.ts";
import {
  withArchitecture,
  withModel,
  withOneMoreLayer,
  withoutLayer,
  withValue,
} from "../experiment/describe.ts";
import { defaultModel, defaultSpec, layersOf, type ModelSpec } from "../experiment/spec.ts";
import { StoreContext } from "../store/hooks.ts";
import type { Actions, AppState } from "../store/state.ts";
import { ModelSettings } from "./model-settings.tsx";

vi.mock("../architectures/index.ts", async (original) => {
  const { architectures } = await original<typeof import("../architectures/index.ts")>();
  const { sideBySide } = await import("../testing/side-by-side.ts");
  return { architectures: { ...architectures, [sideBySide.kind]: sideBySide } };
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

/** The settings of a race of one, on a store whose actions change the experiment alone. */
function render(model: ModelSpec) {
  const state = createStore<AppState>()(
    () => ({ spec: { ...defaultSpec(), models: [model] } }) as Partial<AppState> as AppState,
  );
  const change = (to: (spec: AppState["spec"]) => AppState["spec"]) =>
    state.setState(({ spec }) => ({ spec: to(spec) }));
  const actions = {
    set: (path, value) => change((spec) => withValue(spec, path, value)),
    setArchitecture: (m, kind) => change((spec) => withArchitecture(spec, m, kind as ArchitectureKind)),
    setModelCell: (m, cell, layer) => change((spec) => withModel(spec, m, cell as "gru", { layer })),
    addLayer: (m, part) => change((spec) => withOneMoreLayer(spec, m, part)),
    removeLayer: (m, layer) => change((spec) => withoutLayer(spec, m, layer)),
  } as Partial<Actions> as Actions;
  act(() =>
    root.render(
      <StoreContext value={{ state, actions }}>
        <ModelSettings model={0} name="GRU" />
      </StoreContext>,
    ),
  );
  const spec = () => state.getState().spec.models[0] as ModelSpec;
  return { cells: () => layersOf(spec()).map(({ cell, values }) => `${cell} ${values.units}`), spec };
}
const groups = () =>
  [...host.querySelectorAll(".layer-tabs")].map((group) => ({
    name: group.getAttribute("aria-label"),
    text: group.textContent,
    pressed: [...group.querySelectorAll("[aria-pressed=true]")].map(({ textContent }) => textContent),
  }));
const press = (name: string) => act(() => host.querySelector<HTMLElement>(`[aria-label="${name}"]`)?.click());
const choose = (label: string, value: string) => {
  const field = [...host.querySelectorAll("select")].find(
    ({ id }) => host.querySelector(`label[for="${id}"]`)?.textContent === label,
  ) as HTMLSelectElement;
  act(() => {
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
};

test("a stack has its layers in one row, which bears no name of a part", () => {
  const { cells } = render(defaultModel("gru"));
  expect(groups()).toEqual([{ name: "Layers of GRU", text: "Layers1+ add", pressed: ["1"] }]);
  press("Add a layer to GRU");
  expect(groups()).toEqual([{ name: "Layers of GRU", text: "Layer12+ add", pressed: ["2"] }]);
  expect(cells()).toEqual(["gru 32", "gru 32"]);
});

test("a model of two parts has a row for each, and one layer is shown of both", () => {
  const { cells, spec } = render(defaultModel("gru"));
  choose("Architecture", "side-by-side");
  expect(spec().values).toEqual({ chained: false });
  expect(groups()).toEqual([
    { name: "Layers of Left in GRU", text: "Left1+ add", pressed: ["1"] },
    { name: "Layers of Right in GRU", text: "Right1+ add", pressed: [] },
  ]);
  press("Add a layer to Right in GRU");
  expect(groups().map(({ pressed }) => pressed)).toEqual([[], ["2"]]);
  choose("Cell", "lstm");
  expect(cells()).toEqual(["gru 32", "gru 32", "lstm 32"]);
  press("Add a layer to Left in GRU");
  expect(cells()).toEqual(["gru 32", "gru 32", "gru 32", "lstm 32"]);
  expect(groups().map(({ pressed }) => pressed)).toEqual([["2"], []]);
  const remove = [...host.querySelectorAll("button")].find(({ textContent }) =>
    /^Remove layer 2$/.test(textContent),
  );
  act(() => remove?.click());
  expect(cells()).toEqual(["gru 32", "gru 32", "lstm 32"]);
  choose("Architecture", "stack");
  expect(cells()).toEqual(["gru 32"]);
});
