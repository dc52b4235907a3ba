import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { keepAwake } from "./awake.ts";
import { idle } from "./run-summary.ts";
import type { AppState } from "./state.ts";

/** A page whose screen can be kept on, and everything that was asked of it. */
function open(answer: () => Promise<void> = async () => undefined) {
  const state = createStore<AppState>()(() => ({ run: idle }) as AppState);
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" as DocumentVisibilityState });
  const held = new Set<EventTarget>();
  let asked = 0;
  const locks = {
    request: async () => {
      asked++;
      await answer();
      const lock = new EventTarget();
      held.add(lock);
      return Object.assign(lock, {
        release: async () => {
          held.delete(lock);
          lock.dispatchEvent(new Event("release"));
        },
      });
    },
  };
  const refused: string[] = [];
  const stop = keepAwake(state, locks, page, ({ name }) => refused.push(name));
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  return {
    enter: async (phase: AppState["run"]["phase"]) => {
      state.setState({ run: { ...state.getState().run, phase } });
      await settle();
    },
    show: async (visibilityState: DocumentVisibilityState) => {
      page.visibilityState = visibilityState;
      // A browser takes the lock of a hidden page away by itself.
      if (visibilityState === "hidden")
        for (const lock of held) {
          held.delete(lock);
          lock.dispatchEvent(new Event("release"));
        }
      page.dispatchEvent(new Event("visibilitychange"));
      await settle();
    },
    held: () => held.size,
    asked: () => asked,
    refused,
    stop,
    settle,
  };
}

test("the screen is kept on while it trains, and no longer", async () => {
  const page = open();
  await page.enter("ready");
  expect(page.held()).toBe(0);
  await page.enter("training");
  expect(page.held()).toBe(1);
  for (const phase of ["paused", "finished", "failed"] as const) {
    await page.enter(phase);
    expect(page.held(), phase).toBe(0);
    await page.enter("training");
    expect(page.held()).toBe(1);
  }
});

test("it is asked for again when the page is shown again, if it still trains", async () => {
  const page = open();
  await page.enter("training");
  await page.show("hidden");
  expect(page.held()).toBe(0);
  await page.show("visible");
  expect(page.held()).toBe(1);
  await page.show("hidden");
  await page.enter("finished");
  await page.show("visible");
  expect(page.held()).toBe(0);
  expect(page.asked()).toBe(2);
});

test("a lock that comes after training ended is given back", async () => {
  let give: (() => void) | undefined;
  const page = open(
    () =>
      new Promise((resolve) => {
        give = resolve;
      }),
  );
  await page.enter("training");
  await page.enter("paused");
  give?.();
  await page.settle();
  expect(page.held()).toBe(0);
});

test("a browser that says no is asked again at the next occasion, and says why", async () => {
  let low = true;
  const page = open(async () => {
    if (low) throw new DOMException("The battery is low.", "NotAllowedError");
  });
  await page.enter("training");
  expect(page.held()).toBe(0);
  expect(page.refused).toEqual(["NotAllowedError"]);
  low = false;
  await page.enter("paused");
  await page.enter("training");
  expect(page.held()).toBe(1);
});

test("stopping lets go of it, and a browser without locks is left alone", async () => {
  const page = open();
  await page.enter("training");
  page.stop();
  await page.settle();
  expect(page.held()).toBe(0);
  const state = createStore<AppState>()(() => ({ run: idle }) as AppState);
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" as const });
  keepAwake(state, undefined, document)();
});
