import { expect, test } from "./fixtures.ts";
import { endless, losses, open, pause, phase, smallRace, train, trainTo, updateShown } from "./page.ts";

test("a shared link, opened in a fresh profile, gives the same losses to the last bit", async ({
  page,
  context,
  browser,
  baseURL,
  guard,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, smallRace + endless);
  const one = page.getByRole("button", { name: "One update" });
  for (let update = 1; update <= 3; update++) {
    await one.click();
    await expect.poll(() => updateShown(page)).toBe(update);
  }
  // A change in the middle travels with the link and is repeated at its update.
  const rate = page.getByLabel("Learning rate", { exact: true }).first();
  await rate.fill("0.02");
  await rate.press("Enter");
  for (let update = 4; update <= 6; update++) {
    await one.click();
    await expect.poll(() => updateShown(page)).toBe(update);
  }
  const mine = await losses(page, 6);
  // It says so for a moment only: whoever begins to look after the press may come too late.
  const told = page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const look = () =>
          /link copied/i.test(document.body.innerText) ? resolve() : requestAnimationFrame(look);
        look();
      }),
  );
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await told;
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.length).toBeLessThan(500);

  const other = await browser.newContext({ ...(baseURL ? { baseURL } : {}) });
  await guard.watch(other);
  const theirs = await other.newPage();
  await theirs.goto(link);
  await expect.poll(() => phase(theirs)).toBe("ready");
  await train(theirs);
  await trainTo(theirs, 6);
  await pause(theirs);
  expect(await losses(theirs, 6)).toEqual(mine);
  await other.close();
});

test("a link put into the address bar of the open page replaces the experiment", async ({ page }) => {
  await open(page, smallRace);
  await page.evaluate(() => {
    location.hash = "#1/task.kind=adding&task.length=10&models=gru&models.0.units=4&training.batchSize=4";
  });
  await expect(page.getByRole("status", { name: "GRU loss" })).toBeVisible();
  await expect(page.getByRole("status", { name: "LSTM loss" })).toHaveCount(0);
});
