import { defineConfig } from "@playwright/test";
import { launchOptions } from "./scripts/browser-flags.ts";
import { BASE } from "./scripts/serve-dist.ts";

// Playwright loads this file again in each of its workers: the first one settles the port for all.
process.env.E2E_PORT ??= String(4300 + (process.pid % 600));
const baseURL = `http://127.0.0.1:${process.env.E2E_PORT}${BASE}`;

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  // Benchmarks run on demand: npm run bench.
  testIgnore: "bench/**",
  outputDir: "test-results",
  // Two files of stories at a time: those that wait for the page leave room beside those that software GL keeps busy.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
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
