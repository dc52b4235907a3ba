/**
 * The graphics device goes away while training. Chromium's own switch for it (WEBGL_lose_context) is pressed inside of
 * the worker, whose contexts a few lines put in front of its script remember.
 */
import type { Page } from "@playwright/test";
import type { OpenStore } from "../src/store/store.ts";
import { expect, test } from "./fixtures.ts";
import { endless, heldOutLosses, losses, open, pause, phase, train, updateShown } from "./page.ts";

type WithUnrolled = typeof globalThis & { readonly unrolled: OpenStore };
type WithContexts = typeof globalThis & { contexts?: WebGL2RenderingContext[] };

const bare =
  "#1/task.kind=hello&models=simple,gru&models.*.units=4&training.batchSize=4&training.engine=webgl";
const small = bare + endless;

async function rememberContexts(page: Page): Promise<void> {
  await page.route("**/*.js", async (route) => {
    const response = await route.fetch();
    const remember =
      "if (typeof document === 'undefined') { const get = OffscreenCanvas.prototype.getContext;" +
      "OffscreenCanvas.prototype.getContext = function (kind, ...rest) {" +
      "const context = get.call(this, kind, ...rest);" +
      "if (context && /webgl/.test(kind)) (self.contexts ??= []).push(context);" +
      "return context; }; }\n";
    await route.fulfill({ response, body: remember + (await response.text()) });
  });
}

/** Loses the contexts of the newest worker, which may just be asking for one. */
async function loseDevice(page: Page): Promise<void> {
  const lost = async () => {
    const worker = page.workers().at(-1);
    if (!worker) throw new Error("the page has no worker");
    return worker.evaluate(() => {
      const contexts = ((self as WithContexts).contexts ?? []).filter((context) => !context.isContextLost());
      for (const context of contexts) context.getExtension("WEBGL_lose_context")?.loseContext();
      return contexts.length;
    });
  };
  await expect.poll(lost, { timeout: 60_000 }).toBeGreaterThan(0);
}

const reach = (page: Page, update: number) =>
  expect.poll(() => updateShown(page), { timeout: 120_000 }).toBeGreaterThanOrEqual(update);
const lengths = (page: Page): Promise<number[]> =>
  page.evaluate(() => {
    const { record } = (globalThis as WithUnrolled).unrolled.state.getState();
    return [record?.update ?? -1, ...(record?.models ?? []).map(({ loss }) => loss.length)];
  });

test("training goes on by itself after the device was lost, to the undisturbed run's losses bit for bit", async ({
  page,
}) => {
  test.setTimeout(300_000);
  // Before the first visit: what a worker imports may come from the browser's cache at the second.
  await rememberContexts(page);
  await open(page, small);
  await train(page);
  await reach(page, 60);
  await pause(page);
  const undisturbed = await losses(page, 60);
  const evaluated = (await heldOutLosses(page)).filter(({ update }) => update <= 40);

  await page.reload();
  await expect.poll(() => phase(page), { timeout: 120_000 }).toBe("ready");
  await train(page);
  for (const update of [24, 44]) {
    // The worker after a loss has no device before it trains.
    await expect.poll(() => phase(page), { timeout: 60_000 }).toBe("training");
    await reach(page, update);
    await loseDevice(page);
    await expect(page.getByText(/^The GPU was lost at update \d+; training continued from/)).toBeVisible({
      timeout: 60_000,
    });
    await page.getByRole("button", { name: "Dismiss" }).click();
  }
  await reach(page, 60);
  await pause(page);
  const [update, ...counts] = await lengths(page);
  expect(counts).toEqual([update, update]);
  expect(await losses(page, 60)).toEqual(undisturbed);
  expect((await heldOutLosses(page)).filter(({ update: at }) => at <= 40)).toEqual(evaluated);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a paused run whose device was lost goes back to its snapshot and trains on when asked", async ({
  page,
}) => {
  await rememberContexts(page);
  await open(page, small);
  await train(page);
  await reach(page, 20);
  await pause(page);
  await loseDevice(page);
  // A trace that was due finds the loss before anyone trains; else Train does.
  await train(page);
  await expect(
    page.getByText(/^The GPU was lost at update \d+; (training continued|the run returned)/),
  ).toBeVisible({
    timeout: 60_000,
  });
  // Where the trace was first, it rests now; the command does nothing where training goes on.
  const trained = async () => {
    const now = await phase(page);
    if (now === "paused") await page.evaluate(() => (globalThis as WithUnrolled).unrolled.actions.train());
    return now;
  };
  await expect.poll(trained, { timeout: 60_000 }).toBe("training");
  await reach(page, 60);
});

test("a device that is lost several times is told, and Try again goes on", async ({ page }) => {
  await rememberContexts(page);
  // Several times within a minute, and a new worker may take a while: the page's clock goes slowly.
  await page.addInitScript(() => {
    const now = performance.now.bind(performance);
    performance.now = () => now() / 20;
  });
  // One update a second: no loss comes with any progress after the one before.
  await open(page, `${bare}&training.updates=0&training.speed=1`);
  await train(page);
  for (let loss = 1; loss <= 3; loss++) {
    await expect.poll(() => phase(page), { timeout: 60_000 }).toBe("training");
    const worker = page.workers().at(-1);
    await loseDevice(page);
    // The next loss is of the next worker.
    await expect.poll(() => page.workers().at(-1) === worker, { timeout: 60_000 }).toBe(false);
  }
  await expect(page.getByRole("alert")).toContainText(/lost several times/);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => phase(page), { timeout: 60_000 }).toBe("training");
  await reach(page, 2);
});
