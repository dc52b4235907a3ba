/** `test` for the stories of all browsers: a visitor of the page in the project's browser, or a skip that says what is missing. */
import { test as base, expect } from "@playwright/test";
import { type BrowserName, browserNames, type Driver } from "./driver.ts";
import { installed } from "./installed.ts";
import { Visitor } from "./visitor.ts";

export { expect };

type Started = { readonly driver: Driver } | { readonly missing: string };

export const test = base.extend<{ visitor: Visitor }, { started: Started }>({
  // One browser for all stories of a project; after a failure Playwright begins with a new worker, so with a new browser.
  started: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern.
    async ({}, use, { project }) => {
      const name = browserNames.find((one) => one === project.name) as BrowserName;
      const found = installed(name);
      if ("missing" in found) {
        await use(found);
        return;
      }
      const driver = await found.start();
      await use({ driver });
      await driver.close();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  visitor: async ({ started, baseURL }, use, info) => {
    if ("missing" in started) {
      test.skip(true, started.missing);
      return;
    }
    const { driver } = started;
    const before = (await driver.errors()).length;
    const visitor = new Visitor(driver, baseURL ?? "");
    await use(visitor);
    if (info.status !== info.expectedStatus) {
      const path = info.outputPath("page.png");
      await driver.screenshot(path);
      await info.attach("page", { path, contentType: "image/png" });
    }
    const errors = (await driver.errors()).slice(before);
    expect(
      errors.filter((error) => !visitor.isExpected(error)),
      "console errors, exceptions and violations of the policy",
    ).toEqual([]);
  },
});
