/** The third band of Gradients: how far back models remember, and the wall that gradients are clipped for. */
import type { OpenStore } from "../src/store/store.ts";
import { seriousFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { atFullSpeed, open, openHere, phase, smallRaceOnSimd, train } from "./page.ts";

type WithUnrolled = typeof globalThis & { readonly unrolled: OpenStore };

test("the horizon of every model is measured while the view is open, beside the lags of the task", async ({
  page,
}) => {
  await open(page, `${smallRaceOnSimd}&training.updates=120&training.speed=20`, "?view=gradients");
  const panel = page.getByRole("region", { name: "Memory horizon" });
  const picture = panel.getByRole("img");
  await expect(picture).toHaveAccessibleName(/RNN: .* back at update 0\. LSTM: .* steps? back|all 12/);
  await expect(picture).toHaveAccessibleName(/[XY] is \d+ steps back\. [XY] is \d+ steps back/);
  await train(page);
  await atFullSpeed(page);
  await expect.poll(() => phase(page)).toBe("finished");
  // At rest the newest snapshot is looked at as well.
  await expect(picture).toHaveAccessibleName(/back at update 120/);
  // Of all kept moments, also of those that were not examined while it trained.
  const known = () =>
    page.evaluate(() => {
      const { record } = (globalThis as WithUnrolled).unrolled.state.getState();
      const all = new Set(record?.horizons.map(({ update }) => update));
      return {
        all: all.size,
        missing: record?.moments.list().filter(({ update }) => !all.has(update)).length,
      };
    });
  await expect.poll(async () => (await known()).missing).toBe(0);
  await expect(panel.locator(".hz-examined")).toHaveCount((await known()).all);
  // A cell that looks back further says why it has none, and the others keep theirs.
  await openHere(
    page,
    "#1/task.length=12&models=state-skip,gru&models.*.units=8&training.engine=wasm",
    "?view=gradients",
  );
  await expect(panel.getByText(/also reads its state from \d+ steps back/)).toBeVisible();
  await expect(picture).toHaveAccessibleName(/^GRU: /);
});

test("the cliff: start and rate by keyboard and pointer change both descents and what is said of them", async ({
  page,
}) => {
  await open(page, smallRaceOnSimd, "?view=gradients");
  const panel = page.getByRole("region", { name: "The cliff" });
  const free = panel.getByRole("definition").first();
  const clipped = panel.getByRole("definition").last();
  await expect(free).toHaveText(/meets the wall at update 17, gradient 24\.7, and is thrown off the map/);
  await expect(clipped).toHaveText(/along the edge to loss 0\.00105/);
  const start = panel.getByRole("slider");
  await start.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowUp");
  await expect(start).toHaveAttribute("aria-valuetext", "w 4.543, b −2.891");
  await expect(free).not.toHaveText(/gradient 24\.7/);
  // No update was made: the arrow was the start's.
  await expect(page.getByRole("status", { name: "Update", exact: true })).toContainText(/update 0/);
  const rate = panel.getByRole("spinbutton");
  await rate.focus();
  await page.keyboard.press("ArrowUp");
  await expect(rate).toHaveValue("0.22");
  await rate.fill("0.02");
  await expect(free).toHaveText(/meets no wall in 60 updates/);
  await expect(clipped).toHaveText(/nothing to clip/);
  await panel.getByRole("button", { name: "default start" }).click();
  await expect(free).toHaveText(/gradient 24\.7/);
  // Dragged to the other side of the wall, from where the descent goes back to it.
  const map = await panel.locator(".cl-plot").boundingBox();
  const from = await start.boundingBox();
  if (!map || !from) throw new Error("no map");
  await page.mouse.move(from.x + 12, from.y + 12);
  await page.mouse.down();
  await page.mouse.move(map.x + map.width * 0.8, map.y + map.height * 0.2, { steps: 4 });
  await page.mouse.up();
  await expect(start).toHaveAttribute("aria-valuetext", /^w 4\.7[78]\d, b −2\.2[56]\d$/);
  await expect(free).toHaveText(/meets the wall at update 1[01], gradient 3\.\d+/);
});

test("both panels fill the view, and have no serious problem of accessibility", async ({ page }) => {
  await open(page, smallRaceOnSimd, "?view=gradients");
  for (const name of ["Memory horizon", "The cliff"]) {
    const panel = page.getByRole("region", { name });
    await panel.hover();
    const before = await panel.boundingBox();
    await page.keyboard.press("e");
    await expect
      .poll(async () => (await panel.boundingBox())?.width)
      .toBeGreaterThan(1.5 * (before?.width ?? 0));
    expect(await seriousFindings(page, "main")).toEqual([]);
    await page.keyboard.press("Escape");
  }
  await expect(page.getByRole("region", { name: "Memory horizon" })).toBeVisible();
});
