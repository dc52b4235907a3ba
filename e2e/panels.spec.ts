/** No panel gets less room than it is of use in: every task, one to four models, three sizes of the screen. */
import type { Page } from "@playwright/test";
import { tasks } from "../src/tasks/index.ts";
import { expect, onOnePage as test } from "./fixtures.ts";
import { open, openHere, withoutGraphics } from "./page.ts";

const wide = { width: 1440, height: 900 };
const sizes = [wide, { width: 1280, height: 720 }, { width: 820, height: 1180 }];
const races = ["gru", "lstm,gru", "simple,lstm,gru", "simple,lstm,gru,lstm"];
const small = "models.*.units=32&training.batchSize=4&training.engine=wasm";

interface Shown {
  readonly id: string;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** As the panel declares. */
  readonly least: readonly number[];
}

/** What is on the screen of every panel: what hangs over its place is cut or scrolls. */
const panelsOf = (page: Page): Promise<Shown[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("[data-panel]")].map((panel) => {
      const { width, height } = panel.getBoundingClientRect();
      return {
        id: panel.dataset.panel ?? "",
        title: panel.innerText.slice(0, 20),
        width: Math.round(width),
        height: Math.round(height),
        least: (panel.dataset.least ?? "").split("x").map(Number),
      };
    }),
  );

const tooSmall = async (page: Page): Promise<string[]> =>
  (await panelsOf(page))
    .filter(({ width, height, least: [w = 0, h = 0] }) => width < w || height < h)
    .map(({ id, width, height, least }) => `${id} ${width}x${height}, not ${least.join("x")}`);

/** What the wide place shows at first. */
const wideOf: { readonly [kind: string]: string } = {
  sine: "forecast",
  co2: "forecast",
  temperature: "forecast",
  table: "forecast",
  hello: "samples",
  sonnets: "samples",
  "moby-dick": "samples",
  text: "samples",
  source: "samples",
};

test.describe.configure({ timeout: 240_000 });

for (const kind of Object.keys(tasks))
  test(`${kind}: every panel has its least size, and the wide place what the task is about`, async ({
    page,
  }) => {
    for (const race of races) {
      // As whoever opens it on a wide screen and makes the window smaller.
      await page.setViewportSize(wide);
      await openHere(page, `#1/task.kind=${kind}&models=${race}&${small}`, withoutGraphics);
      await expect(page.locator("canvas[data-rows]").first()).toBeVisible();
      for (const size of sizes) {
        await page.setViewportSize(size);
        await expect.poll(() => tooSmall(page), `${race} at ${size.width}x${size.height}`).toEqual([]);
        // At the widest size nothing is below the fold, whatever the number of models.
        if (size === sizes[0])
          await expect
            .poll(() => page.locator("main").evaluate((main) => main.scrollHeight - main.clientHeight), race)
            .toBeLessThanOrEqual(1);
        // The invitation is no higher than its place.
        if (sizes.indexOf(size) < 2)
          await expect
            .poll(
              () => page.locator(".area-right").evaluate((one) => one.scrollHeight - one.clientHeight),
              `${race} at ${size.width}x${size.height}`,
            )
            .toBeLessThanOrEqual(1);
      }
      await expect(page.getByRole("img", { name: /hidden state of/ })).toHaveCount(race.split(",").length);
      // And larger again: from one column, which scrolls, to a screen of which every pixel is given to a panel.
      await page.setViewportSize(sizes[1] ?? wide);
      await expect(page.locator(".app"), "the page has heard that it is wide").not.toHaveAttribute(
        "data-narrow",
      );
      await expect.poll(() => tooSmall(page), `${race}, grown`).toEqual([]);
      const ids = (await panelsOf(page)).map(({ id }) => id);
      expect(ids).toContain(wideOf[kind] ?? "gradient-flow");
      expect(ids).toEqual(expect.arrayContaining(["loss", "through-time"]));
    }
  });

test("gates open beside the hidden state: one to four models, and nothing is pushed off a small screen", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  for (const race of races) {
    await page.goto("about:blank");
    await open(page, `#1/task.length=12&models=${race}&${small}`, withoutGraphics);
    const hidden = page.getByRole("img", { name: /hidden state of 32 units/ });
    await expect(hidden).toHaveCount(race.split(",").length);
    const model = page.getByRole("group", { name: "Gate or state" }).getByRole("group").first();
    const letters = await model.getByRole("button").all();
    for (const letter of letters.slice(0, 2)) await letter.click();
    // What is open stands under the hidden states, on the same steps to the pixel.
    const heats = page.locator(".tt-heat");
    await expect(heats).toHaveCount(race.split(",").length + 2);
    const edges = await heats.evaluateAll((all) =>
      all.map((one) => [one.getBoundingClientRect().left, one.getBoundingClientRect().right]),
    );
    expect(new Set(edges.map(String)).size).toBe(1);
    await expect.poll(() => tooSmall(page), race).toEqual([]);
    await expect
      .poll(() => page.locator("main").evaluate((main) => main.scrollHeight - main.clientHeight), race)
      .toBeLessThanOrEqual(1);
    // A third one takes the place of the first; pressed again, a letter closes its strip.
    if (letters.length > 2) {
      await letters[2]?.click();
      await expect(heats).toHaveCount(race.split(",").length + 2);
      await letters[2]?.click();
      await expect(hidden).toHaveCount(race.split(",").length);
    }
  }
});

test("every panel has help at its title, without a pointer near it and on a phone", async ({ page }) => {
  const always = ["Loss", "Through time", "Gradient flow", "Equations"];
  for (const [kind, names] of [
    ["temporal-order", always],
    ["sonnets", [...always, "Samples"]],
    ["sine", [...always, "Forecast"]],
  ] as const)
    for (const race of ["gru", "simple,lstm,gru,lstm"]) {
      await page.setViewportSize({ width: 1280, height: 720 });
      await openHere(page, `#1/task.kind=${kind}&models=${race}&${small}`, withoutGraphics);
      await expect(page.locator("canvas[data-rows]").first()).toBeVisible();
      const help = page.getByRole("dialog", { name: "Help" });
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 720 });
        for (const name of names) {
          // The help of a panel that is a tab stands beside the tabs while it is shown.
          const tab = page.getByRole("tab", { name, exact: true });
          if (await tab.isVisible()) await tab.click();
          const mark = page.getByRole("button", { name: `Help: ${name}`, exact: true });
          await expect(mark, `${kind}, ${race}, ${width}: ${name}`).toHaveCSS("opacity", "1");
          const box = await mark.boundingBox();
          expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
          await mark.focus();
          await page.keyboard.press("Enter");
          await expect(help.locator("[data-asked] h3")).toHaveText(name);
          await page.keyboard.press("Escape");
          await expect(mark).toBeFocused();
        }
      }
    }
});

test("no line of the equations is cut or hangs out of its panel on the wide screens", async ({ page }) => {
  for (const models of ["simple,lstm,gru", "simple,lstm,higher-order", "lstm,gru"]) {
    await openHere(page, `#1/models=${models}&${small}`, withoutGraphics);
    for (const size of [
      { width: 1440, height: 900 },
      { width: 1366, height: 768 },
      { width: 1280, height: 720 },
    ]) {
      await page.setViewportSize(size);
      await expect
        .poll(
          () => page.locator(".eq-list").evaluate((list) => list.scrollHeight - list.clientHeight),
          `${models}, ${size.width}`,
        )
        .toBeLessThanOrEqual(0);
    }
  }
});
