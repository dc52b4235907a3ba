/** Every engine against the float64 oracle, on software GL, in WASM and on the CPU. Tolerances: docs/numerics.md. */
import { expect, type Page, test } from "@playwright/test";
import { type OpenHarness, openHarness } from "../scripts/harness.ts";
import type { EngineChoice } from "./harness/engines.ts";
import { strictFlags } from "./harness/flags.ts";
import type { NetworkRequest, TrainRequest } from "./harness/requests.ts";

test.describe.configure({ timeout: 180_000 });

let harness: OpenHarness;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  harness = await openHarness();
});
test.afterAll(() => harness?.close());

/** What goes through all of the tests below. */
const engines: readonly EngineChoice[] = [
  { engine: "reference", backend: "webgl" },
  { engine: "webgl", backend: "webgl" },
  { engine: "wasm", backend: "wasm" },
];

async function open(choice: EngineChoice): Promise<Page> {
  const opened = await harness.page.evaluate((choice) => window.harness.open(choice), {
    ...choice,
    flags: strictFlags,
  });
  expect([opened.kind, opened.backend]).toEqual([choice.engine, choice.backend]);
  return harness.page;
}

/** Float32 against float64 at some ten thousand operations deep; relative to the largest entry of the same array. */
const ENGINE = 1e-5;
/** A profile's steps are compared one by one, the faintest too, whose entries carry the error of the whole chain. */
const PROFILE = 1e-4;

async function compare(request: NetworkRequest, choice: EngineChoice) {
  const page = await open(choice);
  const gaps = await page.evaluate((request) => window.harness.compareTrace(request), request);
  expect(gaps.length).toBeGreaterThan(10);
  const broken = gaps.filter(
    ({ what, error }) => !(Number(error) <= (what.startsWith("profile") ? PROFILE : ENGINE)),
  );
  expect(broken).toEqual([]);
}

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

/** Every cell with every option that changes its equations. */
const variants: readonly NetworkRequest["layers"][number][] = [
  ...["tanh", "relu", "sigmoid"].map((activation) => ({
    cell: "simple" as const,
    units: 24,
    options: { activation },
  })),
  { cell: "lstm", units: 24 },
  { cell: "lstm", units: 24, options: { unitForgetBias: false } },
  { cell: "gru", units: 24, options: { resetAfter: true } },
  { cell: "gru", units: 24, options: { resetAfter: false } },
];
const withoutBias = variants.map((layer) => ({ ...layer, options: { ...layer.options, useBias: false } }));

const cases: readonly (readonly [string, NetworkRequest])[] = [
  [
    "primes everywhere",
    { ...tokens, layers: [{ cell: "gru", units: 13 }], steps: 11, batch: 7, inputs: 5, outputs: 3 },
  ],
  [
    "ones everywhere",
    { ...floats, layers: [{ cell: "lstm", units: 1 }], steps: 1, batch: 1, inputs: 1, outputs: 1 },
  ],
  ["one step", { ...tokens, steps: 1 }],
  ["one sequence", { ...tokens, batch: 1 }],
  // Padded to the training batch, or cut into pieces of it.
  ["one sequence of a network for eight", { ...tokens, given: 1, initial: true, reduction: "batch" }],
  ["seventy sequences of a network for thirty-two", { ...tokens, batch: 32, given: 70, weight: "random" }],
  ["one unit", { ...tokens, layers: [{ cell: "gru", units: 1 }] }],
  ["random weights", { ...tokens, weight: "random" }],
  ["a sum over steps", { ...tokens, reduction: "batch", weight: "random" }],
  ["mean squared error at every step", { ...floats, weight: "every" }],
  ["initial states", { ...tokens, initial: true }],
  [
    "initial states of a GRU with the reset before",
    {
      ...tokens,
      layers: [{ cell: "gru", units: 24, options: { resetAfter: false } }],
      initial: true,
    },
  ],
  [
    "three layers of three cells",
    {
      ...tokens,
      initial: true,
      layers: [
        { cell: "lstm", units: 13 },
        { cell: "gru", units: 17 },
        { cell: "simple", units: 8 },
      ],
    },
  ],
  ["sixty steps", { ...tokens, layers: [{ cell: "lstm", units: 8 }], steps: 60, weight: "last" }],
];

const adam = {
  kind: "adam",
  values: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
} as const;
const training: TrainRequest = { ...tokens, updates: 12, settings: { optimizer: adam, clipNorm: 0.5 } };

/** Programs are an engine's own, kept for the next network of the same cell. */
const withoutPrograms = ({ programs: _, ...rest }: { readonly programs?: number }) => rest;

