/** Cells that look further back than one step, and cells with weights a unit, on every engine and on narrow devices. */
import type { Page } from "@playwright/test";
import { everyCase } from "../src/engine/self-check.ts";
import type { EngineChoice } from "./harness/engines.ts";
import { strictFlags } from "./harness/flags.ts";
import type { NetworkRequest } from "./harness/requests.ts";
import { expect, test } from "./harness-test.ts";

test.describe.configure({ timeout: 180_000 });

const engines: readonly (readonly [string, EngineChoice])[] = [
  ["reference", { engine: "reference", backend: "cpu" }],
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

const tokens: NetworkRequest = {
  layers: [],
  steps: 20,
  batch: 6,
  input: "tokens",
  inputs: 11,
  outputs: 7,
  loss: "crossEntropy",
  weight: "random",
};
const floats: NetworkRequest = { ...tokens, input: "floats", inputs: 3, outputs: 2, loss: "mse" };

type Layer = NetworkRequest["layers"][number];
const skip = (d: number): Layer => ({ cell: "state-skip", units: 13, options: { skip: d } });
const order = (n: number): Layer => ({ cell: "higher-order", units: 14, options: { order: n } });
const peephole: Layer = { cell: "peephole", units: 9 };

/** Skips for which the rings of textures are of every length that there is. */
const reaches: readonly Layer[] = [...[2, 3, 4, 6, 12, 16].map(skip), ...[2, 3, 4].map(order)];

for (const [name, choice] of engines)
  test.describe(name, () => {
    for (const layer of reaches)
      test(`${layer.cell} ${JSON.stringify(layer.options)} agrees with the oracle`, async ({
        harness: { page },
      }) => {
        await compare(page, { ...tokens, layers: [layer] }, choice);
        await compare(page, { ...floats, layers: [layer], initial: true }, choice);
      });

    test("layers that look back by different lengths read each other", async ({ harness: { page } }) => {
      await compare(page, { ...floats, layers: [skip(12), order(4), peephole] }, choice);
      await compare(page, { ...tokens, layers: [order(4), skip(12), order(4)], initial: true }, choice);
    });

    test("fewer steps than a cell looks back", async ({ harness: { page } }) => {
      await compare(page, { ...floats, layers: [skip(16)], steps: 5 }, choice);
      await compare(page, { ...tokens, layers: [order(4)], steps: 1 }, choice);
    });
  });

test.describe("webgl with four draw buffers, every cell", () => {
  for (const { cell, options } of everyCase)
    test(`${cell} ${JSON.stringify(options)} agrees with the oracle`, async ({ harness: { page } }) => {
      const [, choice] = engines[2] as (typeof engines)[number];
      for (const request of [tokens, floats])
        await compare(page, { ...request, layers: [{ cell, options, units: 10 }], steps: 7 }, choice);
    });
});
