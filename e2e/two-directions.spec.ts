/** A layer that reads in both directions, from its switch to the strips, and where it is refused. */
import { expect, test } from "./fixtures.ts";
import { hiddenStatePicture, open, phase, shownFormulas, train, trainTo } from "./page.ts";

const small =
  "&models=gru&models.0.units=8&models.0.bidirectional=1&training.batchSize=8&training.engine=wasm&training.updates=20";

test("the switch in a layer's settings makes a network that reads both ways; strips and equations show either direction", async ({
  page,
}) => {
  await open(page, `#1/task.length=12${small.replace("&models.0.bidirectional=1", "")}`);
  const models = page.getByRole("region", { name: "Models" });
  const weights = models.getByText(/units · [\d,]+ weights/);
  const oneWay = await weights.innerText();
  await models.getByRole("button", { name: "GRU", exact: true }).click();
  await models.getByRole("switch", { name: "Both directions" }).click();
  await expect(page).toHaveURL(/models\.0\.bidirectional=1/);
  await expect(weights).not.toHaveText(oneWay);
  await expect.poll(() => phase(page)).toBe("ready");
  await train(page);
  await trainTo(page, 20);
  const forward = page.getByRole("button", { name: "layer 1, read forward" });
  const backward = page.getByRole("button", { name: "layer 1, read backward" });
  await expect(forward).toHaveAttribute("aria-pressed", "true");
  const before = await hiddenStatePicture(page);
  await backward.click();
  await expect(backward).toHaveAttribute("aria-pressed", "true");
  await expect.poll(() => hiddenStatePicture(page)).not.toBe(before);

  // The equations are of the direction shown: to step t it comes from step t + 1.
  await expect
    .poll(() => shownFormulas(page, ".eq-line .tex"))
    .toEqual([expect.stringMatching(/^ht=zt⊙ht\+1/)]);
  await forward.click();
  await expect
    .poll(() => shownFormulas(page, ".eq-line .tex"))
    .toEqual([expect.stringMatching(/^ht=zt⊙ht−1/)]);
  await backward.click();
  await page.getByRole("button", { name: /The GRU’s computation/ }).click();
  const walk = page.getByRole("region", { name: "Equations" });
  await expect(walk).toContainText("t = 12, unit 1, layer 1 ←");
  // The last equation of step 12 is followed by the first of step 11.
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowRight");
  for (let k = 0; k < 4; k++) await page.keyboard.press("ArrowRight");
  await expect(walk).toContainText("t = 11, unit 1, layer 1 ←");
  await page.getByRole("button", { name: /All equations of the GRU/ }).click();
  await expect(page.getByRole("dialog")).toContainText("Reads from the first time step to the last");
  await expect(page.getByRole("dialog")).toContainText("Reads from the last time step to the first");
  await page.keyboard.press("Escape");

  // Undo goes back to the network that reads one way.
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect(weights).toHaveText(oneWay);
});

test("a task that writes on refuses the switch with a reason and what to do, and Undo leads back", async ({
  page,
}) => {
  await open(page, `#1/task.kind=hello${small.replace("&models.0.bidirectional=1", "")}`);
  const models = page.getByRole("region", { name: "Models" });
  await models.getByRole("button", { name: "GRU", exact: true }).click();
  const both = models.getByRole("switch", { name: "Both directions" });
  await both.click();
  const refusal = page.getByRole("region", { name: "Training stopped" });
  await expect(refusal).toContainText(/GRU reads in both directions, but this task generates text/);
  await expect(refusal).toContainText("Turn off “Both directions”, or choose a task");
  await expect(refusal).not.toContainText("try again");
  expect(await phase(page)).toBe("failed");
  await refusal.getByRole("button", { name: "Undo" }).click();
  await expect(both).not.toBeChecked();
  await expect.poll(() => phase(page)).toBe("ready");
  await expect(refusal).toHaveCount(0);

  // A link that asks for it opens likewise, and nothing is said to be starting.
  await page.goto("about:blank");
  await page.goto("./#1/task.kind=hello&models=gru&models.0.bidirectional=1");
  await expect(refusal).toContainText(/GRU reads in both directions/);
  await expect(page.getByRole("status", { name: "Engine", exact: true })).toHaveText("no engine running");
});
