/** Everything that can have the focus is pressed once: none of it may lose the experiment, or the address that holds it. */
import type { Page } from "@playwright/test";
import type { OpenStore } from "../src/store/store.ts";
import { expect, test } from "./fixtures.ts";
import { endless, open, painted, phase, smallRaceOnSimd, withoutGraphics } from "./page.ts";

type WithUnrolled = typeof globalThis & { readonly unrolled: OpenStore };
const focusable =
  "button:enabled, a[href], input:enabled, select:enabled, textarea:enabled, summary, [tabindex]:not([tabindex='-1'])";

/** The experiment without what is only looked at, and whether the address holds it. */
const standing = (page: Page) =>
  page.evaluate(() => {
    const { state, actions } = (globalThis as WithUnrolled).unrolled;
    const { spec, canUndo } = state.getState();
    const { view: _, ...experiment } = spec;
    const { updates: __, ...training } = experiment.training;
    return {
      experiment: JSON.stringify({ ...experiment, training }),
      canUndo,
      isInAddress: actions.link() === location.href,
    };
  });

/** What is under the focus: its words, and whether it is meant to change the experiment. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement as HTMLElement;
    const name = at.getAttribute("aria-label") ?? at.textContent ?? "";
    return {
      name: `${at.tagName.toLowerCase()} ${name.trim().slice(0, 60)}`,
      isSwitch: at.matches("input[type=checkbox], input[type=radio]"),
      leaves: at instanceof HTMLAnchorElement,
      href: at.getAttribute("href"),
      isSetting: at.closest("aside, [data-page], .phone-page, dialog, [popover]") !== null,
    };
  });

async function pressAll(page: Page, hash: string): Promise<readonly string[]> {
  await open(page, hash, withoutGraphics);
  const first = await standing(page);
  const count = await page.locator(focusable).filter({ visible: true }).count();
  const pressed: string[] = [];
  for (let k = 0; k < count; k++) {
    const control = page.locator(focusable).filter({ visible: true }).nth(k);
    if ((await control.count()) === 0) break;
    await control.focus();
    const { name, isSwitch, leaves, href, isSetting } = await focused(page);
    expect(href?.startsWith("#") ?? false, `${name} is an anchor, whose target would replace the link`).toBe(
      false,
    );
    pressed.push(name);
    if (leaves) continue;
    await page.keyboard.press(isSwitch ? "Space" : "Enter");
    await painted(page);
    const now = await standing(page);
    if (!isSetting) expect(now.experiment, name).toBe(first.experiment);
    else if (now.experiment !== first.experiment)
      await expect.poll(async () => (await standing(page)).canUndo, name).toBe(true);
    await page.evaluate(() => {
      (globalThis as WithUnrolled).unrolled.actions.pause();
      for (const dialog of document.querySelectorAll("dialog[open]")) (dialog as HTMLDialogElement).close();
    });
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await standing(page)).isInAddress, name).toBe(true);
    if ((await standing(page)).experiment === first.experiment) continue;
    await page.evaluate((to) => {
      location.hash = to;
    }, hash);
    await expect.poll(async () => (await standing(page)).experiment, name).toBe(first.experiment);
  }
  return pressed;
}

test("every control of the page is pressed once, and the experiment stays where it should", async ({
  page,
}) => {
  test.setTimeout(240_000);
  const pressed = await pressAll(page, smallRaceOnSimd);
  expect(pressed.length).toBeGreaterThan(30);
  expect(pressed[0]).toMatch(/skip to the charts/i);
});

test("the first Tab stop leads to the charts, and the experiment trains on", async ({ page }) => {
  await open(page, smallRaceOnSimd + endless, withoutGraphics);
  await page.evaluate(() => (globalThis as WithUnrolled).unrolled.actions.train());
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Skip to the charts" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  // Train may still be on its way to the worker.
  await expect.poll(() => phase(page)).toBe("training");
  await expect.poll(async () => (await standing(page)).isInAddress).toBe(true);
});

test("an anchor in the address is refused in a sentence, and the experiment keeps its address", async ({
  page,
}) => {
  await open(page, smallRaceOnSimd, withoutGraphics);
  const before = await standing(page);
  for (const hash of ["#charts", "#foo", "#"]) {
    await page.evaluate((to) => {
      location.hash = to;
    }, hash);
    await expect.poll(async () => (await standing(page)).isInAddress).toBe(true);
    expect((await standing(page)).experiment).toBe(before.experiment);
    if (hash !== "#") await expect(page.getByRole("region", { name: /link/i })).toContainText(`“${hash}”`);
  }
  // A link that another one follows within the time of a write is opened all the same.
  await page.evaluate(() => {
    const { actions } = (globalThis as WithUnrolled).unrolled;
    actions.set("training.clipNorm", 2);
    location.hash = "#1/task.kind=adding&task.length=10&models=gru&models.0.units=4&training.engine=wasm";
  });
  await expect
    .poll(() => page.evaluate(() => (globalThis as WithUnrolled).unrolled.state.getState().spec.task.kind))
    .toBe("adding");
  expect((await standing(page)).canUndo).toBe(true);
});
