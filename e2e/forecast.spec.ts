import { expect, test } from "./fixtures.ts";
import { open, train, trainTo } from "./page.ts";

const sine =
  "#1/task.kind=sine&models=lstm,gru&models.*.units=12&training.batchSize=8&training.engine=wasm&training.updates=60";

test("a forecast runs freely: it is drawn, follows training and the slider, and the link holds the horizon", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, sine);
  const picture = page.getByRole("img", { name: /Free-running forecast/ });
  await expect(picture).toHaveAccessibleName(
    /over 50 steps after held-out sequence 1, at update 0\..*LSTM [\d.]+, GRU [\d.]+, same as last [\d.]+\./,
  );
  await expect(picture.locator("path.fc-model")).toHaveCount(2);
  await expect(
    page.getByText("After 50 steps of data, each model reads its own last forecast"),
  ).toBeVisible();
  const untrained = await picture.locator("path.fc-model").first().getAttribute("d");
  const truth = await picture.locator("path.fc-truth").getAttribute("d");

  await train(page);
  await trainTo(page, 60);
  await expect(picture).toHaveAccessibleName(/at update 60\./);
  expect(await picture.locator("path.fc-model").first().getAttribute("d")).not.toBe(untrained);
  const points = (d: string | null) => (d?.match(/[ML]/g) ?? []).length;
  expect(points(truth)).toBe(51);

  const slider = page.getByRole("slider", { name: "Horizon" });
  await slider.fill("400");
  await expect(picture).toHaveAccessibleName(/over 400 steps .* at update 60\./);
  await expect.poll(() => page.url()).toContain("view.horizon=400");
  for (const line of await picture.locator("path[class^=fc-]").all())
    expect(points(await line.getAttribute("d"))).toBeLessThanOrEqual(300);
  await slider.fill("1");
  await expect(picture).toHaveAccessibleName(/over 1 step after/);

  await page.getByRole("tabpanel", { name: "Forecast" }).hover();
  await page
    .getByRole("tabpanel", { name: "Forecast" })
    .getByRole("button", { name: "Copy numbers" })
    .click();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toContain("steps after");
  const rows = (await copied()).split("\n");
  expect(rows[0]).toBe(
    "steps after the last value read\tvalue in the data\tLSTM forecast\tGRU forecast\tsame as the last step",
  );
  expect(rows.at(-1)).toMatch(/^1(\t-?\d+\.\d+){4}$/);
  await page.reload();
  await expect(picture).toHaveAccessibleName(/over 1 step after .* at update 0\./);
});

test("a task that foretells no series has no forecast", async ({ page }) => {
  await open(page, "#1/task.length=10&models=gru&models.0.units=4&training.batchSize=4");
  await expect(page.getByRole("tab", { name: "Forecast" })).toHaveCount(0);
});
