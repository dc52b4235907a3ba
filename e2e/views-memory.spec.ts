/** The view Memory: every gate and state of one model over time, a unit that is the same row in all, gates held by hand. */
import type { Page } from "@playwright/test";
import { seriousFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { open, openHere, pause, train, updateShown, withoutGraphics } from "./page.ts";

const inMemory = `${withoutGraphics}&view=memory`;
const small = "models.*.units=16&training.batchSize=4&training.engine=wasm";
const endless = "training.updates=0&training.speed=20";

const heats = (page: Page) => page.locator(".mem .tt-mem canvas");
const overflow = (page: Page): Promise<number> =>
  page.locator("main").evaluate((main) => main.scrollHeight - main.clientHeight);

test("one to four models and every kind of cell fit both screens; each model by its name", async ({
  page,
}) => {
  for (const [models, ofEach] of [
    ["simple", [2]],
    ["lstm,gru", [6, 4]],
    ["simple,lstm,peephole,mgu", [2, 6, 6, 3]],
  ] as const) {
    await openHere(page, `#1/models=${models}&${small}`, inMemory);
    const names = page.getByRole("group", { name: "Model to show" }).getByRole("button");
    await expect(names).toHaveCount(ofEach.length);
    for (const [k, count] of ofEach.entries()) {
      await names.nth(k).click();
      await expect(heats(page)).toHaveCount(count);
      for (const size of [
        { width: 1440, height: 900 },
        { width: 1280, height: 720 },
      ]) {
        await page.setViewportSize(size);
        await expect.poll(() => overflow(page), `${models}, ${k}, ${size.width}`).toBeLessThanOrEqual(1);
        const heights = await heats(page).evaluateAll((all) => all.map((one) => one.clientHeight));
        expect(new Set(heights).size, "heat maps of one height").toBe(1);
        expect(heights[0]).toBeGreaterThanOrEqual(31);
      }
    }
  }
});

test("pointing at a row marks the unit in all heat maps and plots; a click and the arrows choose another", async ({
  page,
}) => {
  await open(page, `#1/models=gru&${small}`, inMemory);
  await expect(heats(page)).toHaveCount(4);
  await expect(page.locator(".sat-gate canvas")).toHaveCount(2);
  const [first, last] = [heats(page).first(), heats(page).last()];
  await first.hover({ position: { x: 100, y: 20 } });
  const shown = page.locator(".mem-unit-head h3");
  const unit = (await shown.innerText()).replace("Unit ", "");
  await expect(page.locator(".tt-mem .tt-readout").getByText(`unit ${unit}`)).toHaveCount(4);
  await expect(page.locator(".sat-beside")).toContainText([`unit ${unit}: `, `unit ${unit}: `]);
  const above = await page
    .locator(".tt-mem .tt-unit-row")
    .evaluateAll((rows) =>
      rows.map(
        (row) => row.getBoundingClientRect().top - (row.parentElement?.getBoundingClientRect().top ?? 0),
      ),
    );
  expect(new Set(above.map((top) => top.toFixed(1))).size).toBe(1);
  // It stays when the pointer has left, and the next one is a press away.
  await last.click({ position: { x: 100, y: 20 } });
  await page.locator(".mem-head h2").hover();
  await expect(shown).toHaveText(`Unit ${unit}`);
  await page.getByRole("button", { name: "Next unit" }).click();
  await expect(shown).not.toHaveText(`Unit ${unit}`);
  expect(await seriousFindings(page, "main")).toEqual([]);
});

test("a gate is held by keys and by a drag in its heat map while the run goes on, and freed", async ({
  page,
}) => {
  await open(page, `#1/task.length=12&models=lstm&${small}&${endless}`, inMemory);
  await train(page);
  await expect.poll(() => updateShown(page)).toBeGreaterThan(2);
  await pause(page);
  const at = await updateShown(page);
  const forget = page.getByRole("slider", { name: "Hold the forget gate" });
  await expect(forget).toHaveAttribute("aria-valuetext", "free");
  await forget.press("End");
  await expect(forget).toHaveAttribute("aria-valuetext", "held at 100 %");
  await expect.poll(() => page.url()).toContain(`changes=${at}:models.0.clampF:100`);
  // The new trace is that of the held gate.
  await expect(page.getByRole("img", { name: /LSTM: f, forget, .* mean magnitude 1\.00/ })).toBeVisible();

  const box = await heats(page).first().boundingBox();
  if (!box) throw new Error("no heat map");
  await page.keyboard.down("Shift");
  await page.mouse.move(box.x + 100, box.y + 4);
  await page.mouse.down();
  await page.mouse.move(box.x + 110, box.y + box.height / 2, { steps: 3 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  const input = page.getByRole("slider", { name: "Hold the input gate" });
  await expect(input).toHaveAttribute("aria-valuetext", /held at (49|50|51) %/);

  await page.getByRole("button", { name: "Free the input gate" }).click();
  await forget.press("Delete");
  await expect(input).toHaveAttribute("aria-valuetext", "free");
  await expect(forget).toHaveAttribute("aria-valuetext", "free");
  expect(await updateShown(page)).toBe(at);
});

test("on a phone there is one heat map at a time, with letters as tabs, and a slider to hold it", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `#1/models=lstm&${small}`, inMemory);
  await expect(heats(page)).toHaveCount(1);
  await page.getByRole("group", { name: "Gate or state to show" }).getByRole("button", { name: "f" }).click();
  await expect(page.getByRole("img", { name: /LSTM: f, forget/ })).toBeVisible();
  await expect(page.getByRole("slider", { name: "Hold the forget gate" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
