/**
 * Every engine against the float64 oracle, on software GL and in WASM. Tolerances: docs/numerics.md.
 *
 * The fused engines go through everything. The reference composes stock tfjs operations the same way on every backend, and on
 * software GL each shape and each number of gates compiles shaders for seconds: there it goes through one variant of each
 * build and through every setting of the loss; through all of them it goes on tfjs' CPU backend, in Node (reference.test.ts).
 */
import type { Page } from "@playwright/test";
import type { OpenHarness } from "../scripts/harness.ts";
import {
  builds,
  ENGINE,
  floats,
  nameOf,
  PROFILE,
  plainSimd,
  reference,
  simd,
  tokens,
  training,
  variants,
  webgl,
  withLayer,
} from "./cases.ts";
import { far, held, settings, shapes } from "./compared.ts";
import type { EngineChoice } from "./harness/engines.ts";
import type { NetworkRequest, TrainRequest } from "./harness/requests.ts";
import { expect, test } from "./harness-test.ts";

test.describe.configure({ timeout: 180_000 });

async function open({ page }: OpenHarness, choice: EngineChoice): Promise<Page> {
  const opened = await page.evaluate((choice) => window.harness.open(choice), choice);
  expect([opened.kind, opened.backend]).toEqual([choice.engine, choice.backend]);
  return page;
}

async function compare(harness: OpenHarness, request: NetworkRequest, choice: EngineChoice) {
  const page = await open(harness, choice);
  const gaps = await page.evaluate((request) => window.harness.compareTrace(request), request);
  expect(gaps.length).toBeGreaterThan(10);
  const broken = gaps.filter(
    ({ what, error }) => !(Number(error) <= (what.startsWith("profile") ? PROFILE : ENGINE)),
  );
  expect(broken).toEqual([]);
}

/** Programs are an engine's own, kept for the next network of the same cell. */
const withoutPrograms = ({ programs: _, ...rest }: { readonly programs?: number }) => rest;

const all = { layers: variants(24), cases: [...shapes, ...settings, ...far, ...held] };
const compared = [
  [reference, { layers: builds(24), cases: settings }],
  [webgl, all],
  [simd, all],
] as const;

for (const [engine, { layers, cases }] of compared)
  test.describe(`${engine.engine} on ${engine.backend}`, () => {
    for (const layer of layers)
      test(`${nameOf(layer)} agrees with the oracle, tokens and floats`, async ({ harness }) => {
        await compare(harness, withLayer(tokens, layer), engine);
        await compare(harness, withLayer(floats, layer), engine);
      });

    for (const [name, request] of cases)
      test(`${name}: agrees with the oracle`, async ({ harness }) => {
        await compare(harness, request, engine);
      });
  });

