/** What the stories share: opening an experiment, reading its statuses, and its numbers to the last bit. */
import type { Page } from "@playwright/test";
import type { OpenStore } from "../src/store/store.ts";
import { expect } from "./fixtures.ts";

/** A race that software GL trains in well under a second an update. */
export const smallRace = "#1/task.length=12&models=simple,lstm,gru&models.*.units=8&training.batchSize=8";

/** Before the hash of a story that graphics have no part in: nothing of WebGL is compiled, proven or timed, which takes seconds. */
export const withoutGraphics = "?backend=cpu";
/** The same race, on what such a page has beside the reference. */
export const smallRaceOnSimd = `${smallRace}&training.engine=wasm`;

type WithUnrolled = typeof globalThis & { readonly unrolled: OpenStore };

export async function open(page: Page, hash = "", search = ""): Promise<void> {
  await page.goto(`./${search}${hash}`);
  // The first page of a browser compiles everything, beside another one that does.
  await expect(page.getByRole("status", { name: "Engine", exact: true })).toContainText(/SIMD|WebGL|CPU/i, {
    timeout: 60_000,
  });
  await expect.poll(() => phase(page)).toMatch(/ready|failed/);
}

export const phase = (page: Page): Promise<string> =>
  page.evaluate(() => (globalThis as WithUnrolled).unrolled.state.getState().run.phase);

export const updateStatus = (page: Page) => page.getByRole("status", { name: "Update", exact: true });

/** The count in the status named Update. */
export async function updateShown(page: Page): Promise<number> {
  const text = await updateStatus(page).innerText();
  return Number((/update\s+([\d,]+)/i.exec(text)?.[1] ?? "NaN").replaceAll(",", ""));
}

/** Software GL on two busy cores trains the default race at about one update a second. */
export const trainTo = (page: Page, update: number) =>
  expect.poll(() => updateShown(page), { timeout: 60_000 + 4_000 * update }).toBeGreaterThanOrEqual(update);

/** Training losses of every model, updates 1 … n, as they came from the engine. */
export const losses = (page: Page, count: number): Promise<number[][]> =>
  page.evaluate((n) => {
    const { record } = (globalThis as WithUnrolled).unrolled.state.getState();
    return (record?.models ?? []).map(({ loss }) => Array.from({ length: n }, (_, u) => loss.at(u + 1)));
  }, count);

/** A sum over the pixels of the hidden state's canvases: different pictures, different sums. */
export const hiddenStatePicture = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let sum = "";
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>("canvas[data-rows]")) {
      const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? {
        data: [],
      };
      let hash = 0;
      for (const value of data) hash = (Math.imul(hash, 31) + value) | 0;
      sum += `${canvas.width}x${canvas.height}:${hash} `;
    }
    return sum;
  });

/** Losses on the 256 held-out sequences, by evaluation. */
export const heldOutLosses = (page: Page): Promise<{ update: number; losses: number[] }[]> =>
  page.evaluate(() =>
    ((globalThis as WithUnrolled).unrolled.state.getState().record?.evaluations ?? []).map(
      ({ update, models }) => ({
        update,
        losses: models.map(({ loss }) => loss),
      }),
    ),
  );

/** What formulas show ("zt=0.25"), without the source that KaTeX puts beside them. */
export const shownFormulas = (page: Page, selector: string): Promise<string[]> =>
  page
    .locator(selector)
    .evaluateAll((parts) =>
      parts.map((part) =>
        [...part.querySelectorAll("math semantics > :first-child")].map((math) => math.textContent).join(""),
      ),
    );
