/** The Network view: one cell, what it shares, and all steps below it. */
import { expect, test } from "./fixtures.ts";
import { open, train, trainTo, withoutGraphics } from "./page.ts";

const link =
  "#1/task.length=12&models=simple,lstm,gru&models.*.units=8&training.batchSize=8&training.engine=wasm&training.updates=20";
const overflow = (main: HTMLElement) => main.scrollHeight - main.clientHeight;

test("a matrix lights its uses and the equation's letter, the letter lights the matrix, and the slider folds and unfolds", async ({
  page,
}) => {
  await open(page, link, `${withoutGraphics}&view=network&t=6`);
  const panel = page.locator("[data-panel=unrolled]");
  await expect(panel.getByRole("heading", { name: "One cell, used 12 times" })).toBeVisible();
  const drawing = panel.getByRole("img", { name: /^RNN: one cell of 8 units, drawn at steps 5 to 7\./ });
  await expect(drawing).toBeVisible();
  const uses = panel.locator(".un-use[data-lit]");
  // The recurrent matrix is lit at first: once for every step that is drawn.
  await expect(uses).toHaveCount(3);
  await expect(panel.locator(".un-use[data-lit] .un-letter")).toHaveCount(3);
  const recurrent = panel.getByRole("button", { name: "used 11 times" });
  await expect(recurrent).toHaveAttribute("aria-pressed", "true");
  const input = panel.getByRole("button", { name: "used 12 times" });
  await input.hover();
  await expect(panel.locator(".un-use[data-lit][data-matrix=kernel]")).toHaveCount(3);
  const letter = panel.locator(".un-equations .tex-lit");
  await expect(letter).toHaveCount(1);
  await expect(recurrent).not.toHaveAttribute("data-lit");
  await page.mouse.move(0, 0);
  await expect(recurrent).toHaveAttribute("data-lit");
  await panel.locator(".un-equations [data-symbol='|layers.0.kernel']").hover();
  await expect(input).toHaveAttribute("data-lit");

  const slider = panel.getByRole("slider", { name: "Steps drawn" });
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await expect(slider).toHaveAttribute("aria-valuetext", "every step");
  await page.mouse.move(0, 0);
  await expect(uses).toHaveCount(11);
  await page.keyboard.press("Home");
  await expect(panel.getByRole("img", { name: /drawn at step 6, as a loop/ })).toBeVisible();

  // Keys move the step of the axis below, and the drawing follows.
  await page.keyboard.press("ArrowRight");
  await page.getByRole("region", { name: "All steps" }).getByRole("slider", { name: "Time step" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(panel.getByRole("img", { name: /drawn at steps 6 to 8\./ })).toBeVisible();
});

test("gates are valves, a held one is fixed at its value, and the newest weights are shown", async ({
  page,
}) => {
  await open(page, `${link}&models.1.clampF=100`, `${withoutGraphics}&view=network`);
  const panel = page.locator("[data-panel=unrolled]");
  await panel.getByRole("group", { name: "Model to draw" }).getByRole("button", { name: "LSTM" }).click();
  await expect(panel.locator(".un-valve")).toHaveCount(9);
  await expect(panel.locator(".un-valve[data-held]")).toHaveCount(3);
  await expect(panel.locator(".un-valve[data-held]").first()).toContainText("= 1.00");
  await expect(panel.getByText("3 × 8 × 8")).toBeVisible();
  const picture = () =>
    panel
      .locator(".un-weights")
      .nth(1)
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const before = await picture();
  await train(page);
  await trainTo(page, 20);
  await expect.poll(picture).not.toBe(before);
});

test("one to four models fit without scrolling on both screens, and on a phone there is one step", async ({
  page,
}) => {
  for (const models of ["lstm", "simple,lstm,gru,lstm"]) {
    await open(page, link.replace("simple,lstm,gru", models), `${withoutGraphics}&view=network`);
    for (const size of [
      { width: 1440, height: 900 },
      { width: 1280, height: 720 },
    ]) {
      await page.setViewportSize(size);
      await expect(page.locator(".tt-chain")).toHaveCount(models.split(",").length);
      await expect
        .poll(() => page.locator("main").evaluate(overflow), `${models} ${size.width}`)
        .toBeLessThanOrEqual(1);
    }
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole("img", { name: /drawn at step 12\./ })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
