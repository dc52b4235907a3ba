/** Settings around the cells, set by hand: what they change on the page, what the link says, and the way back. */
import { expect, test } from "./fixtures.ts";
import { open, phase } from "./page.ts";

const link =
  "#1/task.length=12&models=gru,lstm&models.*.units=8&training.batchSize=8&training.engine=wasm&training.updates=20";

test("first state, dropout and loss are in the settings, in the link and in Undo", async ({ page }) => {
  await open(page, link);
  const models = page.getByRole("region", { name: "Models" });
  const count = models.getByText(/units · [\d,]+ weights/).first();
  const free = await count.innerText();
  await models.getByRole("button", { name: "GRU", exact: true }).click();
  await models.getByRole("combobox", { name: "Initial state" }).selectOption("learned");
  await expect(page).toHaveURL(/models\.0\.initialState=learned/);
  // A learned initial state is one weight per unit.
  await expect(count).not.toHaveText(free);
  const dropout = models.getByRole("textbox", { name: "Dropout" });
  await dropout.fill("30");
  await dropout.press("Enter");
  await expect(page).toHaveURL(/models\.0\.dropout=30/);
  const training = page.getByRole("region", { name: "Training" });
  await training.getByRole("button", { name: /^more/ }).click();
  await training.getByRole("combobox", { name: "Reduction" }).selectOption("sum");
  await expect(page).toHaveURL(/training\.reduction=sum/);
  await expect.poll(() => phase(page)).toBe("ready");
  await page.getByRole("button", { name: "One update" }).click();
  await expect.poll(() => phase(page)).toBe("paused");

  const whole = page.url();
  for (const gone of ["training.reduction=sum", "dropout=30", "initialState=learned"]) {
    await page.getByRole("button", { name: "Undo" }).first().click();
    await expect(page).not.toHaveURL(new RegExp(gone));
  }
  await expect(count).toHaveText(free);
  await page.goto("about:blank");
  await open(page, whole.slice(whole.indexOf("#")));
  await models.getByRole("button", { name: "GRU", exact: true }).click();
  await expect(models.getByRole("textbox", { name: "Dropout" })).toHaveValue("30");
  await expect(models.getByRole("combobox", { name: "Initial state" })).toHaveValue("learned");
});

test("a loss at every step is refused where there is no answer, and a layer without memory has fewer settings", async ({
  page,
}) => {
  await open(page, link);
  const training = page.getByRole("region", { name: "Training" });
  await training.getByRole("button", { name: /^more/ }).click();
  await training.getByRole("combobox", { name: "Loss computed at" }).selectOption("every");
  const refusal = page.getByRole("region", { name: "Training stopped" });
  await expect(refusal).toContainText("Set “Loss computed at” to “task default” or “last step”");
  await refusal.getByRole("button", { name: "Undo" }).click();
  await expect(refusal).toHaveCount(0);

  const models = page.getByRole("region", { name: "Models" });
  await models.getByRole("button", { name: "GRU", exact: true }).click();
  await models.getByRole("button", { name: "Add a layer to GRU" }).click();
  await models.getByRole("button", { name: "Layer 1: GRU" }).click();
  await models.getByLabel("Cell", { exact: true }).selectOption({ label: "Embedding (no memory)" });
  await expect(models.getByRole("combobox", { name: "Input weights" })).toBeVisible();
  await expect(models.getByRole("combobox", { name: "Initial state" })).toHaveCount(0);
  await expect(models.getByRole("switch", { name: "Both directions" })).toHaveCount(0);
  await models.getByRole("button", { name: "Layer 2: GRU" }).click();
  await expect(models.getByRole("combobox", { name: "Initial state" })).toBeVisible();
  await page.getByRole("button", { name: "One update" }).click();
  await expect.poll(() => phase(page)).toBe("paused");
});
