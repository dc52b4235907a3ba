/** A sequence that is typed in place of a held-out one: every panel through time shows it, and its answer is that of the weights. */
import { expect, test } from "./fixtures.ts";
import { hiddenStatePicture, losses, openHere, train, withoutGraphics } from "./page.ts";

const race = "#1/models=simple,lstm&models.*.units=8&task.length=12&training.engine=wasm&training.updates=40";

test("a probe sequence is typed and tapped; states and answers follow, the run does not, and a link shows it", async ({
  page,
}) => {
  await openHere(page, race, withoutGraphics);
  await train(page);
  await expect(page.getByRole("button", { name: /^Train 40 more/ })).toBeVisible({ timeout: 60_000 });
  const before = await losses(page, 40);
  await page.getByRole("tab", { name: "Answers" }).click();
  const own = page.getByRole("textbox", { name: "Sequence" });
  const heldOut = await hiddenStatePicture(page);
  await own.fill("abX");
  for (const key of ["a", "Y"]) await page.getByRole("button", { name: `Add ${key}`, exact: true }).click();
  await expect(own).toHaveValue("abXaY");
  await expect(page.locator(".tt-sample")).toHaveText("your own input, 5 of up to 12 steps");
  await expect.poll(() => hiddenStatePicture(page)).not.toBe(heldOut);
  await expect(page.locator(".an h3").nth(1)).toHaveText("Answer at step 5");
  // Four classes are four probabilities of each model.
  const shares = await page.locator(".an-bar output").allTextContents();
  for (const m of [0, 1]) {
    const sum = [0, 1, 2, 3].reduce((all, k) => all + Number(shares[2 * k + m]), 0);
    expect(Math.abs(sum - 1)).toBeLessThan(0.021);
  }
  // A right answer gives it a loss, which sends gradients back.
  await page.getByLabel("Right answer").selectOption("XY");
  await expect(page.locator(".an-class[data-right] b")).toHaveText("XYright");
  await own.fill("abQ");
  await expect(page.getByRole("alert").filter({ hasText: "“Q” is not a symbol" })).toBeVisible();
  await own.fill("abXbY");
  await expect(page.locator(".an-matrix").first()).toContainText("%");
  await expect.poll(() => new URL(page.url()).searchParams.get("x")).toBe("abXbY");
  expect(await losses(page, 40)).toEqual(before);
  await page.reload();
  await expect(page.locator(".tt-sample")).toHaveText("your own input, 5 of up to 12 steps");
  await page.getByRole("button", { name: "Back to held-out sequences" }).click();
  await expect(page.locator(".tt-sample")).not.toContainText("your own input");
});
