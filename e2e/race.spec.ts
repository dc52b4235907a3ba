import { expect, test } from "./fixtures.ts";
import {
  heldOutLosses,
  hiddenStatePicture,
  losses,
  open,
  pause,
  phase,
  smallRace,
  train,
  trainTo,
  updateShown,
  updateStatus,
} from "./page.ts";

test("the default race trains on WebGL: losses fall, states move, time left is shown", async ({ page }) => {
  test.setTimeout(240_000);
  await open(page, "#1/training.engine=webgl&training.updates=1000000");
  const engine = page.getByRole("status", { name: "Engine", exact: true });
  await expect(engine).toContainText("WebGL");
  expect(
    await page.evaluate(
      () =>
        (
          globalThis as never as { unrolled: { state: { getState(): { device: { backend: string } } } } }
        ).unrolled.state.getState().device.backend,
    ),
  ).toBe("webgl");
  // Untrained networks already show their states.
  await expect.poll(() => hiddenStatePicture(page)).toMatch(/\d+x\d+:-?\d+ \d+x\d+:-?\d+ \d+x\d+:-?\d+/);
  const untrained = await hiddenStatePicture(page);
  await train(page);
  await trainTo(page, 2);
  await expect(updateStatus(page)).toContainText(/of 1,000,000/);
  await expect(page.getByText(/\d(\.\d)? (s|min|h|days)\b.* left/).first()).toBeVisible();
  await expect.poll(() => hiddenStatePicture(page)).not.toBe(untrained);
  // The evaluation of update 20 is told before update 21, and may come after a pause at update 20.
  await trainTo(page, 21);
  await pause(page);
  const curves = await losses(page, 20);
  expect(curves).toHaveLength(3);
  expect(curves.flat().every(Number.isFinite)).toBe(true);
  // By update 20 the LSTM is below chance, ln 4. That it solves the task is told on SIMD (solved.spec.ts), where it takes seconds.
  const heldOut = await heldOutLosses(page);
  const [first, last] = [0, 20].map((update) => heldOut.find((one) => one.update === update));
  expect(last?.losses).toHaveLength(3);
  for (const [m, loss] of (last?.losses ?? []).entries()) expect(loss).toBeLessThan(first?.losses[m] ?? 0);
  expect(last?.losses[1]).toBeLessThan(Math.log(4));
});

test("after every single update the number, the losses and the hidden states change", async ({ page }) => {
  await open(page, smallRace);
  const seen = new Set<string>();
  for (let update = 1; update <= 5; update++) {
    await page.getByRole("button", { name: "One update" }).click();
    await expect.poll(() => updateShown(page)).toBe(update);
    // All strips of one refresh belong to one update, whose number stands above them.
    await expect(page.getByText(new RegExp(`^at update ${update}$`)).first()).toBeVisible();
    await expect.poll(async () => seen.has(await hiddenStatePicture(page))).toBe(false);
    seen.add(await hiddenStatePicture(page));
  }
  expect(seen.size).toBe(5);
  for (const name of ["RNN", "LSTM", "GRU"])
    await expect(page.getByRole("status", { name: `${name} loss` })).toContainText(/\d/);
});

test("reset starts over, undo brings the run back and it goes on to the same losses", async ({ page }) => {
  await open(page, smallRace);
  const one = page.getByRole("button", { name: "One update" });
  for (let update = 1; update <= 3; update++) {
    await one.click();
    await expect.poll(() => updateShown(page)).toBe(update);
  }
  const first = await losses(page, 3);
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await expect.poll(() => updateShown(page)).toBe(0);
  await expect.poll(() => phase(page)).toBe("ready");
  await page.getByRole("button", { name: "Undo", exact: true }).first().click();
  await expect.poll(() => updateShown(page)).toBe(3);
  expect(await losses(page, 3)).toEqual(first);
  await expect.poll(() => phase(page)).toBe("paused");
  await one.click();
  await expect.poll(() => updateShown(page)).toBe(4);
  const undisturbed = await losses(page, 4);
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await expect.poll(() => phase(page)).toBe("ready");
  for (let update = 1; update <= 4; update++) {
    await one.click();
    await expect.poll(() => updateShown(page)).toBe(update);
  }
  expect(await losses(page, 4)).toEqual(undisturbed);
});

test("two equal models have equal curves", async ({ page }) => {
  await open(page, "#1/task.length=12&models=gru,gru&models.*.units=8&training.batchSize=8");
  for (let update = 1; update <= 4; update++) {
    await page.getByRole("button", { name: "One update" }).click();
    await expect.poll(() => updateShown(page)).toBe(update);
  }
  const [a, b] = await losses(page, 4);
  expect(a).toEqual(b);
});

test("learning rate changes in the middle of a run; another setting starts a new one and keeps the old curves", async ({
  page,
}) => {
  await open(page, smallRace);
  const one = page.getByRole("button", { name: "One update" });
  for (let update = 1; update <= 2; update++) {
    await one.click();
    await expect.poll(() => updateShown(page)).toBe(update);
  }
  const rate = page.getByLabel("Learning rate", { exact: true }).first();
  await rate.fill("0.01");
  await rate.press("Enter");
  await one.click();
  await expect.poll(() => updateShown(page)).toBe(3);
  await expect.poll(() => page.url()).toContain("changes=2:optimizer.learningRate:0.01");
  const length = page.getByLabel("Length", { exact: true }).first();
  await length.fill("14");
  await length.press("Enter");
  await expect.poll(() => updateShown(page)).toBe(0);
  await expect.poll(() => page.url()).toContain("task.length=14");
  expect(page.url()).not.toContain("changes=");
  await expect.poll(() => phase(page)).toBe("ready");
  await page.getByRole("button", { name: "Undo", exact: true }).first().click();
  await expect.poll(() => updateShown(page)).toBe(3);
});
