import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readDevice, readPace, readProven } from "./persist.ts";
import { createTabLock } from "./tab-lock.ts";

const initial: Parameters<typeof readDevice>[0] = {
  gradientMode: "share",
  lossAxis: "log",
  smoothing: 0.9,
  theme: "light",
  shortcuts: true,
  whenHidden: "goOn",
  notation: "pytorch",
} as Parameters<typeof readDevice>[0];

let items: Map<string, string>;
const storage = {
  getItem: (name: string) => items.get(name) ?? null,
  setItem: (name: string, value: string) => void items.set(name, value),
  removeItem: (name: string) => void items.delete(name),
} as unknown as Storage;
beforeEach(() => {
  items = new Map();
  vi.stubGlobal("localStorage", storage);
});
afterEach(() => vi.unstubAllGlobals());

test("what the device remembers is read", () => {
  items.set("unrolled", '{"smoothing":0.5,"theme":"dark","shortcuts":false,"notation":"keras"}');
  expect(readDevice(initial)).toEqual({
    ...initial,
    smoothing: 0.5,
    theme: "dark",
    shortcuts: false,
    notation: "keras",
  });
});

test.each([
  '{"smoothing":1e999}',
  '{"smoothing":-0.1}',
  '{"smoothing":1}',
  '{"smoothing":"0.5"}',
  '{"smoothing":null}',
  '{"theme":"green"}',
  '{"theme":["dark"]}',
  '{"shortcuts":"no"}',
  '{"notation":"__proto__"}',
  '{"whenHidden":1}',
  '{"lossAxis":{}}',
  "[]",
  "7",
  "null",
  '{"smoothing":0.',
])("%s changes nothing", (written) => {
  items.set("unrolled", written);
  expect(readDevice(initial)).toEqual(initial);
});

test("devices that were proven are texts, and no more than are kept", () => {
  items.set("unrolled.proven", JSON.stringify(["a", 1, null, "x".repeat(5000), ["b"], "c"]));
  expect(readProven()).toEqual(["a", "c"]);
  items.set("unrolled.proven", JSON.stringify(Array.from({ length: 5000 }, (_, k) => `key ${k}`)));
  expect(readProven()).toHaveLength(16);
  items.set("unrolled.proven", "{");
  expect(readProven()).toEqual([]);
});

test.each(["null", "7", '{"flops":1e999,"seconds":1}', '{"flops":1,"seconds":0}', '{"flops":"1"}', "{"])(
  "%s is no pace",
  (written) => {
    items.set("unrolled.pace.wasm cpu", written);
    expect(readPace("wasm cpu")).toBeNull();
  },
);

test.each(["1e999", "NaN", "", "99999999999999", "later"])(
  "a sign of life at “%s” is none",
  async (written) => {
    vi.stubGlobal("addEventListener", () => undefined);
    vi.stubGlobal("removeEventListener", () => undefined);
    items.set("unrolled/run/a", written);
    const tabLock = createTabLock(undefined, storage, () => 1_700_000_000_000);
    expect(await tabLock.free(["a"])).toEqual(["a"]);
    tabLock.dispose();
  },
);
