/** Views, enlarged panels and the time machine: look inside while it trains, go back, and go on from there. */
import type { Page } from "@playwright/test";
import type { OpenStore } from "../src/store/store.ts";
import { seriousFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { losses, open, pause, train, trainTo, updateShown } from "./page.ts";

const race =
  "#1/task.length=12&models=simple,lstm&models.*.units=8&training.batchSize=8&training.updates=0&training.speed=20&training.engine=wasm";

test("views open by name and key, the address holds view and step, and a shared axis keeps its pixels", async ({
  page,
}) => {
  await open(page, race);
  const views = page.getByRole("navigation", { name: "Views" });
  await expect(views.getByRole("button", { name: "Overview" })).toHaveAttribute("aria-current", "page");
  const plot = () =>
    page.locator(".tt-time-axis .tt-plot").evaluate((one) => one.getBoundingClientRect().left);
  const left = await plot();
  await page.keyboard.press("2");
  await expect(page.getByRole("img", { name: /RNN: how much of the gradient of the loss/ })).toBeVisible();
  expect(await plot()).toBe(left);
  await page.getByRole("slider", { name: "Time step" }).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => new URL(page.url()).search).toBe("?view=gradients&t=2");
  const hash = new URL(page.url()).hash;
  await page.reload();
  await expect(views.getByRole("button", { name: "Gradients" })).toHaveAttribute("aria-current", "page");
  await expect(page.locator(".tt-pill")).toHaveText("2");
  expect(new URL(page.url()).hash).toBe(hash);
  // A view that the experiment cannot fill says why, and opens one that can.
  await views.getByRole("button", { name: "Text" }).click();
  await page.getByRole("button", { name: "Open Sonnets" }).click();
  await expect(page.getByRole("heading", { name: "What it writes" })).toBeVisible();
});

test("every panel of every view fills it and comes back by keyboard alone", async ({ page }) => {
  await open(page, race);
  for (const key of ["1", "2", "3", "4"]) {
    await page.keyboard.press(key);
    await expect(page.locator("[data-panel]").first()).toBeVisible();
    const buttons = page.getByRole("button", { name: /^Enlarge / });
    const titles = await buttons.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") ?? ""));
    expect(titles.length).toBeGreaterThan(0);
    for (const title of titles) {
      await page.getByRole("button", { name: title, exact: true }).focus();
      await page.keyboard.press("Enter");
      await expect(page.locator("[data-enlarged] > .panel-enlarge"), title).toBeVisible();
      const { width, height } = (await page.locator(".main > [data-enlarged]").boundingBox()) ?? {
        width: 0,
        height: 0,
      };
      expect(width, title).toBeGreaterThan(800);
      expect(height, title).toBeGreaterThan(250);
      await page.keyboard.press("Escape");
      await expect(page.locator("[data-enlarged]"), title).toHaveCount(0);
    }
  }
});

/** Moments come by the clock too: the second one is that of no certain update. */
async function secondMoment(page: Page, made: number): Promise<number> {
  const track = page.getByRole("slider", { name: "Moment of the run" });
  await track.focus();
  await page.keyboard.press("Home");
  await expect(track).toHaveAttribute("aria-valuetext", "update 0, looking back");
  await page.keyboard.press("ArrowRight");
  const update = Number(await track.getAttribute("aria-valuenow"));
  expect(update).toBeGreaterThan(0);
  expect(update).toBeLessThan(made);
  await expect(track).toHaveAttribute("aria-valuetext", `update ${update}, looking back`);
  return update;
}

test("a race goes back to a kept moment, shows it, and forks there: unchanged it repeats itself bit for bit", async ({
  page,
}) => {
  await open(page, race);
  const states = () =>
    page.evaluate(() => {
      const { record } = (
        globalThis as unknown as { readonly unrolled: OpenStore }
      ).unrolled.state.getState();
      return record?.trace?.models.map((model) =>
        "trajectories" in model ? [...(model.trajectories[0]?.h ?? [])] : [],
      );
    });
  // The first trace comes a little after the page is ready.
  await expect.poll(states).toBeDefined();
  const untrained = await states();
  await train(page);
  await trainTo(page, 80);
  await pause(page);
  const made = await updateShown(page);
  const first = await losses(page, made);
  const track = page.getByRole("slider", { name: "Moment of the run" });

  // The first moment is the untrained network, as the page showed it then.
  await track.focus();
  await page.keyboard.press("Home");
  await expect(track).toHaveAttribute("aria-valuetext", "update 0, looking back");
  await expect.poll(states).toEqual(untrained);
  const at = await secondMoment(page, made);
  expect(await updateShown(page)).toBe(at);
  await page.screenshot({ path: "test-results/history-past.png" });

  await page.getByRole("button", { name: "Fork here" }).click();
  await expect(track).toHaveAttribute("aria-valuetext", `update ${at}, now`);
  expect(await updateShown(page)).toBe(at);
  await train(page);
  await trainTo(page, made);
  await pause(page);
  expect(await losses(page, made)).toEqual(first);
  // The first run stays, pale, and Undo returns to it.
  await expect(page.locator(".uc-earlier").first()).toBeAttached();
  await page.screenshot({ path: "test-results/history-fork.png" });
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect.poll(() => updateShown(page)).toBe(made);
});

test("a fork with another learning rate is an experiment of its own, whose link repeats it", async ({
  page,
  context,
}) => {
  await open(page, race);
  await train(page);
  await trainTo(page, 40);
  await pause(page);
  const made = await updateShown(page);
  const first = await losses(page, made);
  const at = await secondMoment(page, made);
  await page.getByRole("button", { name: "Fork here" }).click();
  const track = page.getByRole("slider", { name: "Moment of the run" });
  await expect(track).toHaveAttribute("aria-valuetext", `update ${at}, now`);
  const rate = page.getByRole("textbox", { name: "Learning rate" });
  await rate.fill("0.02");
  await rate.press("Enter");
  await train(page);
  await trainTo(page, made);
  await pause(page);
  const second = await losses(page, made);
  expect(second.map((model) => model.slice(0, at))).toEqual(first.map((model) => model.slice(0, at)));
  expect(second).not.toEqual(first);
  await expect.poll(() => page.url()).toContain(`changes=${at}:optimizer.learningRate:0.02`);
  const again = await context.newPage();
  await open(again, new URL(page.url()).hash);
  await train(again);
  await trainTo(again, made);
  await pause(again);
  expect(await losses(again, made)).toEqual(second);
});

test("the losses of a run do not depend on the view that is open, and no view has a finding of axe", async ({
  page,
}) => {
  await open(page, `${race}`);
  const runs: number[][][] = [];
  for (const key of ["1", "2", "3", "4"]) {
    await page.keyboard.press(key);
    await train(page);
    await trainTo(page, 30);
    await pause(page);
    runs.push(await losses(page, 30));
    expect(await seriousFindings(page), key).toEqual([]);
    await page.keyboard.press("r");
    await expect.poll(() => updateShown(page)).toBe(0);
  }
  for (const run of runs.slice(1)) expect(run).toEqual(runs[0]);
});