for (const engine of [reference, webgl, simd])
  test.describe(`${engine.engine}`, () => {
    test("a gradient of 1e-30 at the first step keeps its digits", async ({ harness }) => {
      // Small recurrent weights: the derivative shrinks by about ten at each step, and its square underflows float32.
      await compare(
        harness,
        {
          ...floats,
          steps: 26,
          layers: [
            {
              cell: "simple",
              units: 16,
              options: { recurrentInitializer: "normal", recurrentStddev: 0.02, activation: "tanh" },
            },
          ],
          seed: 3,
          unmoved: true,
        },
        engine,
      );
    });

    test("the same run gives the same bits twice, watched or not", async ({ harness }) => {
      const page = await open(harness, engine);
      const run = (request: TrainRequest) =>
        page.evaluate((request) => window.harness.curve(request), request);
      const first = await run(training);
      expect(first.updates).toBe(12);
      expect(first.losses.at(-1)).not.toBe(first.losses[0]);
      expect(await run(training)).toEqual(first);
      expect(await run({ ...training, profiles: true })).toEqual(first);
      expect((await run({ ...training, seed: 2 })).weights).not.toEqual(first.weights);
    });

    test("a run taken up from a snapshot gives the same bits as one that went on", async ({ harness }) => {
      const page = await open(harness, engine);
      const { through, again } = await page.evaluate((request) => window.harness.restored(request), training);
      expect(again).toEqual(through);
    });

    test("losses follow the oracle's through thirty clipped updates", async ({ harness }) => {
      const page = await open(harness, engine);
      const request = { ...training, updates: 30 };
      const { losses } = await page.evaluate((request) => window.harness.curve(request), request);
      const { losses: expected } = await page.evaluate(
        (request) => window.harness.oracleCurve(request),
        request,
      );
      const worst = Math.max(
        ...losses.map((loss, n) => Math.abs(loss - (expected[n] as number)) / (expected[n] as number)),
      );
      expect(worst).toBeLessThan(1e-4);
    });

    test("nothing is left behind by updates, evaluations, traces and snapshots", async ({ harness }) => {
      const page = await open(harness, engine);
      for (const request of [training, { ...training, settings: { ...training.settings, clipNorm: 0 } }]) {
        const { before, after10, after30, after } = await page.evaluate(
          (r) => window.harness.leak(r),
          request,
        );
        expect(after30).toEqual(after10);
        expect(withoutPrograms(after)).toEqual(withoutPrograms(before));
      }
    });

    test("an update whose loss is not finite changes no weight and no slot", async ({ harness }) => {
      const page = await open(harness, engine);
      const told = await page.evaluate((request) => window.harness.notApplied(request), floats);
      expect(told.applied).toEqual([false, false]);
      // A NaN of the input is sure to reach the gradient; on the way to the loss an activation may have swallowed it.
      for (const numbers of told.told) expect(numbers.map(Number).every(Number.isFinite)).toBe(false);
      expect(told.after).toEqual(told.before);
      expect(told.updates).toBe(1);
    });

    test("an evaluation in chunks gives what one in a single piece gives", async ({ harness }) => {
      const page = await open(harness, engine);
      const request: NetworkRequest = {
        ...tokens,
        layers: [{ cell: "lstm", units: 96 }],
        steps: 60,
        weight: "random",
      };
      const { chunks, gap } = await page.evaluate((request) => window.harness.chunked(request, 500), request);
      expect(chunks).toBeGreaterThan(1);
      expect(gap).toBeLessThan(ENGINE);
    });

    test("what does not fit is refused with the number and the remedy, and nothing is allocated", async ({
      harness,
    }) => {
      const page = await open(harness, engine);
      const request: NetworkRequest = {
        ...tokens,
        layers: [{ cell: "lstm", units: 1024 }],
        steps: 400,
        batch: 1024,
      };
      const told = await page.evaluate((request) => window.harness.refused(request), request);
      expect(told.reason).toMatch(/\d.*\. Reduce the batch size/);
      expect(told.thrown).toBe(told.reason);
      expect(told.after).toEqual(told.before);
    });
  });

/**
 * Gradients of the fused engines at the benchmark's sizes, B, T, H, V, from the initial weights: moved at random a plain network
 * of 128 units is chaotic, and the reference's own errors grow beyond 1e-5 there. The oracle takes half a minute for a GRU at L,
 * and npm run bench waits for it.
 */
const sizes = [
  ["S", 3e-6, [32, 25, 32, 16], builds(32)],
  ["M", 3e-6, [32, 50, 64, 64], builds(64)],
  ["L", 5e-6, [64, 100, 128, 64], (["lstm", "simple"] as const).map((cell) => ({ cell, units: 128 }))],
] as const;
for (const [size, bound, [batch, steps, , symbols], layers] of sizes)
  for (const layer of layers)
    test(`gradients of ${nameOf(layer)} at ${size}: WebGL, SIMD relaxed and plain`, async ({ harness }) => {
      const request: NetworkRequest = {
        ...withLayer(tokens, layer),
        batch,
        steps,
        inputs: symbols,
        outputs: symbols,
        unmoved: true,
      };
      const found: string[] = [];
      for (const choice of [webgl, simd, plainSimd]) {
        const page = await open(harness, choice);
        // The oracle's gradients are kept for the next one.
        const worst = await page.evaluate((request) => window.harness.gradientError(request), request);
        const name = `${choice.engine}${choice.relaxed === false ? ", plain" : ""}`;
        found.push(`${name} ${Number(worst.error).toExponential(1)} (${worst.what})`);
        expect(Number(worst.error), `${name}: ${worst.what}`).toBeLessThanOrEqual(bound);
      }
      test.info().annotations.push({ type: "worst error of a gradient", description: found.join(", ") });
    });
