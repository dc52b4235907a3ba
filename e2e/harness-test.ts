/**
 * `test` for stories about engines alone. The harness is built once and its page is opened once for all spec files: engines
 * and what they have compiled stay for the next story. What needs a page of its own asks for `harness.fresh()`.
 */
import { test as base } from "@playwright/test";
import { type OpenHarness, withHarness } from "../scripts/harness.ts";

export { expect } from "@playwright/test";

export const test = base.extend<object, { harness: OpenHarness }>({
  harness: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are wanted
    async ({}, use) => {
      await withHarness(use);
    },
    { scope: "worker", timeout: 300_000 },
  ],
});
