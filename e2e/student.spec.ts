/** A student opens the page, trains what it opens with, reads what happened, tries a suggestion and takes it back. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { atFullSpeed, open, phase, train, trainTo, withoutGraphics } from "./page.ts";

/** So slow at first that what is looked at during training is looked at during training. */
const slowly = "&training.speed=5";
const short = `#1/training.updates=160&training.engine=wasm${slowly}`;
const verdict = (page: Page) => page.getByRole("region", { name: "What happened" });

/** Where the panels lie that stay while the verdict comes and goes. */
const places = (page: Page) =>
  page.evaluate(() =>
    ["Loss", "Through time", "Gradient flow"].map((name) => {
      const box = document.querySelector(`section[aria-label="${name}"]`)?.getBoundingClientRect();
      return box && [box.x, box.y, box.width, box.height].map(Math.round).join(" ");
    }),
  );

/** How many pixels of the verdict are out of sight. */
const cut = (page: Page) =>
  page.evaluate(() => {
    const body = document.querySelector(".verdict-body");
    if (!body) return Number.NaN;
    const place = body.getBoundingClientRect();
    const last = Math.max(
      ...[...body.querySelectorAll("*")].map((one) => one.getBoundingClientRect().bottom),
    );
    return Math.max(
      body.scrollHeight - body.clientHeight,
      body.scrollWidth - body.clientWidth,
      Math.round(last - place.bottom),
    );
  });

test("opens, trains, reads the verdict, tries a suggestion and undoes it", async ({ page }) => {
  await open(page, short, withoutGraphics);
  await expect(verdict(page)).toHaveCount(0);
  await train(page);
  await trainTo(page, 3);
  await expect(page.getByRole("status", { name: "Update", exact: true })).toBeVisible();
  const training = await places(page);
  expect(await phase(page)).toBe("training");
  await atFullSpeed(page);
  await expect.poll(() => phase(page), { timeout: 60_000 }).toBe("finished");

  const said = await verdict(page).locator(".verdict-say").innerText();
  expect(said).toMatch(/^(The task was solved by|LSTM|RNN|GRU|All|At update).*\. .*\.$/s);
  expect(await places(page)).toEqual(training);
  for (const size of [
    { width: 1440, height: 900 },
    { width: 1280, height: 720 },
  ]) {
    await page.setViewportSize(size);
    expect(await cut(page), `pixels of the verdict out of sight at ${size.width}`).toBeLessThanOrEqual(0);
    await page.screenshot({ path: `test-results/student-${size.width}.png` });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(page.getByRole("button", { name: "Train 160 more", exact: true })).toBeVisible();

  // Each part points at its panel, for the pointer and for the keyboard.
  const clauses = verdict(page).locator(".verdict-clause");
  expect(await clauses.count()).toBeGreaterThan(1);
  await clauses.first().hover();
  await expect(page.locator("[data-called]")).toHaveAttribute("data-panel", "loss");
  await clauses.last().focus();
  await expect(page.locator("[data-called]")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-called]")).toHaveCount(1);
  await page.mouse.move(1, 1);

  // The chart that the verdict has the place of is one press away.
  await page.getByRole("button", { name: "Gradient norm", exact: true }).click();
  await expect(page.getByRole("region", { name: "Gradient norm" })).toBeVisible();
  await page.getByRole("button", { name: "What happened", exact: true }).click();

  const before = new URL(page.url()).hash;
  const suggestions = verdict(page).locator(".verdict-edit");
  await expect(suggestions).toHaveCount(3);
  await suggestions.first().click();
  const changed = page.getByRole("region", { name: "Changed" });
  await expect(changed).toContainText(" instead of ");
  await page.screenshot({ path: "test-results/student-changed.png" });
  await expect.poll(() => new URL(page.url()).hash).not.toBe(before);
  await changed.getByRole("button", { name: "Undo" }).click();
  await expect(verdict(page).locator(".verdict-say")).toHaveText(said);
  await expect.poll(() => new URL(page.url()).hash).toBe(before);

  // What is tried and trained has a verdict of its own.
  await suggestions.first().click();
  await page.keyboard.press("Space");
  await expect(changed).toHaveCount(0);
  await trainTo(page, 3);
  await page.keyboard.press("Space");
  // How far it came by then, the clock decides; that it is of this run, its words do.
  await expect(verdict(page).locator(".verdict-say")).toHaveText(/\S/);
  await expect(verdict(page).locator(".verdict-say")).not.toHaveText(said);
});

test("on a phone the verdict stands under the loss, and nothing below it moves when training ends", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `#1/training.updates=60&task.length=20&training.engine=wasm${slowly}`, withoutGraphics);
  await train(page);
  await trainTo(page, 3);
  const training = await places(page);
  expect(await phase(page)).toBe("training");
  await atFullSpeed(page);
  await expect.poll(() => phase(page), { timeout: 60_000 }).toBe("finished");
  await expect(verdict(page).locator(".verdict-edit")).toHaveCount(3);
  expect(await places(page)).toEqual(training);
  const [loss, said, band] = await page.evaluate(() =>
    ["Loss", "What happened", "Through time"].map(
      (name) => document.querySelector(`section[aria-label="${name}"]`)?.getBoundingClientRect().top ?? 0,
    ),
  );
  expect(said).toBeGreaterThan(loss as number);
  expect(band).toBeGreaterThan(said as number);
  expect(await cut(page)).toBeLessThanOrEqual(0);
  // The words of the big button fit into it.
  const big = page.getByRole("button", { name: "Train 60 more", exact: true });
  expect(await big.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0);
  await page.screenshot({ path: "test-results/student-390.png", fullPage: true });
});
