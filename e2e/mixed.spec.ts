/** A race over several engines: WebGL and tfjs on one context, and SIMD in a worker beside them. */

import type { MixedRequest } from "./harness/mixed.ts";
import { expect, test } from "./harness-test.ts";

const races: readonly (readonly [name: string, depth: number, models: MixedRequest["models"]])[] = [
  [
    "WebGL beside SIMD, whose two models are in two threads",
    3,
    [
      ["gru", "webgl"],
      ["lstm", "wasm"],
      ["gru", "webgl"],
      ["simple", "wasm"],
    ],
  ],
  [
    "WebGL, SIMD and TensorFlow.js on WebGL’s context",
    1,
    [
      ["gru", "reference"],
      ["lstm", "webgl"],
      ["simple", "wasm"],
    ],
  ],
];

for (const [name, depth, models] of races)
  test(`${name}: every model has the bits that it has alone`, async ({ harness }) => {
    // The crew believes in cores that other stories must not.
    const page = await harness.fresh();
    await page.evaluate(async () => {
      await window.harness.open({ engine: "wasm", backend: "wasm", crew: true });
      await window.harness.open({ engine: "reference", backend: "webgl" });
      await window.harness.open({ engine: "webgl", backend: "webgl" });
    });
    const told = await page.evaluate((asked) => window.harness.mixedRace(asked), { models, updates: 12 });
    expect(told.depth).toBe(depth);
    for (const [m, alone] of told.alone.entries()) {
      expect(JSON.parse(alone)[0]).toHaveLength(12);
      expect(told.together[m]).toBe(alone);
    }
    expect(told.tensors).toBe(0);
    await page.close();
  });
