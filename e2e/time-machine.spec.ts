/** The time machine across a reload: kept moments, forks from any update, the film and the strip that grows. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { unzipSync } from "fflate";
import type { OpenStore } from "../src/store/store.ts";
import { expect, test } from "./fixtures.ts";
import { losses, open, pause, phase, soon, train, trainTo, updateShown } from "./page.ts";

type WithUnrolled = typeof globalThis & { readonly unrolled: OpenStore };

/** Solved at update 40 or so, two or three moments after the start. */
const quick =
  "#1/task.length=12&models=lstm&models.*.units=8&training.batchSize=16&optimizer.learningRate=0.03" +
  "&training.updates=0&training.speed=20&training.engine=wasm";

const track = (page: Page) => page.getByRole("slider", { name: "Moment of the run" });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first();

/** Updates of the moments that the page can go back to. */
const kept = (page: Page): Promise<number[]> =>
  page.evaluate(() =>
    ((globalThis as WithUnrolled).unrolled.state.getState().record?.moments.list() ?? []).map(
      ({ update }) => update,
    ),
  );

/** Updates of those that the browser has written down. */
const written = (page: Page): Promise<number[]> =>
  page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const opening = indexedDB.open("unrolled-moments");
        opening.onsuccess = () => {
          const { result } = opening;
          const end = (updates: number[]) => {
            result.close();
            resolve(updates);
          };
          // Opened before the page did: there is nothing yet.
          if (!result.objectStoreNames.contains("moments")) {
            indexedDB.deleteDatabase("unrolled-moments");
            end([]);
            return;
          }
          const keys = result.transaction("moments").objectStore("moments").getAllKeys();
          keys.onsuccess = () => end((keys.result as [string, number][]).map(([, update]) => update));
        };
      }),
  );

/** The hidden states that the page shows, to the last bit, once they are those of a moment. */
async function statesAt(page: Page, update: number): Promise<number[][]> {
  const trace = () =>
    page.evaluate(() => {
      const { record } = (globalThis as WithUnrolled).unrolled.state.getState();
      const models = (record?.trace?.models ?? []).map((model) =>
        "trajectories" in model ? [...(model.trajectories[0]?.h ?? [])] : [],
      );
      return { update: record?.trace?.update, models };
    });
  await expect.poll(async () => (await trace()).update, { intervals: soon }).toBe(update);
  return (await trace()).models;
}

async function trained(page: Page): Promise<number> {
  await open(page, quick);
  await train(page);
  await trainTo(page, 60);
  await pause(page);
  return updateShown(page);
}

/** An update that no moment is kept of, between two that are. */
const between = (updates: readonly number[], after: number): number =>
  Array.from({ length: 15 }, (_, k) => after + 3 + k).find((update) => !updates.includes(update)) ??
  Number.NaN;

async function type(page: Page, update: number): Promise<void> {
  await track(page).focus();
  await page.keyboard.press("ArrowLeft");
  const field = page.getByRole("textbox", { name: "Update to look at" });
  await field.fill(String(update));
  await field.press("Enter");
}

test("scrub to the update before it is solved, reload, see the same states, fork, change the rate, compare", async ({
  page,
}) => {
  const made = await trained(page);
  const first = await losses(page, made);
  const solvedAt = await page.evaluate(
    () => (globalThis as WithUnrolled).unrolled.state.getState().run.models[0]?.solvedAt ?? 0,
  );
  expect(solvedAt).toBeGreaterThan(16);
  const moments = await kept(page);
  const before = Math.max(...moments.filter((update) => update < solvedAt));
  await track(page).focus();
  await page.keyboard.press("Home");
  for (let k = 0; k < moments.indexOf(before); k++) await page.keyboard.press("ArrowRight");
  await expect(track(page)).toHaveAttribute("aria-valuetext", `update ${before}, looking back`);
  const states = await statesAt(page, before);
  await expect.poll(() => new URL(page.url()).search).toBe(`?u=${before}`);
  await expect.poll(() => written(page), { timeout: 30_000 }).toEqual(moments);

  await page.reload();
  await button(page, "Continue").click();
  // The address says what is looked at.
  await expect(track(page)).toHaveAttribute("aria-valuetext", `update ${before}, looking back`);
  expect(await statesAt(page, before)).toEqual(states);
  expect(await kept(page)).toEqual(moments);

  await button(page, "Fork here").click();
  await expect(track(page)).toHaveAttribute("aria-valuetext", `update ${before}, now`);
  await train(page);
  await trainTo(page, made);
  await pause(page);
  expect(await losses(page, made)).toEqual(first);
  await button(page, "Undo").click();
  await expect.poll(() => updateShown(page)).toBe(made);

  await track(page).focus();
  await page.keyboard.press("Home");
  for (let k = 0; k < moments.indexOf(before); k++) await page.keyboard.press("ArrowRight");
  await button(page, "Fork here").click();
  const rate = page.getByRole("textbox", { name: "Learning rate" });
  await rate.fill("0.001");
  await rate.press("Enter");
  await train(page);
  await trainTo(page, made);
  await pause(page);
  const second = await losses(page, made);
  expect(second[0]?.slice(0, before)).toEqual(first[0]?.slice(0, before));
  expect(second).not.toEqual(first);
  // Both runs are there: the first one pale in the chart, and as a line of its own on the track.
  await expect(page.locator(".uc-earlier").first()).toBeAttached();
  await expect(page.locator(".strip-first-name")).toHaveText("first run");

  await page.reload();
  await button(page, "Continue").click();
  await expect(page.locator(".strip-first-name")).toHaveText("first run");
  await expect(page.locator(".uc-earlier").first()).toBeAttached();
  expect(await losses(page, made)).toEqual(second);
});

