/** ?page=device: reached from the experiment and left for it, its facts, its self-check, its text. */
import type { Page } from "@playwright/test";
import { everyBuild, everyCase } from "../src/engine/self-check.ts";
import { seriousFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { open, smallRace } from "./page.ts";

const section = (page: Page, heading: string) => page.getByRole("region", { name: heading, exact: true });

const trains = /Used for training/;

/** Opens the page without WebGL, where nothing has to be compiled. */
async function openOnCpu(page: Page, hash = "") {
  await page.goto(`./?page=device&backend=cpu${hash}`);
  await expect(section(page, "Engines")).toContainText(trains, { timeout: 60_000 });
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test("it opens from the bar, a setting that was just changed travels along, and the way back keeps the experiment", async ({
  page,
}) => {
  await open(page, smallRace);
  const length = page.getByLabel("Length", { exact: true }).first();
  await length.fill("14");
  await length.press("Enter");
  await expect.poll(() => page.url()).toContain("task.length=14");
  await page.getByRole("link", { name: "Device" }).click();
  await expect(page).toHaveURL(/\?page=device#1\/.*task\.length=14/);
  await expect(page).toHaveTitle("This device · Unrolled");
  await expect(section(page, "Graphics")).toContainText(/Renderer\s*\S+/);
  await expect(section(page, "WebGL 2 limits")).toContainText(/Texture size\s*[\d,]{4,}/);
  await expect(section(page, "WebGL 2 limits")).toContainText(/Draw buffers\s*\d/);
  await expect(section(page, "WebGL 2 features")).toContainText(/Renders to 32-bit floats\s*yes/);
  await expect(section(page, "Browser and processor")).toContainText(/Logical cores\s*\d/);
  await expect(section(page, "Engines")).toContainText(trains, { timeout: 60_000 });
  await page.getByRole("link", { name: "Back to the experiment" }).click();
  await expect(page).toHaveURL(/unrolled\/#1\/.*task\.length=14/);
  await expect(length).toHaveValue("14");
  // On a phone the way there is in the bar too.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("link", { name: "Device" }).click();
  await expect(page.getByRole("heading", { name: "This device" })).toBeVisible();
  expect(await overflow(page)).toBeLessThanOrEqual(0);
});

/** Of two engines, when every case has been run on both. */
const allAgree = new RegExp(`(all ${everyCase.length} agree.*){2}`, "s");

test("every cell passes on every engine, and the copied text holds it all", async ({ page, context }) => {
  test.setTimeout(600_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("./?page=device");
  await expect(section(page, "Engines")).toContainText(trains, { timeout: 60_000 });
  await expect(section(page, "Engines")).toContainText("SIMD, WASM");
  const check = section(page, "Self-check");
  await check.getByRole("button", { name: "Check every cell" }).click();
  await expect(check.getByText(/^Checking .+ · \d+ of \d+/)).toBeVisible();
  await expect(check.getByRole("button", { name: "Check again" })).toBeVisible({ timeout: 540_000 });
  const engines = (await check.getByRole("columnheader").count()) - 1;
  expect(engines).toBeGreaterThanOrEqual(3);
  for (const cell of ["RNN, tanh", "LSTM", "LSTM, no bias", "GRU", "GRU, reset before, no bias"])
    await expect(check.getByRole("rowheader", { name: cell, exact: true })).toHaveCount(1);
  // Every result, of every engine.
  const names = (await check.getByRole("columnheader").allInnerTexts()).slice(1);
  const counts = names.map((name) => (/^Reference, WebGL/i.test(name) ? everyBuild() : everyCase).length);
  expect(counts.filter((count) => count === everyCase.length)).toHaveLength(engines - 1);
  expect(await check.locator("tfoot td").allInnerTexts()).toEqual(
    counts.map((count) => expect.stringMatching(`^all ${count} agree, largest error `)),
  );
  await expect(check.locator("tbody td", { hasText: /agrees/ })).toHaveCount(
    counts.reduce((a, b) => a + b, 0),
  );
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toContain("Self-check");
  const text = await copied();
  expect(text).toContain(await section(page, "Graphics").locator("dd").first().innerText());
  expect(text).toMatch(/Texture size: [\d,]+/);
  for (const [place, name] of names.entries())
    expect(text).toMatch(new RegExp(`Self-check: ${name}, all ${counts[place]} agree`, "i"));
  expect(text).toMatch(/GRU, reset before, no bias: \d/);
  expect(text).toMatch(/Milliseconds per update: not run/);
});

test("milliseconds an update, with their spread; a long task can be stopped", async ({ page }) => {
  await openOnCpu(page);
  const time = section(page, "Milliseconds per update");
  // Stop is pressed with the first result, by the page itself: a fast machine would be done before anybody else had read it.
  const stopped = page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const observer = new MutationObserver(() => {
          const isThere = [...document.querySelectorAll("tr")].some((row) =>
            /^\s*S\s*\d.*ms\s*[\d.,]+–[\d.,]+/s.test(row.textContent),
          );
          const stop = [...document.querySelectorAll("button")].find((one) => one.textContent === "Stop");
          if (!isThere || !stop) return;
          observer.disconnect();
          stop.click();
          resolve();
        });
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      }),
  );
  await time.getByRole("button", { name: "Measure S and M" }).click();
  await stopped;
  await expect(time.getByRole("button", { name: "Measure S and M" })).toBeEnabled();
  await expect(time.getByRole("row", { name: /^S \d/ })).toContainText("ms");
  await expect(page.locator("pre")).toContainText(/S, 32 sequences × 25 time steps.*: [\d.,]+ ms \(/);
});

test("without WebGL the processor is listed and checked, and the others say why not; nothing hangs over, axe finds nothing serious", async ({
  page,
}) => {
  test.setTimeout(240_000);
  await openOnCpu(page, "#1/task.length=12");
  const engines = section(page, "Engines");
  await expect(engines.locator("dd", { hasText: "Training runs on the CPU, as requested." })).not.toHaveCount(
    0,
  );
  await section(page, "Self-check").getByRole("button", { name: "Check every cell" }).click();
  await expect(section(page, "Self-check").locator("tfoot")).toContainText(allAgree, {
    timeout: 150_000,
  });
  for (const [colorScheme, widths] of [
    ["light", [1440, 390]],
    ["dark", [1280, 390]],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 844 });
      expect(await overflow(page), `pixels that hang over at the right of ${width}`).toBeLessThanOrEqual(0);
      expect(await seriousFindings(page), `${width}, ${colorScheme}`).toEqual([]);
      await page.screenshot({ path: `test-results/device-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
  // What else the address says stays.
  await page.getByRole("link", { name: "Back to the experiment" }).click();
  await expect(page).toHaveURL(/unrolled\/\?backend=cpu#1\/.*task\.length=12/);
});
