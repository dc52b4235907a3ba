/** What a visitor waits for: few scripts before the untrained states, and tfjs only where something needs it. */
import { join } from "node:path";
import { gzipKilobytes, mostStartKilobytes, startScripts } from "../scripts/start-scripts.ts";
import { expect, test } from "./fixtures.ts";
import { open, smallRace } from "./page.ts";

const dist = join(import.meta.dirname, "..", "dist");

test("scripts before the untrained states stay within their budget", () => {
  const scripts = startScripts(dist);
  for (const part of ["page", "worker"] as const) {
    const kilobytes = gzipKilobytes(dist, scripts[part]);
    console.log(
      `${part}: ${kilobytes.toFixed(1)} kB gzip before the untrained states, ${scripts[part].join(", ")}`,
    );
    expect(kilobytes, part).toBeLessThanOrEqual(mostStartKilobytes[part]);
  }
});

test("a page that trains on SIMD loads no TensorFlow.js, and its charts arrive without moving anything", async ({
  page,
}) => {
  const loaded: string[] = [];
  page.on("response", (response) => loaded.push(new URL(response.url()).pathname));
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.defineProperty(window, "shifts", { value: shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  await open(page, smallRace);
  await page.locator(".recharts-surface").first().waitFor();
  await page.getByRole("status", { name: "Engine", exact: true }).getByRole("button").click();
  await expect(page.getByRole("radio", { name: /[\d.]+ ms per update/ }).first()).toBeVisible();
  expect(loaded.filter((path) => /stock-/.test(path))).toEqual([]);
  const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
  expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.02);
});
