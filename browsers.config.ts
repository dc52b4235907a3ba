/** The stories of e2e/browsers on every browser that this machine has: npx playwright test -c browsers.config.ts */
import { defineConfig } from "@playwright/test";
import { browserNames } from "./e2e/browsers/driver.ts";
import shared from "./playwright.config.ts";

// Node 20 has WebSocket behind a flag, which Firefox is spoken to with. Playwright's workers take it from here.
if (typeof WebSocket === "undefined")
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} --experimental-websocket`;

// Read by scripts/serve-dist.ts.
process.env.E2E_LISTEN = "1";

export default defineConfig({
  ...shared,
  testDir: "e2e/browsers",
  testIgnore: [],
  timeout: 180_000,
  use: { baseURL: shared.use?.baseURL },
  projects: [
    ...browserNames.map((name) => ({ name, testMatch: "stories.spec.ts" })),
    { name: "together", testMatch: "agreement.spec.ts" },
  ],
});
