/** A teacher opens a preset on a projector and follows its steps to the end. */
import type { OpenStore } from "../src/store/store.ts";
import { expect, test } from "./fixtures.ts";
import { open, phase, withoutGraphics } from "./page.ts";

test.use({ viewport: { width: 1280, height: 720 } });

test("opens a preset and follows its steps with “Do it”, and nothing is cut", async ({ page }) => {
  await open(page, "#1/training.engine=wasm&models=simple", withoutGraphics);
  await page.getByRole("button", { name: "Change the task" }).click();
  await page.getByRole("button", { name: /^Exploding gradient/ }).click();
  const steps = page.getByRole("region", { name: "Steps" });
  const items = steps.getByRole("listitem");
  await expect(items).toHaveCount(4);
  await expect(steps).toContainText("0 of 4 done");
  // On SIMD, which is fast everywhere: a change of the teacher's own, which the steps outlast.
  await page.evaluate(() => {
    (globalThis as unknown as { unrolled: OpenStore }).unrolled.actions.set("training.engine", "wasm");
  });
  await expect.poll(() => page.url()).toContain("training.engine=wasm");
  await expect.poll(() => phase(page)).toBe("ready");
  const doIt = steps.getByRole("button", { name: "Do it" });

  await doIt.click();
  await expect(items.nth(0)).toHaveAttribute("data-state", "done", { timeout: 120_000 });
  // The row that the present step speaks of is marked, and the step says what will be done.
  const marked = page.locator(".field-marked");
  await expect(marked).toContainText("Clip norm");
  await doIt.click();
  await expect(items.nth(1)).toHaveAttribute("data-state", "done");
  await expect(marked).toHaveCount(0);
  await expect(page.getByLabel("Clip norm", { exact: true })).toHaveValue("1");
  await doIt.click();
  await expect(items.nth(2)).toHaveAttribute("data-state", "done", { timeout: 120_000 });

  await page.screenshot({ path: "test-results/teacher-steps.png" });
  // Nothing of the steps, the buttons or the verdict is cut by an ellipsis or lies outside of the window.
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>(".steps *, .bar-run .button, .verdict *, .invitation *")]
      .filter((one) => one.clientWidth > 0 && one.offsetParent !== null)
      .filter((one) => {
        const { overflowX } = getComputedStyle(one);
        const { right, bottom } = one.getBoundingClientRect();
        const hidden = one.closest(".hidden-word") !== null;
        return (
          !hidden &&
          ((overflowX !== "visible" && one.scrollWidth > one.clientWidth) ||
            right > innerWidth ||
            bottom > innerHeight)
        );
      })
      .map((one) => `${one.className}: ${one.textContent?.slice(0, 60)}`),
  );
  expect(cut).toEqual([]);

  await doIt.click();
  await expect(steps).toContainText("4 of 4 done", { timeout: 180_000 });
  await expect(steps.getByText("All steps are done.")).toHaveCount(1);
  // On a fast machine its 3,000 updates are over before a button could be pressed.
  await page.evaluate(() => {
    (globalThis as unknown as { unrolled: OpenStore }).unrolled.actions.pause();
  });
  await expect.poll(() => phase(page)).toMatch(/^(paused|finished)$/);
  await expect(page.getByRole("region", { name: "What happened" })).toBeVisible();

  // The steps stay through edits and go when they are left; the experiment stays.
  const hash = new URL(page.url()).hash;
  await steps.getByRole("button", { name: /^Leave/ }).click();
  await expect(steps).toHaveCount(0);
  expect(new URL(page.url()).hash).toBe(hash);
});
