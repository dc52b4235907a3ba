/** `npm run train` and the built page: the same link on the same engine, the same losses to the last bit. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunReport } from "../scripts/train-run.ts";
import { expect, test } from "./fixtures.ts";
import { losses, phase, smallRace, train } from "./page.ts";

const link = `${smallRace}&training.updates=20`;

for (const [name, query, more, engine] of [
  ["TensorFlow.js on the CPU", "?backend=cpu", "", "reference"],
  ["SIMD", "", "&training.engine=wasm", "wasm"],
] as const)
  test(`${name}: the first 20 losses of the page are those of npm run train`, async ({ page }) => {
    await page.goto(`./${query}${link}${more}`);
    await expect.poll(() => phase(page)).toBe("ready");
    await train(page);
    await expect.poll(() => phase(page), { timeout: 60_000 }).toBe("finished");
    const shown = await page.getByRole("status", { name: "Engine", exact: true }).innerText();
    const folder = mkdtempSync(join(tmpdir(), "unrolled-train-"));
    const json = join(folder, "out.json");
    const script = join(import.meta.dirname, "../scripts/train.ts");
    execFileSync(process.execPath, ["--import", "tsx", script, link, "--engine", engine, "--json", json]);
    const report = JSON.parse(readFileSync(json, "utf8")) as RunReport;
    rmSync(folder, { recursive: true });
    console.log(`page: ${shown}; Node: ${report.engine.renderer}`);
    expect(await losses(page, 20)).toEqual(report.models.map(({ loss }) => loss));
  });
