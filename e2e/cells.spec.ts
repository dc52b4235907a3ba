/**
 * Cells that look further back than one step, and cells with weights a unit, on the fused engines and on narrow devices; on the
 * reference: reference.test.ts.
 */
import type { Page } from "@playwright/test";
import { everyCase } from "../src/engine/self-check.ts";
import { bothInputs, lookingBack } from "./compared.ts";
import type { EngineChoice } from "./harness/engines.ts";
import { strictFlags } from "./harness/flags.ts";
import type { NetworkRequest } from "./harness/requests.ts";
import { expect, test } from "./harness-test.ts";

test.describe.configure({ timeout: 180_000 });

const engines: readonly (readonly [string, EngineChoice])[] = [
  ["webgl", { engine: "webgl", backend: "webgl", flags: strictFlags }],
  ["webgl with four draw buffers", { engine: "webgl", backend: "webgl", flags: strictFlags, drawBuffers: 4 }],
  ["wasm", { engine: "wasm", backend: "wasm" }],
];

/** As in numerics.spec.ts. */
const bound = (what: string) => (what.startsWith("profile") ? 1e-4 : 1e-5);

async function compare(page: Page, request: NetworkRequest, choice: EngineChoice) {
  await page.evaluate((choice) => window.harness.open(choice), choice);
  const gaps = await page.evaluate((request) => window.harness.compareTrace(request), request);
  expect(gaps.length).toBeGreaterThan(10);
  expect(gaps.filter(({ what, error }) => !(Number(error) <= bound(what)))).toEqual([]);
}

for (const [name, choice] of engines)
  test.describe(name, () => {
    for (const [what, requests] of lookingBack)
      test(`${what}: agrees with the oracle`, async ({ harness: { page } }) => {
        for (const request of requests) await compare(page, request, choice);
      });
  });

test.describe("webgl with four draw buffers, every cell", () => {
  for (const { cell, options } of everyCase)
    test(`${cell} ${JSON.stringify(options)} agrees with the oracle`, async ({ harness: { page } }) => {
      const [, choice] = engines[1] as (typeof engines)[number];
      for (const request of bothInputs)
        await compare(page, { ...request, layers: [{ cell, options, units: 10 }], steps: 7 }, choice);
    });
});
