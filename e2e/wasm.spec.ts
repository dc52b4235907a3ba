/** The SIMD engine: its gradients at the benchmark's sizes, what it holds, bits, and its place in the built page. */
import { type OpenHarness, openHarness } from "../scripts/harness.ts";
import type { OpenStore } from "../src/store/store.ts";
import { expect, test } from "./fixtures.ts";
import type { EngineChoice } from "./harness/engines.ts";
import type { NetworkRequest, TrainRequest } from "./harness/requests.ts";
import { losses, open as openPage, smallRace, updateShown } from "./page.ts";

test.describe.configure({ timeout: 180_000 });

let harness: OpenHarness;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  harness = await openHarness();
});
test.afterAll(() => harness?.close());

const relaxed: EngineChoice = { engine: "wasm", backend: "wasm", relaxed: true };
const plain: EngineChoice = { ...relaxed, relaxed: false };
const both = [
  ["relaxed", relaxed, "WASM relaxed SIMD"],
  ["plain", plain, "WASM SIMD"],
] as const;

async function open(choice: EngineChoice) {
  const opened = await harness.page.evaluate((choice) => window.harness.open(choice), choice);
  expect([opened.kind, opened.backend]).toEqual(["wasm", "wasm"]);
  return { page: harness.page, renderer: opened.renderer };
}

type Layer = NetworkRequest["layers"][number];
const everyCell = (units: number): readonly Layer[] => [
  { cell: "lstm", units },
  { cell: "simple", units },
  { cell: "gru", units, options: { resetAfter: true } },
  { cell: "gru", units, options: { resetAfter: false } },
];
const tokens: NetworkRequest = {
  layers: [{ cell: "lstm", units: 24 }],
  steps: 12,
  batch: 8,
  input: "tokens",
  inputs: 16,
  outputs: 16,
  loss: "crossEntropy",
};
const floats: NetworkRequest = {
  ...tokens,
  input: "floats",
  inputs: 3,
  outputs: 2,
  loss: "mse",
  weight: "last",
};
const training: TrainRequest = {
  ...tokens,
  updates: 20,
  settings: {
    optimizer: { kind: "adam", values: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } },
    clipNorm: 0.5,
  },
};

test("the browser has relaxed SIMD, and the engine can do without", async () => {
  for (const [, choice, name] of both) expect((await open(choice)).renderer).toBe(name);
});

/** B, T, H, V of the benchmark; the oracle takes half a minute for a cell at L, and npm run bench waits for all. */
const sizes = [
  ["S", 3e-6, [32, 25, 32, 16], everyCell(32)],
  ["M", 3e-6, [32, 50, 64, 64], everyCell(64)],
  ["L", 5e-6, [64, 100, 128, 64], everyCell(128).slice(0, 1)],
] as const;
for (const [size, bound, [batch, steps, , symbols], layers] of sizes)
  for (const layer of layers)
    test(`gradients of ${layer.cell} ${JSON.stringify(layer.options ?? {})} at ${size}, relaxed and plain`, async () => {
      const request = { ...tokens, layers: [layer], batch, steps, inputs: symbols, outputs: symbols };
      const found: string[] = [];
      for (const [name, choice] of both) {
        const { page } = await open(choice);
        // The oracle's gradients are kept for the second one.
        const worst = await page.evaluate((request) => window.harness.gradientError(request, "wasm"), {
          ...request,
          unmoved: true,
        });
        found.push(`${name} ${Number(worst.error).toExponential(1)} (${worst.what})`);
        expect(Number(worst.error), `${name}: ${worst.what}`).toBeLessThanOrEqual(bound);
      }
      test.info().annotations.push({ type: "worst error of a gradient", description: found.join(", ") });
    });

test("every byte comes back when a network is disposed, and the memory does not grow again", async () => {
  const { page } = await open(relaxed);
  const requests = [
    ...everyCell(24).map((layer) => ({ ...tokens, layers: [layer] })),
    { ...floats, layers: [{ cell: "lstm", units: 13 } as const] },
    { ...tokens, layers: everyCell(17), steps: 31, batch: 5 },
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
  test(`${name}: a run has the same bits alone, beside another one, and on an engine of its own`, async () => {
    const { page } = await open(choice);
    for (const layer of everyCell(24)) {
      const { alone, inTurns, elsewhere } = await page.evaluate(
        ([request, other]) => window.harness.wasm.turns(request, other),
        [{ ...training, layers: [layer] }, floats] as const,
      );
      expect(new Set(alone.losses).size).toBe(training.updates);
      expect(inTurns).toEqual(alone);
      expect(elsewhere).toEqual(alone);
    }
  });

test("relaxed and plain SIMD differ in the last bits alone", async () => {
  const runs: { readonly losses: readonly number[]; readonly weights: readonly string[] }[] = [];
  for (const [, choice] of both) {
    const { page } = await open(choice);
    runs.push(await page.evaluate((request) => window.harness.curve(request, "wasm"), training));
  }
  const [one, other] = runs;
  // A mean over many steps may round to the same loss.
  expect(one?.weights).not.toEqual(other?.weights);
  for (const [n, loss] of (one?.losses ?? [Number.NaN]).entries())
    expect(Math.abs(loss - (other?.losses[n] as number))).toBeLessThan(1e-5);
});

for (const cell of ["lstm", "gru", "simple"] as const)
  test(`${cell}: losses follow tf.layers' on tfjs' own WASM backend, which the benchmark compares with`, async () => {
    const { page } = await open(relaxed);
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
