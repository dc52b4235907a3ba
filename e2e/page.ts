/** What the stories share: opening an experiment, reading its statuses, and its numbers to the last bit. */
import type { Page } from "@playwright/test";
import type { OpenStore } from "../src/store/store.ts";
import { expect } from "./fixtures.ts";
import { leastLeft, secondsLeft, tooShort } from "./seconds-left.ts";

/** A race that software GL trains in well under a second an update. */
export const smallRace = "#1/task.length=12&models=simple,lstm,gru&models.*.units=8&training.batchSize=8";

/** Before the hash of a story that graphics have no part in: nothing of WebGL is compiled, proven or timed, which takes seconds. */
export const withoutGraphics = "?backend=cpu";
/** The same race, on what such a page has beside the reference. */
export const smallRaceOnSimd = `${smallRace}&training.engine=wasm`;

/** Milliseconds between two looks: most of what is waited for takes less than a second. */
export const soon = [50, 100, 150, 200];

type WithUnrolled = typeof globalThis & { readonly unrolled: OpenStore };

export async function open(page: Page, hash = "", search = ""): Promise<void> {
  await page.goto(`./${search}${hash}`);
  // The first page of a browser compiles everything, beside another one that does.
  await expect(page.getByRole("status", { name: "Engine", exact: true })).toContainText(/SIMD|WebGL|CPU/i, {
    timeout: 120_000,
  });
  await expect.poll(() => phase(page), { intervals: soon, timeout: 120_000 }).toMatch(/ready|failed/);
}

/**
 * The link of another experiment, put into the address bar of the open page: a quarter of the work of opening the page anew, which
 * is done where none is open yet.
 */
export async function openHere(page: Page, hash: string, search = ""): Promise<void> {
  const isOpen = await page.evaluate(
    (search) => "unrolled" in globalThis && location.search === search,
    search,
  );
  if (!isOpen) return open(page, hash, search);
  const run = () => page.evaluate(() => (globalThis as WithUnrolled).unrolled.state.getState().run);
  const { id } = await run();
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  const reached = async () => {
    const now = await run();
    return now.id === id ? "the run before" : now.phase;
  };
  await expect.poll(reached, { intervals: soon }).toMatch(/^(ready|failed)$/);
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
  expect
    .poll(() => updateShown(page), { timeout: 120_000 + 4_000 * update, intervals: soon })
    .toBeGreaterThanOrEqual(update);

/**
 * Added to a link: the run goes on until somebody pauses it. A run with an end may reach it before anybody presses Pause; and one at
 * full speed may have made a hundred thousand updates by then, which a page on a busy machine does not draw in time.
 */
export const endless = "&training.updates=0&training.speed=20";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first();

export const train = (page: Page): Promise<void> => button(page, "Train").click();

/**
 * Presses Pause and waits until the run rests. A story that a faster machine would fail is refused on every machine: the run must be
 * endless, have very many updates, or be at a set speed that leaves it most of a minute.
 */
export async function pause(page: Page): Promise<void> {
  expect(await page.evaluate(secondsLeft), tooShort).toBeGreaterThan(leastLeft);
  await button(page, "Pause").click();
  await expect.poll(() => phase(page), { timeout: 60_000, intervals: soon }).toBe("paused");
}

/** From now on as fast as it can: for what is looked at slowly and then has to come to its end. */
export const atFullSpeed = (page: Page): Promise<void> =>
  page.evaluate(() => (globalThis as WithUnrolled).unrolled.actions.set("training.speed", "max"));

/** Resolves once the page has painted what it was told before. */
export const painted = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );

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
