import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { launchOptions } from "./scripts/browser-flags.ts";
import { BASE } from "./scripts/serve-dist.ts";

// Playwright loads this file again in each of its workers: the first one settles the port for all.
process.env.E2E_PORT ??= String(4300 + (process.pid % 600));
const baseURL = `http://127.0.0.1:${process.env.E2E_PORT}${BASE}`;

const stories = join(import.meta.dirname, "e2e");
/** Stories about engines alone. */
const onHarness = readdirSync(stories).filter(
  (name) =>
    name.endsWith(".spec.ts") && readFileSync(join(stories, name), "utf8").includes("./harness-test.ts"),
);

/**
 * Hundreds of stories on two cores that others use as well: where nobody watches, one that failed is tried once more. It passes if it
 * passes then, and the summary counts and names it (decision 29). Whoever runs them by hand is to see it fail.
 */
const retriesOfStories = process.env.CI === undefined ? 0 : 1;

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  // Benchmarks run on demand (npm run bench); the stories of all browsers have browsers.config.ts.
  testIgnore: ["bench/**", "browsers/**"],
  outputDir: "test-results",
  // Two files of stories at a time: those that wait for the page leave room beside those that software GL keeps busy.
  workers: 2,
  projects: [
    // One worker takes all of them one after the other: the harness is built once, and what an engine has compiled stays. Between
    // files of the page it would end with each.
    // They compare numbers: one that differs differs, and is not tried again.
    { name: "engines", testMatch: onHarness, workers: 1, retries: 0 },
    { name: "page", testIgnore: ["bench/**", "browsers/**", ...onHarness] },
  ],
  fullyParallel: false,
  retries: retriesOfStories,
  // For machines several times slower: what passes is not waited for.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: "list",
  use: {
    baseURL,
    browserName: "chromium",
    launchOptions,
    viewport: { width: 1440, height: 900 },
    trace: "off",
    screenshot: "only-on-failure",
  },
  webServer: {
    command: `node --import tsx scripts/serve-dist.ts ${process.env.E2E_PORT}`,
    url: baseURL,
    timeout: 30_000,
    reuseExistingServer: false,
  },
});
