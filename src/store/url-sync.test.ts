import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createUrlSync, type UrlSync } from "./url-sync.ts";

/** An address bar: what is put there is told in a task of its own, as browsers do; `replaceState` tells nobody. */
function addressBar(first: string) {
  const listeners = new Set<() => void>();
  let hash = first;
  let written = 0;
  vi.stubGlobal("location", {
    get hash() {
      return hash;
    },
  });
  vi.stubGlobal("history", {
    state: null,
    replaceState: (_state: unknown, _unused: string, next: string) => {
      hash = next;
      written++;
    },
  });
  vi.stubGlobal("addEventListener", (_type: string, listen: () => void) => listeners.add(listen));
  vi.stubGlobal("removeEventListener", (_type: string, listen: () => void) => listeners.delete(listen));
  return {
    get hash() {
      return hash;
    },
    get written() {
      return written;
    },
    /** @param delay of the event, in milliseconds */
    put: (next: string, delay = 0) => {
      hash = next;
      setTimeout(() => {
        for (const listen of listeners) listen();
      }, delay);
    },
  };
}

let sync: UrlSync | null = null;
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  sync?.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each([0, 20, 149, 150, 151])("a link opened %i ms after a change is opened", async (wait) => {
  const bar = addressBar("#1/");
  const opened: string[] = [];
  sync = createUrlSync((hash) => opened.push(hash));
  sync.write("#1/training.seed=3");
  await vi.advanceTimersByTimeAsync(wait);
  // The timer of the write may come before the event.
  bar.put("#1/training.seed=4", 5);
  await vi.advanceTimersByTimeAsync(1000);
  expect(opened).toEqual(["#1/training.seed=4"]);
  expect(bar.hash).toBe("#1/training.seed=4");
});

test("while a link is being opened, nothing of the experiment before it is written", async () => {
  const bar = addressBar("#1/");
  sync = createUrlSync(async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    sync?.write("#1/training.seed=4&opened");
  });
  bar.put("#1/training.seed=4");
  await vi.advanceTimersByTimeAsync(100);
  sync.write("#1/training.seed=3");
  await vi.advanceTimersByTimeAsync(300);
  expect(bar.hash).toBe("#1/training.seed=4");
  await vi.advanceTimersByTimeAsync(1000);
  expect(bar.hash).toBe("#1/training.seed=4&opened");
});

test("an anchor in the address gives way to the experiment's link", async () => {
  const bar = addressBar("#1/");
  sync = createUrlSync(() => {
    sync?.write("#1/");
  });
  bar.put("#charts");
  await vi.advanceTimersByTimeAsync(1000);
  expect(bar.hash).toBe("#1/");
});

test("a dragged slider writes the address once", async () => {
  const bar = addressBar("#1/");
  sync = createUrlSync(() => undefined);
  for (let k = 0; k < 50; k++) {
    sync.write(`#1/training.seed=${k}`);
    await vi.advanceTimersByTimeAsync(20);
  }
  await vi.advanceTimersByTimeAsync(1000);
  expect([bar.hash, bar.written]).toEqual(["#1/training.seed=49", 1]);
});