for (const engine of engines)
  test.describe(String(engine.engine), () => {
    for (const layer of [...variants, ...withoutBias]) {
      const name = `${layer.cell} ${JSON.stringify(layer.options ?? {})}`;
      test(`${name} agrees with the oracle, tokens and floats`, async () => {
        await compare({ ...tokens, layers: [layer] }, engine);
        await compare({ ...floats, layers: [layer] }, engine);
      });
    }

    for (const [name, request] of cases)
      test(`${name}: agrees with the oracle`, async () => {
        await compare(request, engine);
      });

    test("a gradient of 1e-30 at the first step keeps its digits", async () => {
      // Small recurrent weights: the derivative shrinks by about ten at each step, and its square underflows float32.
      await compare(
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

    test("the same run gives the same bits twice, watched or not", async () => {
      const page = await open(engine);
      const run = (request: TrainRequest) =>
        page.evaluate((request) => window.harness.curve(request), request);
      const first = await run(training);
      expect(first.updates).toBe(12);
      expect(first.losses.at(-1)).not.toBe(first.losses[0]);
      expect(await run(training)).toEqual(first);
      expect(await run({ ...training, profiles: true })).toEqual(first);
      expect((await run({ ...training, seed: 2 })).weights).not.toEqual(first.weights);
    });

    test("a run taken up from a snapshot gives the same bits as one that went on", async () => {
      const page = await open(engine);
      const { through, again } = await page.evaluate((request) => window.harness.restored(request), training);
      expect(again).toEqual(through);
    });

    test("losses follow the oracle's through thirty clipped updates", async () => {
      const page = await open(engine);
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

    test("nothing is left behind by updates, evaluations, traces and snapshots", async () => {
      const page = await open(engine);
      for (const request of [training, { ...training, settings: { ...training.settings, clipNorm: 0 } }]) {
        const { before, after10, after60, after } = await page.evaluate(
          (r) => window.harness.leak(r),
          request,
        );
        expect(after60).toEqual(after10);
        expect(withoutPrograms(after)).toEqual(withoutPrograms(before));
      }
    });

    test("an update whose loss is not finite changes no weight and no slot", async () => {
      const page = await open(engine);
      const told = await page.evaluate((request) => window.harness.notApplied(request), floats);
      expect(told.applied).toEqual([false, false]);
      // A NaN of the input is sure to reach the gradient; on the way to the loss an activation may have swallowed it.
      for (const numbers of told.told) expect(numbers.map(Number).every(Number.isFinite)).toBe(false);
      expect(told.after).toEqual(told.before);
      expect(told.updates).toBe(1);
    });

    test("an evaluation in chunks gives what one in a single piece gives", async () => {
      const page = await open(engine);
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

    test("what does not fit is refused with the number and the remedy, and nothing is allocated", async () => {
      const page = await open(engine);
      const request: NetworkRequest = {
        ...tokens,
        layers: [{ cell: "lstm", units: 1024 }],
        steps: 400,
        batch: 1024,
      };
      const told = await page.evaluate((request) => window.harness.refused(request), request);
      expect(told.reason).toMatch(/\d.*: lower the batch/);
      expect(told.thrown).toBe(told.reason);
      expect(told.after).toEqual(told.before);
    });
  });

test("the CPU backend agrees with the oracle too", async () => {
  const choice: EngineChoice = { engine: "reference", backend: "cpu" };
  await compare(tokens, choice);
  await compare(floats, choice);
});

/**
 * The fused engine's gradients at the benchmark's sizes, B, T, H, V, from the initial weights: moved at random a plain network of
 * 128 units is chaotic, and the reference's own errors grow beyond 1e-5 there.
 */
const sizes = [
  ["S", 3e-6, [32, 25, 32, 16]],
  ["M", 3e-6, [32, 50, 64, 64]],
  ["L", 5e-6, [64, 100, 128, 64]],
] as const;
for (const [size, bound, [batch, steps, units, symbols]] of sizes)
  for (const layer of [
    { cell: "lstm", units },
    { cell: "simple", units },
    // The oracle takes half a minute for each at L; npm run bench waits for it.
    ...(size === "L"
      ? []
      : [true, false].map((resetAfter) => ({ cell: "gru", units, options: { resetAfter } }) as const)),
  ] as const)
    test(`webgl: gradients of ${layer.cell} ${JSON.stringify("options" in layer ? layer.options : {})} at ${size}`, async () => {
      const page = await open({ engine: "webgl", backend: "webgl" });
      const worst = await page.evaluate((request) => window.harness.gradientError(request), {
        ...tokens,
        layers: [layer],
        batch,
        steps,
        inputs: symbols,
        outputs: symbols,
        unmoved: true,
      });
      expect(Number(worst.error), worst.what).toBeLessThanOrEqual(bound);
    });
