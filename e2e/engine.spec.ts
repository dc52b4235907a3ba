/** What computes: the status that names it, the menu that it opens, and a choice that travels in the link. */
import type { Page } from "@playwright/test";
import { seriousFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { endless, losses, open, pause, phase, smallRace, train, trainTo, withoutGraphics } from "./page.ts";

const status = (page: Page) => page.getByRole("status", { name: "Engine", exact: true });
const button = (page: Page) => status(page).getByRole("button");
const menu = (page: Page) => page.getByRole("dialog", { name: "Engine" });
const choice = (page: Page, name: RegExp) => menu(page).getByRole("radio", { name });

test("the status names the engine, and opens what each was measured to take", async ({ page }) => {
  await open(page, smallRace);
  await expect(status(page)).toContainText(/WASM SIMD|WebGL2/);
  expect(page.url()).not.toContain("engine");
  await button(page).click();
  await expect(button(page)).toHaveAttribute("aria-expanded", "true");
  await expect(choice(page, /^Automatic/)).toBeChecked();
  await expect(choice(page, /^Automatic/)).toBeFocused();
  for (const name of [/^WASM SIMD/, /^WebGL/, /^Reference/]) await expect(choice(page, name)).toBeVisible();
  await expect(choice(page, /[\d.]+ ms per update/).first()).toBeVisible();
  await expect(choice(page, /in use/)).toHaveCount(1);
  await expect(choice(page, /^Reference.*not measured/)).toHaveCount(1);
  await expect(menu(page)).toContainText("reproduced bit for bit");
  // Single keys are not for the page behind it.
  await page.keyboard.press("r");
  await page.keyboard.press("Escape");
  await expect(menu(page)).toBeHidden();
  await expect(button(page)).toBeFocused();
  await expect(button(page)).toHaveAttribute("aria-expanded", "false");
  await button(page).click();
  await page.mouse.click(20, 700);
  await expect(menu(page)).toBeHidden();
});

test("choosing the reference starts a run on it, and the link carries it; automatic takes it out again", async ({
  page,
}) => {
  // Without WebGL the choice is the same, and tfjs need not compile.
  await open(page, smallRace + endless, withoutGraphics);
  const automatic = await status(page).innerText();
  const trained = async () => {
    await train(page);
    await trainTo(page, 3);
    await pause(page);
    return losses(page, 3);
  };
  const fast = await trained();
  await button(page).click();
  await choice(page, /^Reference/).check();
  await expect(status(page)).toContainText("Reference");
  await expect.poll(() => page.url()).toContain("training.engine=reference");
  await expect(choice(page, /^Reference.*in use/)).toBeChecked();
  await page.keyboard.press("Escape");
  await expect.poll(() => phase(page)).toBe("ready");
  const slow = await trained();
  for (const [m, curve] of slow.entries())
    for (const [u, loss] of curve.entries()) expect(loss).toBeCloseTo(fast[m]?.[u] ?? Number.NaN, 4);
  // The link alone says it too.
  await page.goto("about:blank");
  await open(page, `${smallRace}${endless}&training.engine=reference`, withoutGraphics);
  await expect(status(page)).toContainText("Reference");
  await button(page).click();
  await expect(choice(page, /^Reference/)).toBeChecked();
  await choice(page, /^Automatic/).check();
  await expect(status(page)).toHaveText(automatic);
  await expect.poll(() => page.url()).not.toContain("engine");
  await page.keyboard.press("Escape");
  await expect.poll(() => phase(page)).toBe("ready");
  expect(await trained()).toEqual(fast);
});

test("Undo goes on with the engine that the run has had", async ({ page }) => {
  await open(page, smallRace);
  const automatic = await status(page).innerText();
  await page.getByRole("button", { name: "One update" }).click();
  await trainTo(page, 1);
  await button(page).click();
  await choice(page, /^Reference/).check();
  await expect(status(page)).toContainText("Reference");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect(status(page)).toHaveText(automatic);
  await trainTo(page, 1);
  expect(page.url()).not.toContain("engine");
});

test("what a link asks for and does not run here gives way, with a sentence", async ({ page }) => {
  await page.goto(`./?backend=cpu${smallRace}&training.engine=webgl`);
  await expect(status(page)).toContainText(/WASM|CPU/);
  await expect(
    page.getByText(/^The fused WebGL engine, which was requested, cannot run this experiment/),
  ).not.toHaveCount(0);
  await button(page).click();
  await expect(choice(page, /^WebGL.*not available/)).toBeChecked();
  await expect(menu(page)).toContainText("Training runs on the CPU, as requested.");
});

test("where the CPU is asked for, a link may still ask for SIMD", async ({ page }) => {
  await page.goto(`./?backend=cpu${smallRace}`);
  await expect(status(page)).toContainText("Reference, CPU");
  await page.goto("about:blank");
  await page.goto(`./?backend=cpu${smallRace}&training.engine=wasm`);
  await expect(status(page)).toContainText("WASM SIMD");
});

for (const colorScheme of ["light", "dark"] as const)
  test(`${colorScheme}: the menu fits every screen, axe finds nothing serious`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, smallRace);
    for (const [width, height] of [
      [1440, 900],
      [1280, 720],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await button(page).click();
      const box = await menu(page).boundingBox();
      expect(box?.x, `${width}`).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0), `${width}`).toBeLessThanOrEqual(width);
      expect((box?.y ?? 0) + (box?.height ?? 0), `${width}`).toBeLessThanOrEqual(height);
      // What lies under the menu has a test of its own.
      expect(await seriousFindings(page, ".engine-menu", ".run-engine"), `${width}`).toEqual([]);
      await page.screenshot({ path: `test-results/engine-${width}-${colorScheme}.png` });
      await page.keyboard.press("Escape");
      await expect(menu(page)).toBeHidden();
    }
  });
