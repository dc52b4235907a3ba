/** Chromium by Playwright, as in every other story: what the other two are compared with. */
import { chromium } from "@playwright/test";
import { launchOptions } from "../../scripts/browser-flags.ts";
import { type Driver, passOnErrors, viewport } from "./driver.ts";

export async function startChromium(): Promise<Driver> {
  const browser = await chromium.launch(launchOptions);
  const context = await browser.newContext({ viewport });
  await context.addInitScript(passOnErrors);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(`uncaught: ${error.message}`));
  page.on("crash", () => errors.push("the page crashed"));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`console: ${message.text()}`);
  });
  return {
    browser: "chromium",
    version: `Chromium ${browser.version()}`,
    goto: async (url) => {
      await page.goto(url);
    },
    reload: async () => {
      await page.reload();
    },
    evaluate: async (run, ...args) =>
      // As in the other two, functions travel as source and values as JSON.
      page.evaluate(`(${run})(...${JSON.stringify(args)})`),
    drag: async ([first, ...rest]) => {
      await page.mouse.move(first.x, first.y);
      await page.mouse.down();
      for (const { x, y } of rest) await page.mouse.move(x, y);
      await page.mouse.up();
    },
    type: (text) => page.keyboard.type(text),
    screenshot: async (path) => {
      await page.screenshot({ path });
    },
    errors: async () => errors,
    close: () => browser.close(),
  };
}
