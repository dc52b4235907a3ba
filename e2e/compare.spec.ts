/** The runs that this browser keeps, as a list to go back into. */
import { seriousFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { open, phase, train } from "./page.ts";

const run = (seed: number) =>
  `#1/task.length=8&models=simple,lstm&models.*.units=4&training.batchSize=4&training.engine=wasm&training.updates=30&training.seed=${seed}`;

test("two runs stand in the list with what they came to; one is opened, one is forgotten and comes back", async ({
  page,
}) => {
  await open(page, run(1));
  await page.keyboard.press("7");
  const list = page.getByRole("region", { name: "Runs on this device" });
  await expect(list).toContainText("This browser keeps no runs yet.");
  await train(page);
  await expect.poll(() => phase(page)).toBe("finished");
  const rows = list.getByRole("row").filter({ has: page.getByRole("button", { name: /^Open/ }) });
  await expect(rows).toHaveCount(1);
  await open(page, run(2));
  await train(page);
  await expect.poll(() => phase(page)).toBe("finished");
  await page.keyboard.press("7");
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("seed 1 → 2");
  await expect(rows.last()).toContainText("Temporal order");
  await expect(rows.first()).toContainText(/RNN[\d.]+/);
  await expect(rows.first()).toContainText("finished");
  const curves = rows.first().getByRole("img", { name: "Training losses of RNN, LSTM over updates" });
  await expect(curves.locator("path")).toHaveCount(2);
  expect(await seriousFindings(page)).toEqual([]);

  await rows
    .last()
    .getByRole("button", { name: /^Forget/ })
    .click();
  await expect(rows).toHaveCount(1);
  await list.getByRole("button", { name: "Undo" }).click();
  await expect(rows).toHaveCount(2);

  await rows.last().getByRole("button", { name: /^Open/ }).click();
  await expect(page.getByRole("button", { name: "Restore", exact: true })).toBeVisible();
  expect(await page.evaluate(() => window.unrolled.state.getState().spec.training.seed)).toBe(1);
  await page.getByRole("button", { name: "Restore", exact: true }).click();
  await expect.poll(() => page.evaluate(() => window.unrolled.state.getState().run.update)).toBe(30);
});

test("on a phone a row is a card within the width", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, run(3), "?view=compare");
  await train(page);
  await expect.poll(() => phase(page)).toBe("finished");
  await expect(page.getByRole("button", { name: /^Forget/ })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("runs are kept, named and shown in one chart; two are forgotten, and come back", async ({ page }) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    await open(page, run(seed));
    await train(page);
    await expect.poll(() => phase(page)).toBe("finished");
  }
  await page.keyboard.press("7");
  const list = page.getByRole("region", { name: "Runs on this device" });
  const rows = list.getByRole("row").filter({ has: page.getByRole("checkbox") });
  await expect(rows).toHaveCount(5);
  await rows.nth(1).getByRole("button", { name: /^Keep/ }).click();
  const name = rows.nth(1).getByRole("textbox", { name: /^Name of the run/ });
  await name.fill("the fourth seed");
  await name.press("Enter");
  for (const r of [0, 1, 2]) await rows.nth(r).getByRole("checkbox").check();
  const chart = list.getByRole("region", { name: "Chosen runs" });
  await expect(chart.locator(".cm-chart path")).toHaveCount(6);
  await expect(chart.getByRole("rowheader").filter({ hasText: "the fourth seed" })).toHaveCount(1);
  await chart.getByRole("button", { name: "gradient norm" }).click();
  await expect(chart.locator(".cm-chart path")).toHaveCount(6);
  await rows.nth(2).getByRole("checkbox").uncheck();
  await chart.getByRole("button", { name: "Forget these 2" }).click();
  await expect(rows).toHaveCount(3);
  await list.getByRole("button", { name: "Undo" }).click();
  await expect(rows).toHaveCount(5);

  // Kept by hand: it is there after a reload, and opens as it was.
  await page.reload();
  await expect(name).toHaveValue("the fourth seed");
  await rows.nth(1).getByRole("button", { name: /^Open/ }).click();
  await page.getByRole("button", { name: "Restore", exact: true }).click();
  await expect.poll(() => page.evaluate(() => window.unrolled.state.getState().run.update)).toBe(30);
  expect(await page.evaluate(() => window.unrolled.state.getState().spec.training.seed)).toBe(4);
});
