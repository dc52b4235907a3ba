/** First states and all else that changes the network around its cells: every engine against the oracle, in a browser. */
import type { AnyValues } from "../src/lib/fields.ts";
import { plainGrus } from "../src/model/networks.ts";
import {
  ENGINE,
  floats,
  PROFILE,
  plainSimd,
  reaches,
  reference,
  referenceOnCpu,
  simd,
  tokens,
  training,
  webgl,
} from "./cases.ts";
import type { NetworkRequest, TrainRequest } from "./harness/requests.ts";
import { expect, test } from "./harness-test.ts";

test.describe.configure({ timeout: 180_000 });

const bound = (what: string) => (what.startsWith("profile") ? PROFILE : ENGINE);
const two = (options: AnyValues): NetworkRequest["layers"] => [
  { cell: "lstm", units: 13, options },
  { cell: "gru", units: 8, options: { ...options, resetAfter: false } },
];
const learned = { initialState: "learned" };
const random = { initialState: "random" };
const both = { bidirectional: true };
const everything = { ...both, ...learned, dropout: 40 };
const cases: readonly (readonly [string, NetworkRequest])[] = [
  ["learned first states of tokens", { ...tokens, layers: two(learned) }],
  ["learned first states of floats", { ...floats, layers: two(learned), weight: "random" }],
  ["learned first states of one sequence", { ...tokens, layers: two(learned), given: 1 }],
  ["random first states", { ...tokens, layers: two(random), batch: 7 }],
  [
    "a learned first state above a random one",
    {
      ...tokens,
      layers: [
        { cell: "simple", units: 12, options: random },
        { cell: "peephole", units: 9, options: learned },
      ],
    },
  ],
  ["dropout above both layers", { ...tokens, layers: two({ dropout: 40 }), batch: 7 }],
  [
    "dropout of floats, above the lower layer, beside learned first states",
    {
      ...floats,
      weight: "random",
      layers: [
        { cell: "gru", units: 12, options: { ...learned, dropout: 60 } },
        { cell: "lstm", units: 9, options: learned },
      ],
    },
  ],
  [
    "dropout between layers that look back differently far",
    {
      ...tokens,
      steps: 9,
      layers: [
        { cell: "state-skip", units: 9, options: { skip: 2, dropout: 50 } },
        { cell: "simple", units: 10, options: { dropout: 30 } },
        { cell: "higher-order", units: 8, options: { order: 3, dropout: 20 } },
      ],
    },
  ],
  ...(["tokens", "floats"] as const).map((input): [string, NetworkRequest] => [
    `an embedding of ${input} under an LSTM`,
    {
      ...(input === "tokens" ? tokens : floats),
      layers: [
        { cell: "embedding", units: 5, options: { useBias: false } },
        { cell: "lstm", units: 9 },
      ],
    },
  ]),
  [
    "an embedding with dropout under two layers",
    { ...tokens, layers: [{ cell: "embedding", units: 6, options: { dropout: 30 } }, ...two(learned)] },
  ],
  ["an embedding alone", { ...tokens, layers: [{ cell: "embedding", units: 7 }], weight: "random" }],
  ["learned first states and dropout of both directions", { ...tokens, layers: two(everything), batch: 7 }],
  [
    "both directions over an embedding, under one, with gates held",
    {
      ...tokens,
      layers: [
        { cell: "embedding", units: 5, options: { dropout: 20 } },
        { cell: "lstm", units: 9, options: { ...both, ...random, dropout: 30, clampF: 60 } },
        { cell: "gru", units: 7, options: { ...everything, resetAfter: false, clampZ: 25 } },
        { cell: "coupled", units: 6, options: learned },
      ],
    },
  ],
  [
    "both directions of floats beside a lower layer that drops",
    {
      ...floats,
      weight: "random",
      layers: [
        { cell: "peephole", units: 12, options: { ...learned, dropout: 60 } },
        { cell: "peephole", units: 9, options: { ...everything, clampI: 40 } },
      ],
    },
  ],
  ...[1, 5].map((truncation): [string, NetworkRequest] => [
    `learned first states of both directions, the gradient stopping every ${truncation}`,
    { ...tokens, layers: two({ ...both, ...learned }), truncation },
  ]),
  ...reaches(8).flatMap((request) =>
    [learned, everything].map((more): [string, NetworkRequest] => {
      const layers = request.layers.map((layer) => ({ ...layer, options: { ...layer.options, ...more } }));
      return [JSON.stringify(layers[0]?.options), { ...request, layers }];
    }),
  ),
];

/** Of all cases those in both directions, as on a GPU and on a small one. */
for (const [drawBuffers, wide] of [
  [8, false],
  [4, false],
] as const)
  test(`both directions beside the rest agree with the oracle, with ${drawBuffers} draw buffers, not wide`, async ({
    harness: { page },
  }) => {
    await page.evaluate((choice) => window.harness.open(choice), { ...webgl, drawBuffers, wide });
    for (const [name, request] of cases.filter(([name]) => /both directions/.test(name))) {
      const gaps = await page.evaluate((request) => window.harness.compareTrace(request), request);
      expect(
        gaps.filter(({ what, error }) => !(Number(error) <= bound(what))),
        name,
      ).toEqual([]);
    }
  });

for (const engine of [referenceOnCpu, webgl, simd])
  test.describe(`${engine.engine}`, () => {
    for (const [name, request] of cases)
      test(`${name}: agrees with the oracle`, async ({ harness: { page } }) => {
        await page.evaluate((choice) => window.harness.open(choice), engine);
        const gaps = await page.evaluate((request) => window.harness.compareTrace(request), request);
        expect(gaps.length).toBeGreaterThan(10);
        expect(gaps.filter(({ what, error }) => !(Number(error) <= bound(what)))).toEqual([]);
      });

    for (const options of [learned, random, { dropout: 50 }, { ...everything, ...random }]) {
      const request: TrainRequest = { ...training, layers: two(options), updates: 6 };
      test(`${JSON.stringify(options)}: same bits twice and after a snapshot, and nothing is left behind`, async ({
        harness: { page },
      }) => {
        await page.evaluate((choice) => window.harness.open(choice), engine);
        const run = () => page.evaluate((request) => window.harness.curve(request), request);
        expect(await run()).toEqual(await run());
        const { through, again } = await page.evaluate((r) => window.harness.restored(r), request);
        expect(again).toEqual(through);
        const { after10, after30 } = await page.evaluate((r) => window.harness.leak(r), request);
        expect(after30).toEqual(after10);
      });
    }
  });

for (const engine of [reference, referenceOnCpu, webgl, simd, plainSimd])
  test(`a GRU with r = 1 and z = 0 is the plain RNN on ${engine.engine}, ${engine.backend}${engine.relaxed === false ? ", plain" : ""}`, async ({
    harness: { page },
  }) => {
    await page.evaluate((choice) => window.harness.open(choice), engine);
    for (const form of plainGrus) {
      const gaps = await page.evaluate((form) => window.harness.plainGru(form), form);
      expect(gaps.length, form.name).toBe(form.twoBiases ? 9 : 14);
      expect(
        gaps.filter(({ error }) => !(Number(error) <= ENGINE)),
        form.name,
      ).toEqual([]);
    }
  });
