import { afterEach, expect, test, vi } from "vitest";
import type { StoreApi } from "zustand/vanilla";
import type { Autosave } from "./autosave.ts";
import { watchHiddenPage } from "./hidden-page.ts";
import type { RunToKeep } from "./run-entry.ts";
import type { Session } from "./session.ts";
import type { AppState } from "./state.ts";

/** A page that can be hidden, and what is asked of its session. @param kept there is a snapshot to keep. */
function page(whenHidden: AppState["whenHidden"], kept = true) {
  const target = Object.assign(new EventTarget(), { visibilityState: "visible" });
  vi.stubGlobal("document", target);
  vi.stubGlobal("addEventListener", target.addEventListener.bind(target));
  vi.stubGlobal("removeEventListener", target.removeEventListener.bind(target));
  const asked: string[] = [];
  const run = { id: 1, phase: "training" };
  let wanted = true;
  const session = {
    pause: () => {
      wanted = false;
      run.phase = "paused";
      asked.push("pause");
    },
    train: () => asked.push("train"),
    isTraining: () => wanted,
    present: () => (kept ? ({ record: { id: 1 }, isTraining: wanted } as RunToKeep) : null),
  } as unknown as Session;
  const autosave = {
    keep: ({ isTraining }: RunToKeep, when: string) => asked.push(`keep ${when} ${isTraining}`),
  } as unknown as Autosave;
  const state = { getState: () => ({ run, whenHidden }) } as unknown as StoreApi<AppState>;
  const hiding = watchHiddenPage(state, session, autosave);
  const show = (visibilityState: "visible" | "hidden") => {
    target.visibilityState = visibilityState;
    target.dispatchEvent(new Event("visibilitychange"));
  };
  return { asked, run, hiding, show, leave: () => target.dispatchEvent(new Event("pagehide")) };
}

afterEach(() => vi.unstubAllGlobals());

test("a hidden page trains on, and is saved as it is hidden and left", () => {
  const { asked, show, leave, hiding } = page("goOn");
  show("hidden");
  show("visible");
  leave();
  expect(asked).toEqual(["keep now true", "keep now true"]);
  hiding.dispose();
  leave();
  expect(asked).toHaveLength(2);
});

test("a hidden page waits, is kept as one that trains, and goes on once it is shown", () => {
  const { asked, show } = page("pause");
  show("hidden");
  expect(asked).toEqual(["pause", "keep now true"]);
  show("visible");
  expect(asked).toEqual(["pause", "keep now true", "train"]);
});

test("a run that has no snapshot yet waits as well", () => {
  const { asked, show } = page("pause", false);
  show("hidden");
  show("visible");
  expect(asked).toEqual(["pause", "train"]);
});

test.each([
  ["another run", (run: { id: number; phase: string }) => run.id++],
  [
    "a run that came to its end",
    (run: { id: number; phase: string }) => {
      run.phase = "finished";
    },
  ],
])("showing the page again does not train %s", (_name, change) => {
  const { asked, run, show } = page("pause");
  show("hidden");
  change(run);
  show("visible");
  expect(asked).not.toContain("train");
});
