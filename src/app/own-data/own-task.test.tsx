// @vitest-environment happy-dom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { withTask } from "../../experiment/describe.ts";
import { defaultSpec } from "../../experiment/spec.ts";
import type { OwnTable } from "../../own-data/own-data.ts";
import { StoreContext } from "../../store/hooks.ts";
import type { Actions, AppState } from "../../store/state.ts";
import { OwnTask } from "./own-task.tsx";

const wave = Array.from({ length: 40 }, (_, t) => 10 + 5 * Math.sin(t / 4));
const withNines = wave.map((value, t) => (t === 7 || t === 21 ? -999 : value));
const table = (temperature: readonly number[], wind: readonly number[]): OwnTable => ({
  kind: "table",
  title: "weather.csv",
  columns: [
    { name: "temperature", values: temperature },
    { name: "wind", values: wind },
  ],
  rows: null,
});

let host: HTMLElement;
let root: Root;
const useOwnData = vi.fn();
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  host = document.body.appendChild(document.createElement("div"));
  root = createRoot(host);
  useOwnData.mockClear();
});
afterEach(() => {
  act(() => root.unmount());
  host.remove();
  vi.unstubAllGlobals();
});

/** The rail of a table whose first column is read and predicted. */
async function rail(data: OwnTable) {
  const { task, ...rest } = withTask(defaultSpec(), "table");
  const values = { ...task.values, inputs: "1", targets: "" };
  const state = createStore<AppState>()(
    () => ({ spec: { ...rest, task: { ...task, values, data } } }) as unknown as AppState,
  );
  await act(async () =>
    root.render(
      <StoreContext value={{ state, actions: { useOwnData } as unknown as Actions }}>
        <OwnTask />
      </StoreContext>,
    ),
  );
  return host.querySelector<HTMLButtonElement>(".own-far button");
}

test("values far out of a column in use are named beside the task, and one press makes them missing", async () => {
  const asMissing = await rail(table(withNines, wave));
  expect(host.querySelector(".own-far")?.textContent).toContain(
    "-999 appears 2 times in “temperature”, far from the other values.",
  );
  act(() => asMissing?.click());
  const expected = withNines.map((value) => (value === -999 ? null : value));
  expect(useOwnData).toHaveBeenCalledWith(
    expect.objectContaining({
      columns: [{ name: "temperature", values: expected }, table(wave, wave).columns[1]],
    }),
    {},
  );
});

test("nothing is said of columns that are not used, nor of plain data", async () => {
  expect(await rail(table(wave, withNines))).toBeNull();
  expect(await rail(table(wave, wave))).toBeNull();
});
