/**
 * The page from a class-room server: plain http from another machine is no secure context, so that the browser has neither
 * clipboard nor Web Locks for it. It trains, copies, shares and keeps runs all the same.
 */
import type { Page } from "@playwright/test";
import { launchOptions } from "../scripts/browser-flags.ts";
import { BASE } from "../scripts/serve-dist.ts";
import { en } from "../src/text/en.ts";
import { expect, test } from "./fixtures.ts";
import { losses, open, pause, phase, smallRaceOnSimd, train, trainTo, updateShown } from "./page.ts";

const host = "classroom.test";
test.use({
  baseURL: `http://${host}:${process.env.E2E_PORT}${BASE}`,
  launchOptions: {
    ...launchOptions,
    args: [...launchOptions.args, `--host-resolver-rules=MAP ${host} 127.0.0.1`],
  },
});

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first();
const byHand = (page: Page) => page.getByRole("dialog", { name: en.copy.heading });
/** What Ctrl+C would copy. */
const selected = (page: Page) => page.evaluate(() => String(getSelection()));

/** Presses a button that copies, reads what is selected for copying by hand, and closes. */
async function copied(page: Page, press: () => Promise<void>): Promise<string> {
  await press();
  await expect(byHand(page)).toBeVisible();
  const field = page.getByRole("textbox", { name: en.copy.text });
  await expect(field).toBeFocused();
  const text = await field.inputValue();
  expect(await selected(page)).toBe(text);
  await page.keyboard.press("Escape");
  await expect(byHand(page)).toHaveCount(0);
  return text;
}

test("on plain http from another machine the page trains, copies by hand, shares and keeps runs", async ({
  page,
}) => {
  await open(page, `${smallRaceOnSimd}&training.speed=20`);
  expect(
    await page.evaluate(() => [isSecureContext, "clipboard" in navigator, "locks" in navigator]),
  ).toEqual([false, false, false]);
  await train(page);
  await trainTo(page, 10);
  await pause(page);
  const at = await updateShown(page);
  const mine = await losses(page, at);

  // Every button that copies numbers.
  const copies = page.getByRole("button", { name: /^copy numbers$/i });
  await expect(copies.first()).toBeVisible();
  const count = await copies.count();
  expect(count).toBeGreaterThanOrEqual(3);
  for (let n = 0; n < count; n++) {
    const table = await copied(page, () => copies.nth(n).click());
    expect(table.trimEnd().split("\n").length, `table ${n}`).toBeGreaterThan(5);
    expect(table, `table ${n}`).toContain("\t");
  }

  const link = await copied(page, () => button(page, en.app.controls.copyLink).click());
  expect(link).toBe(page.url());
  expect(link).toContain(`http://${host}:`);

  // The run is offered again by what stands in for Web Locks, and goes on.
  await page.reload();
  await expect.poll(() => phase(page)).toBe("ready");
  await button(page, en.store.offer.goOn).click();
  await expect.poll(() => phase(page)).toBe("paused");
  expect(await losses(page, at)).toEqual(mine);
  await button(page, en.app.controls.oneUpdate).click();
  await expect.poll(() => updateShown(page)).toBe(at + 1);
});
