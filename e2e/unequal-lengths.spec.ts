/** Sequences of unequal length, from the setting to the strips, which show nothing after the end of one. */
import type { OpenStore } from "../src/store/store.ts";
import { expect, test } from "./fixtures.ts";
import { losses, open, painted, train, trainTo } from "./page.ts";

type WithUnrolled = typeof globalThis & { readonly unrolled: OpenStore };

const small = "models=simple,lstm&models.*.units=8&training.batchSize=8&training.updates=20";

for (const [engine, task, shortest] of [
  ["wasm", "task.length=24&task.shortest=8&models.1.bidirectional=1", "8"],
  ["webgl", "task.kind=adding&task.length=24&task.shortest=4&models.1.bidirectional=1", "4"],
] as const)
  test(`sequences of unequal length train on ${engine}, and end in the strips where they end`, async ({
    page,
  }) => {
    await open(page, `#1/${task.replace("&models", `&${small}&models`)}&training.engine=${engine}`);
    await expect(page.getByRole("textbox", { name: "Shortest" })).toHaveValue(shortest);
    await train(page);
    await trainTo(page, 20);
    for (const curve of await losses(page, 20)) for (const loss of curve) expect(loss).toBeGreaterThan(0);

    // The first of the held-out sequences that ends before the axis does.
    const next = page.getByRole("button", { name: "Next held-out sequence" });
    const strips = page.locator(".tt");
    const shown = () =>
      page.evaluate(() => (globalThis as WithUnrolled).unrolled.state.getState().record?.trace?.probe);
    for (let n = 0; n < 8 && (await strips.getAttribute("data-short")) === null; n++) {
      await next.click();
      await expect.poll(shown).toBe(n + 1);
      await painted(page);
    }
    await expect(strips).toHaveAttribute("data-short", "true");

    const slider = page.getByRole("slider", { name: "Time step" });
    await slider.focus();
    await slider.press("End");
    await expect(slider).toHaveAttribute("aria-valuetext", "step 24, input after the end");
    await expect(page.locator(".tt-input .tt-readout")).toHaveText("after the end");
    // Columns of the heat maps: none is drawn after the end, and all are before it.
    const columns = () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLCanvasElement>("canvas[data-rows]")].map((canvas) => {
          const { data, width } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, 1) ?? {
            data: [],
            width: 0,
          };
          return Array.from({ length: width }, (_, x) => (data[4 * x + 3] === 0 ? "." : "#")).join("");
        }),
      );
    await expect
      .poll(async () => (await columns()).every((row) => /^#{4,23}\.+$/.test(row) && row.length === 24))
      .toBe(true);
    await slider.press("Home");
    await expect(page.locator(".tt-input .tt-readout")).not.toHaveText("after the end");
    await page.screenshot({ path: `test-results/unequal-${engine}.png` });
  });
