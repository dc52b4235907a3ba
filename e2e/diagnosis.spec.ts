/** A finding of the diagnosis, and its remedy tried without touching the run. */
import { seriousFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { open, phase, train } from "./page.ts";

test("a run that stands at chance is told so, and the remedy is tried on a fork", async ({ page }) => {
  await open(
    page,
    "#1/task.length=12&models=simple&models.0.units=4&training.batchSize=8&training.updates=200&optimizer.learningRate=0.00001&training.engine=wasm",
  );
  await train(page);
  await expect.poll(() => phase(page)).toBe("finished");
  await page.getByRole("button", { name: /^\d finding/ }).click();
  const dialog = page.getByRole("dialog", { name: "Diagnosis" });
  await expect(dialog).toContainText("RNN: no memory in use");
  await expect(dialog).toContainText("stands at the baseline “chance”");
  expect(await seriousFindings(page)).toEqual([]);
  const before = await page.evaluate(() => window.unrolled.state.getState().record?.id);
  await dialog.getByRole("button", { name: /^Try learning rate 0\.00003 on a fork/ }).click();
  await expect(dialog).toBeHidden();
  await expect
    .poll(() => page.evaluate(() => window.unrolled.state.getState().record?.forkedFrom?.run))
    .toBe(before);
  const told = () =>
    page.evaluate(() => {
      const { spec, earlier, record } = window.unrolled.state.getState();
      return {
        rate: spec.optimizer.values.learningRate,
        changes: record?.changes.map(({ field }) => field),
        first: earlier.map(({ id, update, changes }) => [id, update, changes.length]),
      };
    });
  await expect.poll(told).toEqual({
    ...{ rate: 0.00003, changes: ["optimizer.learningRate"], first: [[before, 200, 0]] },
  });
});