test("a fork at an update that is not kept trains there with what was changed on the way, and stops", async ({
  page,
}) => {
  await open(page, quick);
  await train(page);
  await trainTo(page, 34);
  const rate = page.getByRole("textbox", { name: "Learning rate" });
  await rate.fill("0.01");
  await rate.press("Enter");
  await trainTo(page, 60);
  await pause(page);
  const made = await updateShown(page);
  const first = await losses(page, made);
  const changedAt = await page.evaluate(
    () => (globalThis as WithUnrolled).unrolled.state.getState().record?.changes[0]?.update ?? 0,
  );
  const moments = await kept(page);
  const update = between(moments, changedAt);
  expect(update).toBeLessThan(made);
  await type(page, update);
  await expect(track(page)).toHaveAttribute(
    "aria-valuetext",
    new RegExp(`looking back; .* kept to ${update}$`),
  );
  await expect.poll(() => new URL(page.url()).search).toBe(`?u=${update}`);
  await button(page, `Fork at ${update}`).click();
  await expect.poll(() => updateShown(page), { intervals: soon }).toBe(update);
  await expect.poll(() => phase(page), { intervals: soon }).toBe("paused");
  await expect(track(page)).toHaveAttribute("aria-valuetext", `update ${update}, now`);
  expect(await losses(page, update)).toEqual(first.map((model) => model.slice(0, update)));
  await expect(rate).toHaveValue("0.01");
  await train(page);
  await trainTo(page, made);
  await pause(page);
  expect(await losses(page, made)).toEqual(first);
});

test("the strip grows over the panels and moves none; the film repeats between its ends, and Space stops it", async ({
  page,
}) => {
  await trained(page);
  const places = () =>
    page.locator(".main [data-panel]").evaluateAll((all) =>
      all.map((one) => {
        const { x, y, width, height } = one.getBoundingClientRect();
        return [x, y, width, height];
      }),
    );
  const atRest = await places();
  const over = page.locator(".strip-over");
  await expect(over).toHaveCount(0);
  await track(page).focus();
  await page.keyboard.press("Home");
  await expect(over).toBeVisible();
  expect(await places()).toEqual(atRest);
  const strip = await page.locator(".strip").boundingBox();
  expect((await over.boundingBox())?.height).toBe(146 - (strip?.height ?? 0));
  await expect(over).toContainText(/\d+ moments kept\s*[\d.]+ of 64 MB/);

  const moments = await kept(page);
  await page.keyboard.press("[");
  for (let k = 0; k < 2; k++) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("]");
  await expect(over).toContainText(`repeats 0 to ${moments[2]}`);
  const seen = page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const { state } = (globalThis as WithUnrolled).unrolled;
        const updates: number[] = [];
        const leave = state.subscribe(({ moment }, before) => {
          if (moment === before.moment || moment === null) return;
          updates.push(moment);
          // It came round twice.
          if (updates.filter((update) => update === 0).length < 2) return;
          leave();
          resolve(updates);
        });
      }),
  );
  await over.getByRole("button", { name: "Play the run as a film" }).click();
  const [a, b, c] = moments as [number, number, number];
  expect((await seen).slice(0, 4)).toEqual([a, b, c, a]);
  await track(page).focus();
  await page.keyboard.press("Space");
  await expect(button(page, "Play the run as a film")).toBeVisible();
  expect(await phase(page)).toBe("paused");
  await page.keyboard.press("Escape");
  await expect(over).not.toContainText("repeats");
  await page.keyboard.press("Escape");
  await expect(track(page)).toHaveAttribute("aria-valuetext", /, now$/);

  await filmsAreSaved(page, moments);
});

/** The first three moments as a video, and as pictures where the browser cannot record. The strip is grown, and looks at now. */
async function filmsAreSaved(page: Page, moments: readonly number[]): Promise<void> {
  await page.keyboard.press("Home");
  for (let k = 0; k < 2; k++) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("]");
  const save = async () => {
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save film" }).click();
    const download = await saved;
    // The page looks again at what it looked at before.
    await expect(track(page)).toHaveAttribute("aria-valuetext", `update ${moments[2]}, looking back`);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  const film = await save();
  expect(film.name).toMatch(/^unrolled-lstm-update-\d+-through-time-film\.webm$/);
  const other = await page.context().newPage();
  const video = await other.evaluate(async (encoded) => {
    const player = document.createElement("video");
    player.muted = true;
    player.src = URL.createObjectURL(await (await fetch(`data:video/webm;base64,${encoded}`)).blob());
    await player.play();
    await new Promise((resolve) => player.addEventListener("ended", resolve));
    return { width: player.videoWidth, height: player.videoHeight, seconds: player.currentTime };
  }, film.bytes.toString("base64"));
  await other.close();
  expect(video.width).toBeGreaterThan(1000);
  expect(video.height).toBeGreaterThan(300);
  expect(video.seconds).toBeGreaterThan(0.1);

  await page.evaluate(() => Object.assign(globalThis, { MediaRecorder: undefined }));
  const pictures = await save();
  expect(pictures.name).toMatch(/-film\.zip$/);
  const files = Object.entries(unzipSync(pictures.bytes));
  expect(files.map(([name]) => name)).toEqual(["1.png", "2.png", "3.png"]);
  const encoded = files.map(([, file]) => Buffer.from(file));
  for (const [k, picture] of encoded.entries()) {
    expect(picture.subarray(1, 4).toString()).toBe("PNG");
    writeFileSync(`test-results/film-${k + 1}.png`, picture);
  }
  // Each shows another moment.
  expect(new Set(encoded.map((picture) => picture.toString("base64"))).size).toBe(3);
}
