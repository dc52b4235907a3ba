/** The SIMD engine: what it holds, bits, and its place in the built page. */
import { mergeTests } from "@playwright/test";
import type { OpenHarness } from "../scripts/harness.ts";
import type { OpenStore } from "../src/store/store.ts";
import { builds, floats, plainSimd, simd, tokens, training as trainingOf12, withLayer } from "./cases.ts";
import { expect, test as guarded } from "./fixtures.ts";
import type { EngineChoice } from "./harness/engines.ts";
import { test as onHarness } from "./harness-test.ts";
import { losses, open as openPage, smallRace, updateShown } from "./page.ts";

const test = mergeTests(guarded, onHarness);
test.describe.configure({ timeout: 180_000 });

const both = [
  ["relaxed", simd, "WASM relaxed SIMD"],
  ["plain", plainSimd, "WASM SIMD"],
] as const;

async function open({ page }: OpenHarness, choice: EngineChoice) {
  const opened = await page.evaluate((choice) => window.harness.open(choice), choice);
  expect([opened.kind, opened.backend]).toEqual(["wasm", "wasm"]);
  return { page, renderer: opened.renderer };
}

const training = { ...trainingOf12, updates: 20 };

test("the browser has relaxed SIMD, and the engine can do without", async ({ harness }) => {
  for (const [, choice, name] of both) expect((await open(harness, choice)).renderer).toBe(name);
});

test("every byte comes back when a network is disposed, and the memory does not grow again", async ({
  harness,
}) => {
  const { page } = await open(harness, simd);
  const requests = [
    ...builds(24).map((layer) => withLayer(tokens, layer)),
    { ...floats, layers: [{ cell: "lstm", units: 13 } as const] },
    { ...tokens, layers: builds(17), steps: 31, batch: 5 },
  ];
  const { before, during, after, later } = await page.evaluate(
    (requests) => window.harness.wasm.memory(requests),
    requests,
  );
  expect(during.bytes).toBeGreaterThan(before.bytes);
  expect(during.blocks).toBeGreaterThan(before.blocks);
  expect([after.bytes, after.blocks]).toEqual([before.bytes, before.blocks]);
  expect(later).toEqual(after);
});

for (const [name, choice] of both)
  test(`${name}: a run has the same bits alone, beside another one, and on an engine of its own`, async ({
    harness,
  }) => {
    const { page } = await open(harness, choice);
    for (const layer of builds(24)) {
      const { alone, inTurns, elsewhere } = await page.evaluate(
        ([request, other]) => window.harness.wasm.turns(request, other),
        [withLayer(training, layer), floats] as const,
      );
      expect(new Set(alone.losses).size).toBe(training.updates);
      expect(inTurns).toEqual(alone);
      expect(elsewhere).toEqual(alone);
    }
  });

test("relaxed and plain SIMD differ in the last bits alone", async ({ harness }) => {
  const runs: { readonly losses: readonly number[]; readonly weights: readonly string[] }[] = [];
  for (const [, choice] of both) {
    const { page } = await open(harness, choice);
    runs.push(await page.evaluate((request) => window.harness.curve(request, "wasm"), training));
  }
  const [one, other] = runs;
  // A mean over many steps may round to the same loss.
  expect(one?.weights).not.toEqual(other?.weights);
  for (const [n, loss] of (one?.losses ?? [Number.NaN]).entries())
    expect(Math.abs(loss - (other?.losses[n] as number))).toBeLessThan(1e-5);
});

for (const cell of ["lstm", "gru", "simple"] as const)
  test(`${cell}: losses follow tf.layers' on tfjs' own WASM backend, which the benchmark compares with`, async ({
    harness,
  }) => {
    const { page } = await open(harness, simd);
    expect(await page.evaluate(() => window.harness.openTfjsWasm())).toContain("SIMD");
    const { ours, layers } = await page.evaluate(
      (choice) => window.harness.webgl.besideLayers(choice, 30, "wasm"),
      { cell, resetAfter: false, size: [8, 8, 24, 16] } as const,
    );
    expect(new Set(ours).size).toBe(30);
    for (const [n, loss] of ours.entries()) expect(Math.abs(loss - (layers[n] as number))).toBeLessThan(1e-5);
  });

test("the built page trains with SIMD under its policy, to the losses of the fused WebGL engine", async ({
  page,
}) => {
  const told: number[][][] = [];
  for (const kind of ["wasm", "webgl"] as const) {
    await openPage(page, `${smallRace}&training.engine=${kind}`);
    const device = await page.evaluate(
      () => (globalThis as typeof globalThis & { unrolled: OpenStore }).unrolled.state.getState().device,
    );
    expect(device?.engine).toBe(kind);
    for (let update = 1; update <= 3; update++) {
      await page.getByRole("button", { name: "One update" }).click();
      await expect.poll(() => updateShown(page)).toBe(update);
    }
    told.push(await losses(page, 3));
    await page.goto("about:blank");
  }
  const [wasm, webgl] = told as [number[][], number[][]];
  expect(wasm).toHaveLength(3);
  for (const [m, curve] of wasm.entries())
    for (const [n, loss] of curve.entries())
      expect(Math.abs(loss - (webgl[m]?.[n] as number))).toBeLessThan(1e-5);
});
