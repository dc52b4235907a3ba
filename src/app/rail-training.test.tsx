// @vitest-environment happy-dom
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { withValue } from "../experiment/describe.ts";
import { defaultSpec } from "../experiment/spec.ts";
import { StoreContext } from "../store/hooks.ts";
import type { Actions, AppState } from "../store/state.ts";
import { HelpDialog } from "./help-dialog.tsx";
import { Dock } from "./phone.tsx";
import { RailTraining } from "./rail-training.tsx";

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

/** A component on a store whose `show` and `set` do what the page's do to these keys. */
function render(component: React.ReactNode, change: Partial<AppState> = {}) {
  const state = createStore<AppState>()(
    () => ({ spec: defaultSpec(), allTraining: false, help: null, ...change }) as AppState,
  );
  const actions = {
    show: (shown: Partial<AppState>) => state.setState(shown),
  } as Partial<Actions> as Actions;
  act(() => root.render(<StoreContext value={{ state, actions }}>{component}</StoreContext>));
  return state;
}
const labels = () => [...host.querySelectorAll(".field-label")].map((label) => label.textContent);
const button = (text: string) =>
  [...host.querySelectorAll("button")].find(({ textContent }) => textContent === text);
const basic = ["Optimizer", "Learning rate", "Batch", "Clip norm", "Updates", "Speed", "Seed"];

test("the rail lists what a beginner sets, and “more” the rest", () => {
  const state = render(<RailTraining />);
  expect(labels()).toEqual(basic);
  act(() => button("more")?.click());
  expect(state.getState().allTraining).toBe(true);
  expect(labels()).toEqual(expect.arrayContaining([...basic, "Reduction", "Stop when solved"]));
  act(() => button("less")?.click());
  expect(labels()).toEqual(basic);
});

test("a setting that is not at its default stays listed, also once it is set back", () => {
  const state = render(<RailTraining />, { spec: withValue(defaultSpec(), "training.reduction", "sum") });
  expect(labels()).toEqual(expect.arrayContaining(["Reduction"]));
  expect(labels()).not.toContain("Stop when solved");
  act(() => state.setState({ spec: defaultSpec() }));
  expect(labels()).toContain("Reduction");
});

test("help opens at the panel that was asked about, and closes with the dialog", () => {
  const state = render(<HelpDialog />);
  const dialog = host.querySelector("dialog");
  expect(dialog?.open).toBe(false);
  act(() => state.setState({ help: "loss" }));
  expect(dialog?.open).toBe(true);
  expect(host.querySelector("[data-asked] h3")?.textContent).toBe("Loss");
  act(() => button("Glossary")?.click());
  expect(host.textContent).toContain("1 nat is 1.44 bits");
  act(() => dialog?.close());
  expect(state.getState().help).toBeNull();
});

test("on a phone each page of settings is one press away, and a second press closes it", () => {
  const open = vi.fn();
  const stand = {
    run: { models: [], phase: "ready", update: 0 },
    pointed: {},
    pinnedStep: null,
    record: null,
  };
  render(<Dock page="models" onOpen={open} />, stand as unknown as Partial<AppState>);
  act(() => button("Task")?.click());
  act(() => button("Models")?.click());
  expect(open.mock.calls).toEqual([["task"], [null]]);
});
