/** Gates held at a value, and turned to their other sense, while training goes on: rows, equations, sentences, links. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { losses, open, pause, phase, shownFormulas, train, trainTo, updateShown } from "./page.ts";

const link =
  "#1/task.length=12&models=gru,lstm&models.*.units=8&training.batchSize=8&training.updates=0&training.speed=20&training.engine=wasm";

/** Resolves with the update at which training rests. */
async function trainAndPause(page: Page): Promise<number> {
  await train(page);
  await expect.poll(() => updateShown(page)).toBeGreaterThan(5);
  await pause(page);
  return updateShown(page);
}

test("a gate is held while a run goes on, shown as its number, set free again; the link repeats it", async ({
  page,
  context,
}) => {
  await open(page, link);
  const heldAt = await trainAndPause(page);

  await page.getByRole("button", { name: /GRU/ }).first().click();
  const gate = page.getByRole("textbox", { name: "Hold update" });
  await expect(gate).toHaveValue("free");
  await gate.fill("25");
  await gate.press("Enter");
  await expect(page.getByTitle(/\. 128 more belong to held gates/)).toHaveCount(1);
  // The run goes on: nothing is trained anew.
  await expect.poll(() => page.url()).toContain(`models.0.clampZ`);
  expect(await updateShown(page)).toBe(heldAt);
  await page.getByRole("button", { name: "One update" }).first().click();
  await expect.poll(() => updateShown(page)).toBe(heldAt + 1);
  // The card says so, also when its settings are shut.
  await expect(page.getByText("8 units · z = 0.25 ·")).toBeVisible();

  await page
    .getByRole("button", { name: /all equations/i })
    .first()
    .click();
  await expect.poll(() => shownFormulas(page, ".eq-dialog .eq-all .tex")).toContain("zt=0.25");
  await page.screenshot({ path: "test-results/clamps-equations.png" });
  await page.keyboard.press("Escape");

  await gate.fill("free");
  await gate.press("Enter");
  await train(page);
  await expect.poll(() => updateShown(page)).toBeGreaterThan(heldAt + 12);
  await pause(page);
  await page.screenshot({ path: "test-results/clamps.png" });
  const count = heldAt + 12;
  const first = await losses(page, count);
  await expect
    .poll(() => page.url())
    .toContain(`changes=${heldAt}:models.0.clampZ:25,${heldAt + 1}:models.0.clampZ:-1`);

  const again = await context.newPage();
  await again.goto(page.url());
  await expect.poll(() => phase(again), { timeout: 60_000 }).toBe("ready");
  await train(again);
  await trainTo(again, count);
  expect(await losses(again, count)).toEqual(first);
});

test("the other sense of the update gate goes on with the same function, and says by how much it differs", async ({
  page,
}) => {
  await open(page, link);
  const at = await trainAndPause(page);
  await page.getByRole("button", { name: /GRU/ }).first().click();
  await page.getByRole("combobox", { name: "Update gate" }).selectOption("new");
  await expect(
    page.getByText(/its weights were negated.*differ by at most (0|\d\.\de-1[5-9])\./),
  ).toBeVisible();
  await expect.poll(() => page.url()).toContain(`changes=${at}:models.0.updateGate:new`);
  expect(await updateShown(page)).toBe(at);
  await page.screenshot({ path: "test-results/clamps-sense.png" });
});

/** A gate is held, held elsewhere, and set free. Each set of held gates compiles programs of its own, so one model it is. */
const alone = "#1/task.length=6&models=gru&models.*.units=8&training.batchSize=8&training.updates=8";
const heldFor4 = "&changes=2:models.0.clampZ:25,4:models.0.clampZ:80,6:models.0.clampZ:-1";

test("a gate is held and set free while a run goes on: fused WebGL follows SIMD", async ({ page }) => {
  const trained = async (engine: string, changes = heldFor4) => {
    await page.goto("about:blank");
    await open(page, `${alone}${changes}&training.engine=${engine}`);
    await train(page);
    await expect.poll(() => phase(page), { timeout: 60_000 }).toBe("finished");
    return (await losses(page, 8)).flat();
  };
  const simd = await trained("wasm");
  // The first two updates are those of a run in which no gate is ever held.
  const free = await trained("wasm", "");
  expect(simd.map((loss, n) => loss === free[n])).toEqual([...Array(2).fill(true), ...Array(6).fill(false)]);
  const webgl = await trained("webgl");
  expect(webgl).toHaveLength(8);
  for (const [n, loss] of webgl.entries()) expect(Math.abs(loss - (simd[n] as number))).toBeLessThan(1e-5);
});
