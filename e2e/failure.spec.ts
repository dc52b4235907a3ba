import { expect, test } from "./fixtures.ts";
import { open, phase, train, updateShown } from "./page.ts";

// A ReLU network with large recurrent weights and a rate of 10: its activations overflow float32 within a few updates.
const exploding =
  "#1/task.kind=adding&task.length=30&models=simple&models.0.activation=relu&models.0.units=16" +
  "&models.0.recurrentInitializer=normal&models.0.recurrentStddev=0.6&training.batchSize=8&training.clipNorm=0" +
  "&optimizer.kind=sgd&optimizer.learningRate=1";

test("a loss that becomes infinite stops the run, keeps the last good weights, and goes on with clipping", async ({
  page,
}) => {
  await open(page, exploding);
  await train(page);
  await expect.poll(() => phase(page), { timeout: 60_000 }).toBe("failed");
  const failedAt = await updateShown(page);
  await expect(page.getByText(/became (NaN|infinite) at update \d+/).first()).toBeVisible();
  await expect(page.getByText(/gradient norm/i).first()).toBeVisible();
  await page.getByRole("button", { name: /clip at 1/i }).click();
  // On a fast machine it has reached its end before anybody looks.
  await expect.poll(() => phase(page)).toMatch(/^(training|finished)$/);
  await expect.poll(() => updateShown(page), { timeout: 60_000 }).toBeGreaterThan(failedAt + 10);
  await expect.poll(() => page.url()).toContain("training.clipNorm:1");
});

test("a configuration that does not fit is refused before allocation, with the number that is too large", async ({
  page,
}) => {
  await page.goto("./#1/task.length=400&models=lstm&models.0.units=1024&training.batchSize=1024");
  await expect.poll(() => phase(page), { timeout: 60_000 }).toBe("failed");
  await expect(page.getByText(/LSTM: .*\d/).first()).toBeVisible();
});

test("a machine without WebGL trains on the processor and the page says why", async ({ page }) => {
  await page.goto("./?backend=cpu#1/task.length=10&models=gru&models.0.units=4&training.batchSize=4");
  const engine = page.getByRole("status", { name: "Engine", exact: true });
  await expect(engine).toContainText("CPU");
  await page.getByRole("button", { name: "One update" }).click();
  await expect.poll(() => updateShown(page)).toBe(1);
});

test("a worker without WebGL2 trains on the processor by itself, and the menu says why", async ({ page }) => {
  // The worker asks OffscreenCanvas for a context; a device without WebGL2 answers null.
  await page.route("**/*.js", async (route) => {
    const response = await route.fetch();
    const refuse =
      "if (typeof document === 'undefined') { const get = OffscreenCanvas.prototype.getContext;" +
      "OffscreenCanvas.prototype.getContext = function (kind, ...rest) {" +
      "return /webgl/.test(kind) ? null : get.call(this, kind, ...rest); }; }\n";
    await route.fulfill({ response, body: refuse + (await response.text()) });
  });
  await page.goto("./#1/task.length=10&models=gru&models.0.units=4&training.batchSize=4");
  const engine = page.getByRole("status", { name: "Engine", exact: true });
  await expect(engine).toContainText("SIMD");
  await engine.getByRole("button").click();
  await expect(page.getByText(/does not support WebGL 2/).first()).toBeVisible();
});

test("a worker that does not answer is told of after some seconds, and restarted by a button", async ({
  page,
}) => {
  // The first worker's script never arrives; the next one's does.
  let asked = 0;
  await page.route(/\/worker-body-[^/]*\.js$/, async (route) => {
    if (++asked > 1) await route.continue();
  });
  await page.goto("./#1/task.length=10&models=gru&models.0.units=4&training.batchSize=4");
  const notice = page.getByRole("region", { name: "Worker not responding" });
  await expect(notice).toContainText("not responding", { timeout: 30_000 });
  await notice.getByRole("button", { name: "Restart the worker" }).click();
  await expect.poll(() => phase(page), { timeout: 60_000 }).toBe("ready");
  await expect(notice).toBeHidden();
});
