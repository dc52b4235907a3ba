/** Stacks by hand: layers of their own cell, what the link says of them, their pictures, and races of equal parameters. */
import { expect, test } from "./fixtures.ts";
import { hiddenStatePicture, open, smallRace, trainTo } from "./page.ts";

test("a layer is added, set, shown, trained and removed; Undo brings it back", async ({ page }) => {
  await open(page, smallRace);
  const cards = page.getByRole("region", { name: "Models" });
  await cards.getByRole("button", { name: "GRU", exact: true }).click();
  await cards.getByRole("button", { name: "Add a layer to GRU" }).click();
  await expect(cards.getByRole("button", { name: "Layer 2: GRU" })).toHaveAttribute("aria-pressed", "true");
  await cards.getByLabel("Cell", { exact: true }).selectOption({ label: "LSTM" });
  await cards.getByLabel("Units", { exact: true }).fill("5");
  await cards.getByLabel("Units", { exact: true }).press("Enter");
  await expect(cards.getByText("8 + 5 units")).toBeVisible();
  // The first layer is as it was.
  await cards.getByRole("button", { name: "Layer 1: GRU" }).click();
  await expect(cards.getByLabel("Units", { exact: true })).toHaveValue("8");

  // A stack of four is as high as it goes.
  const add = cards.getByRole("button", { name: /^Add a layer to/ });
  await add.click();
  await add.click();
  await expect(add).toHaveCount(0);
  await cards.getByRole("button", { name: "Remove layer 4" }).click();
  await cards.getByRole("button", { name: "Remove layer 3" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(cards.getByRole("button", { name: /^Layer 3/ })).toHaveCount(1);
  await cards.getByRole("button", { name: /^Layer 3/ }).click();
  await cards.getByRole("button", { name: "Remove layer 3" }).click();

  await page.getByRole("button", { name: "One update" }).click();
  await trainTo(page, 1);
  await expect.poll(() => hiddenStatePicture(page)).not.toBe("");
  const strips = page.getByRole("group", { name: "Layer to show" });
  const last = await hiddenStatePicture(page);
  await strips.getByRole("button", { name: "1", exact: true }).click();
  await expect.poll(() => hiddenStatePicture(page), "another layer, another picture").not.toBe(last);

  // Whoever opens the link has the same stack.
  const link = page.url();
  expect(link).toMatch(/lstm/);
  await page.goto("about:blank");
  await page.goto(link);
  await expect(cards.getByText("8 + 5 units")).toBeVisible();
});

test("a race of equal parameters in one press, and back by Undo", async ({ page }) => {
  await open(page, smallRace);
  const cards = page.getByRole("region", { name: "Models" });
  const weights = async () =>
    (await cards.getByText(/weights/).allInnerTexts()).map((text) =>
      Number(/([\d,]+) weights/.exec(text)?.[1]?.replaceAll(",", "")),
    );
  const [simple = 0, lstm = 0] = await weights();
  expect(lstm).toBeGreaterThan(2 * simple);
  await cards.getByRole("button", { name: "Equal parameters for all models" }).click();
  await cards.getByRole("button", { name: /^As many as LSTM/ }).click();
  await expect(cards.getByText(/^tanh · 1\d units/)).toBeVisible();
  for (const count of await weights()) expect(Math.abs(count / lstm - 1)).toBeLessThan(0.06);
  await expect(cards.getByRole("button", { name: /^As many as LSTM/ })).toHaveAttribute(
    "aria-current",
    "true",
  );
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(weights).toContain(simple);
});
