/** What panels show only where they are enlarged: the recurrent kernel over the run, and what the next update does. */
import type { Page } from "@playwright/test";
import { seriousFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { endless, open, pause, train, trainTo, updateShown, withoutGraphics } from "./page.ts";

const tiny = "#1/task.length=9&models=simple,lstm&models.*.units=6&training.batchSize=4&training.engine=wasm";

/** By keyboard, from its control in the title line. */
async function enlarge(page: Page, panel: string): Promise<void> {
  await page.locator(`[data-panel="${panel}"] .panel-enlarge`).first().focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(`[data-panel="${panel}"][data-enlarged]`)).toBeVisible();
}

const overflow = (page: Page): Promise<number> =>
  page.locator("main").evaluate((main) => main.scrollHeight - main.clientHeight);

test("one step back, enlarged: spectra of the whole run at once, gates by letter, saturation, and nothing too high", async ({
  page,
}) => {
  await open(page, `${tiny}${endless}`, `${withoutGraphics}&view=gradients`);
  await train(page);
  await trainTo(page, 34);
  await pause(page);
  await enlarge(page, "step-back");
  const spectrum = page.locator(".sp-spectrum");
  const picture = spectrum.getByRole("img");
  const update = await updateShown(page);
  await expect(picture).toHaveAttribute("aria-label", new RegExp(`LSTM, .* at update ${update}, spectral`));
  // Nobody looked while it trained: the moments that were kept are examined now.
  const table = () =>
    page.evaluate(() => {
      const { record } = (
        globalThis as unknown as {
          unrolled: { state: { getState(): { record: { spectra: { update: number }[] } } } };
        }
      ).unrolled.state.getState();
      return record.spectra.map((one) => one.update);
    });
  await expect.poll(table).toEqual(expect.arrayContaining([0, 16, 32, update]));
  const forget = spectrum.getByRole("button", { name: "LSTM: show W_hf" });
  const before = await picture.getAttribute("aria-label");
  await forget.press("Enter");
  await expect(forget).toHaveAttribute("aria-pressed", "true");
  await expect(picture).not.toHaveAttribute("aria-label", before ?? "");
  await expect(page.locator(".sp .sat-gate")).toHaveCount(3);
  expect(await seriousFindings(page)).toEqual([]);
  for (const size of [
    { width: 1440, height: 900 },
    { width: 1280, height: 720 },
  ]) {
    await page.setViewportSize(size);
    await expect.poll(() => overflow(page)).toBeLessThanOrEqual(1);
  }
  await page.keyboard.press("Escape");
  await expect(page.locator(".sp")).toHaveCount(0);
});

test("gradient norm, enlarged: a row per parameter, of the update that comes next; the learning rate acts on it", async ({
  page,
}) => {
  await open(page, tiny, withoutGraphics);
  await page.getByRole("button", { name: "One update" }).first().click();
  await trainTo(page, 1);
  // In the place of the chart stands what happened.
  const chart = page.getByRole("button", { name: "Gradient norm", exact: true });
  await chart.or(page.locator('[data-panel="gradient-norm"]')).first().waitFor();
  if (await chart.isVisible()) await chart.click();
  await enlarge(page, "gradient-norm");
  const next = page.locator(".nu");
  await expect(next.getByRole("heading")).toHaveText("What update 2 does");
  // Kernel, recurrent kernel and bias of the layer, kernel and bias of the readout.
  await expect(next.locator(".nu-row:not(.nu-foot)")).toHaveCount(5);
  await next.getByRole("button", { name: "RNN" }).click();
  await expect(next.locator(".nu-row:not(.nu-foot)")).toHaveCount(5);
  const ratio = () => next.locator(".nu-row").nth(1).locator(".nu-value").nth(2).innerText();
  const before = Number((await ratio()).replace(/·10⁻⁴/, "e-4"));
  const rate = page.getByRole("textbox", { name: "Learning rate" });
  await rate.fill("0.03");
  await rate.press("Enter");
  // Ten times as large, within the digits that are shown.
  await expect.poll(async () => Number(await ratio()) / before).toBeCloseTo(10, 0);
  expect(await seriousFindings(page)).toEqual([]);
  await page.keyboard.press("Escape");
});
