/** The success-rate lab: started, closed, resumed, exported; its table is that of `npm run lab`, to the last bit. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpenStore } from "../src/store/store.ts";
import { expect, test } from "./fixtures.ts";

const link = "#1/models=simple,lstm&models.*.units=4&training.batchSize=8&training.updates=400";
const lab = "seeds=1-12;task.length=8,12";

test("a lab is started, closed, resumed and exported, and a run of it opens", async ({ page }) => {
  await page.goto(`./?view=compare&lab=${encodeURIComponent(lab)}${link}`);
  await page.getByRole("button", { name: "Start 48 runs" }).click();
  const status = page.locator(".lab-progress");
  await expect(status).toContainText(/[1-9]\d* of 48 runs/);
  await page.getByRole("button", { name: "Pause the lab" }).click();
  await expect(status).toContainText("paused");
  const before = Number(/(\d+) of 48/.exec((await status.textContent()) ?? "")?.[1]);
  expect(before).toBeLessThan(48);

  await page.reload();
  await expect(status).toContainText(`${before} of 48 runs · paused`);
  await page.getByRole("button", { name: "Resume the lab" }).click();
  await expect(status).toContainText("48 of 48 runs · finished");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Table, CSV" }).click(),
  ]);
  const table = readFileSync(await download.path(), "utf8");

  const file = join(mkdtempSync(join(tmpdir(), "unrolled-lab-")), "lab.csv");
  const isRelaxed = table.includes("WASM relaxed SIMD");
  const script = join(import.meta.dirname, "..", "scripts", "lab.ts");
  execFileSync(process.execPath, [
    ...["--import", "tsx", script, `?lab=${encodeURIComponent(lab)}${link}`, "--csv", file],
    ...(isRelaxed ? [] : ["--plain"]),
  ]);
  expect(table.split("\r\n").length).toBe(49);
  expect(table).toBe(readFileSync(file, "utf8"));

  // A run of the lab is trained again, to the same evaluation.
  const [, row = ""] = table.split("\r\n");
  const loss = Number(row.split(",")[5]);
  await page.getByRole("button", { name: /^RNN, 8 steps, seed 1:/ }).click();
  await expect
    .poll(() =>
      page.evaluate(() => {
        const { record } = (
          globalThis as typeof globalThis & { readonly unrolled: OpenStore }
        ).unrolled.state.getState();
        return record?.evaluations.find(({ update }) => update === 400)?.models[0]?.loss;
      }),
    )
    .toBe(loss);
});
