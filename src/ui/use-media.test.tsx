// @vitest-environment happy-dom
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, expect, test, vi } from "vitest";
import { below, oneColumnBelow, useMedia, useNarrow } from "./use-media.ts";

vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);

let root: Root | null = null;
afterEach(() => {
  act(() => root?.unmount());
  vi.restoreAllMocks();
});

/** A window of some width, in which queries of the least and the most width hold as they do in a browser. */
function openWindow(width: number) {
  let now = width;
  const heard = new Set<() => void>();
  vi.spyOn(globalThis, "matchMedia").mockImplementation(
    (query) =>
      ({
        get matches() {
          return now <= Number(/max-width: (\d+)px/.exec(query)?.[1]);
        },
        addEventListener: (_: string, changed: () => void) => heard.add(changed),
        removeEventListener: (_: string, changed: () => void) => heard.delete(changed),
      }) as unknown as MediaQueryList,
  );
  return {
    heard,
    /** @param tells which of its two events the browser has */
    resize: (to: number, tells: "change" | "resize") =>
      act(() => {
        now = to;
        if (tells === "resize") dispatchEvent(new Event("resize"));
        else for (const changed of heard) changed();
      }),
  };
}

function show(use: () => boolean): HTMLElement {
  const place = document.createElement("div");
  const Word = () => (use() ? "narrow" : "wide");
  root = createRoot(place);
  act(() => root?.render(<Word />));
  return place;
}

test.each(["change", "resize"] as const)(
  "a window that crosses the width is told of by its %s alone",
  (tells) => {
    const { resize } = openWindow(1280);
    const place = show(useNarrow);
    expect(place.textContent).toBe("wide");
    for (const [width, word] of [
      [820, "narrow"],
      [999, "narrow"],
      [1000, "wide"],
      [390, "narrow"],
      [1280, "wide"],
    ] as const) {
      resize(width, tells);
      expect(place.textContent, `${width}`).toBe(word);
    }
  },
);

test("nobody listens once it is gone", () => {
  const { heard } = openWindow(390);
  show(() => useMedia(below(680)));
  expect(heard.size).toBe(1);
  act(() => root?.unmount());
  expect(heard.size).toBe(0);
});

const sources = readdirSync(join(import.meta.dirname, ".."), { recursive: true, encoding: "utf8" });
const read = (name: string) => readFileSync(join(import.meta.dirname, "..", name), "utf8");

test("style sheets have their one column below the same width", () => {
  const sheets = sources.filter((name) => name.endsWith(".css"));
  const near = sheets.flatMap((name) => [
    ...read(name).matchAll(/\((?:max|min)-width: (9\d\d|1[01]\d\d)px\)/g),
  ]);
  const widths = new Set(near.map(([, width]) => Number(width)));
  expect(widths).toContain(oneColumnBelow - 1);
  expect([...widths].filter((width) => Math.abs(width - oneColumnBelow) < 20)).toEqual([oneColumnBelow - 1]);
});

test("how wide the window is, nobody asks while rendering: nothing would tell of another width", () => {
  const asking = sources.filter((name) => /\.tsx?$/.test(name) && /\binnerWidth\b/.test(read(name)));
  // Popovers are placed anew with each resize; the device page says how large the window is.
  expect(asking.sort()).toEqual([
    "app/device-page/device-page.tsx",
    "panels/update-chart-popover.tsx",
    "views/save-menu.tsx",
  ]);
});
