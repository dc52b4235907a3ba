import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTabLock, mostHeld, type TabLock } from "./tab-lock.ts";

/** Web Locks as far as they are needed: a name belongs to who asked first, until its promise resolves. */
function fakeLocks(): LockManager {
  const held = new Map<string, Promise<unknown>>();
  return {
    request: async (name: string, options: LockOptions, work: (lock: Lock | null) => unknown) => {
      if (held.has(name) && options.ifAvailable) return work(null);
      const done = Promise.resolve(work({ name, mode: "exclusive" }));
      held.set(name, done);
      await done;
      held.delete(name);
      return undefined;
    },
    query: async () => ({ held: [...held.keys()].map((name) => ({ name })) }),
  } as unknown as LockManager;
}

/** `localStorage` as far as it is needed. */
function fakeStorage(): Storage {
  const storage = Object.create({
    getItem: (name: string) => storage[name] ?? null,
    setItem: (name: string, value: string) => {
      storage[name] = value;
    },
    removeItem: (name: string) => {
      delete storage[name];
    },
  });
  return storage;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const kinds: readonly (readonly [string, () => () => TabLock])[] = [
  [
    "Web Locks",
    () => {
      const locks = fakeLocks();
      return () => createTabLock(locks, null);
    },
  ],
  [
    "signs of life",
    () => {
      const storage = fakeStorage();
      return () => createTabLock(undefined, storage, () => Date.now());
    },
  ],
];

test.each(kinds)("with %s a run belongs to one tab until that ends", async (_name, kind) => {
  const tab = kind();
  const [one, two] = [tab(), tab()];
  expect(await one.take("a")).toBe(true);
  expect(await one.take("a")).toBe(true);
  expect(await two.take("a")).toBe(false);
  expect(await two.take("b")).toBe(true);
  expect(await one.free(["a", "b", "c"])).toEqual(["c"]);
  // It lives on, hidden for ten minutes.
  await vi.advanceTimersByTimeAsync(600_000);
  expect(await two.take("a")).toBe(false);
  one.dispose();
  await vi.advanceTimersByTimeAsync(0);
  expect(await two.free(["a", "b", "c"])).toEqual(["a", "c"]);
  expect(await two.take("a")).toBe(true);
  two.dispose();
});

test.each(kinds)(
  "with %s a tab lets go of what it took long ago and has not asked for since",
  async (_name, kind) => {
    const tab = kind();
    const [one, two] = [tab(), tab()];
    const ids = Array.from({ length: mostHeld + 3 }, (_, i) => `run ${i}`);
    for (const id of ids) {
      expect(await one.take(id)).toBe(true);
      expect(await one.take("run 0")).toBe(true);
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(await two.free(ids)).toEqual(ids.slice(1, 4));
    expect(await two.take("run 1")).toBe(true);
    for (const each of [one, two]) each.dispose();
  },
);

test("a tab that was killed gives no more signs of life", async () => {
  const storage = fakeStorage();
  storage.setItem("unrolled/run/a", String(Date.now()));
  const early = createTabLock(undefined, storage, () => Date.now());
  expect(await early.take("a")).toBe(false);
  await vi.advanceTimersByTimeAsync(101_000);
  expect(await early.take("a")).toBe(true);
  early.dispose();
});

test("where nothing can be shared, nobody else has it", async () => {
  const alone = createTabLock(undefined, null);
  expect([await alone.take("a"), await alone.free(["a"])]).toEqual([true, ["a"]]);
});
