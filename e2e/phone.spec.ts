/** A phone in class: everything within a press, nothing too small for a finger, nothing cut. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { endless, open, pause, smallRaceOnSimd, train, trainTo, withoutGraphics } from "./page.ts";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

/** WCAG 2.5.8: targets of 24 by 24 pixels. Half a pixel is rounding. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        "button, a[href], input, select, summary, [role='button'], [role='slider'], [role='tab']",
      ),
    ].flatMap((target) => {
      const { width, height } = (target.closest("label") ?? target).getBoundingClientRect();
      const isThere =
        width > 0 &&
        !target.closest("[inert], .skip, .hidden-word, .sr-only") &&
        target.checkVisibility({ visibilityProperty: true });
      return isThere && (width < 23.5 || height < 23.5)
        ? [
            `${target.className || target.tagName} “${(target.getAttribute("aria-label") ?? target.textContent ?? "").slice(0, 30)}” ${Math.round(width)} × ${Math.round(height)}`,
          ]
        : [];
    }),
  );

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test("phone: task, models and training are one press away, and every target is large enough", async ({
  page,
}) => {
  await open(page, smallRaceOnSimd + endless, withoutGraphics);
  expect(await smallTargets(page), "untrained").toEqual([]);
  const pages = page.getByRole("navigation", { name: "Settings pages" });
  for (const name of ["Task", "Models", "Training"]) {
    const button = pages.getByRole("button", { name, exact: true });
    await expect(button).toBeInViewport();
    await button.click();
    await expect(page.getByRole("main", { name, exact: true })).toBeVisible();
    expect(await smallTargets(page), name).toEqual([]);
    expect(await overflow(page), name).toBeLessThanOrEqual(0);
    // A second press closes it again.
    await button.click();
    await expect(page.getByRole("main", { name, exact: true })).toHaveCount(0);
  }
  await train(page);
  await trainTo(page, 3);
  await pause(page);
  expect(await smallTargets(page), "trained").toEqual([]);
});

test("phone: help opens at a panel, and nothing is cut on the smallest screen", async ({ page }) => {
  await open(page, smallRaceOnSimd, withoutGraphics);
  const before = page.url();
  await page.getByRole("button", { name: "Help: Through time" }).click();
  const help = page.getByRole("dialog", { name: "Help" });
  await expect(help.getByRole("heading", { name: "Through time" })).toBeInViewport();
  await help.getByRole("tab", { name: "Glossary" }).click();
  await expect(help.getByText("Nats", { exact: true })).toBeVisible();
  expect(page.url()).toBe(before);
  for (const size of [
    { width: 390, height: 844 },
    { width: 300, height: 600 },
  ]) {
    await page.setViewportSize(size);
    const box = await help.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(size.width);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(size.height);
    await expect(help.getByRole("button", { name: "Close" })).toBeInViewport({ ratio: 1 });
    expect(await overflow(page), `${size.width}`).toBeLessThanOrEqual(0);
  }
  await help.getByRole("button", { name: "Close" }).click();
  const pages = page.getByRole("navigation", { name: "Settings pages" });
  for (const name of ["Task", "Models", "Training"]) {
    await pages.getByRole("button", { name, exact: true }).click();
    expect(await overflow(page), name).toBeLessThanOrEqual(0);
  }
  await expect(page.getByRole("button", { name: "Train", exact: true })).toBeInViewport({ ratio: 1 });
});
