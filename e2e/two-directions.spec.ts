/** A layer that reads in both directions, from its switch to the strips, and where it is refused. */
import { expect, test } from "./fixtures.ts";
import { hiddenStatePicture, open, phase, trainTo } from "./page.ts";

const small =
  "&models=gru&models.0.units=8&models.0.bidirectional=1&training.batchSize=8&training.engine=wasm&training.updates=20";

test("a network that reads both ways trains, and the strips show either direction", async ({ page }) => {
  await open(page, `#1/task.length=12${small}`);
  await page.getByRole("button", { name: "Train", exact: true }).first().click();
  await trainTo(page, 20);
  const forward = page.getByRole("button", { name: "layer 1, read forward" });
  const backward = page.getByRole("button", { name: "layer 1, read backward" });
  await expect(forward).toHaveAttribute("aria-pressed", "true");
  const before = await hiddenStatePicture(page);
  await backward.click();
  await expect(backward).toHaveAttribute("aria-pressed", "true");
  await expect.poll(() => hiddenStatePicture(page)).not.toBe(before);
});

test("a task that writes on refuses it with a reason", async ({ page }) => {
  await page.goto(`./#1/task.kind=hello${small}`);
  await expect(page.getByText(/GRU reads in both directions, but this task writes on/).first()).toBeVisible();
  expect(await phase(page)).toBe("failed");
});
