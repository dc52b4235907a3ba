/** First states and all else that changes the network around its cells: engines in Node against the oracle. */
import { describe, expect, test, vi } from "vitest";
import type { AnyValues } from "../lib/fields.ts";
import { rngFrom } from "../lib/rng.ts";
import type { PlanRequest } from "../model/build.ts";
import { everyReach, randomBatch, randomWeights, stackOf } from "../model/networks.ts";
import { traceOracle, traceUpdate } from "../model/oracle/run.ts";
import type { Plan } from "../model/plan.ts";
import type { Floats, UpdateSettings } from "../model/results.ts";
import type { Weights } from "../model/weights.ts";
import { enginesInNode, nodeEngines } from "../testing/engine-testbed.ts";
import { paddedLayers } from "../testing/padded.ts";
import type { Engine } from "./engine.ts";

// Networks train in each test, on the CPU.
vi.setConfig({ testTimeout: 60_000 });

/** Of every array, relative to its largest entry: float32 at some thousand operations deep. */
const ENGINE = 3e-6;

const engines = enginesInNode();

const tokens: PlanRequest = {
  ...{ steps: 7, batch: 5, outputs: 6, loss: "crossEntropy" },
  input: { kind: "tokens", size: 11 },
};
const floats: PlanRequest = { ...tokens, input: { kind: "floats", size: 3 }, outputs: 2, loss: "mse" };
const cellsOf = (options: AnyValues) =>
  (
    [
      { cell: "lstm", options },
      { cell: "gru", options: { ...options, resetAfter: false } },
    ] as const
  ).map((layer) => layer);

const learned = { initialState: "learned" };
const both = { bidirectional: true };
const everything = { ...both, ...learned, dropout: 40 };
const plans: readonly (readonly [string, Plan])[] = [
  ["learned first states of tokens", stackOf(cellsOf(learned), tokens, 9)],
  ["learned first states of floats", stackOf(cellsOf(learned), { ...floats, reduction: "batch" }, 12)],
  ["learned first states over one step", stackOf(cellsOf(learned), { ...tokens, steps: 1 }, 8)],
  [
    "a learned first state above a random one",
    stackOf(
      [
        { cell: "simple", options: { initialState: "random" } },
        { cell: "peephole", options: learned },
      ],
      tokens,
      7,
    ),
  ],
  ["random first states", stackOf(cellsOf({ initialState: "random" }), { ...tokens, batch: 4 }, 8)],
  ["dropout above both layers", stackOf(cellsOf({ dropout: 40 }), tokens, 9)],
  [
    "dropout of floats, above the lower layer, beside learned first states",
    stackOf(
      [
        { cell: "gru", options: { ...learned, dropout: 60 } },
        { cell: "lstm", options: learned },
      ],
      { ...floats, reduction: "batch" },
      12,
    ),
  ],
  [
    "an embedding under an LSTM",
    stackOf([{ cell: "embedding", options: { useBias: false } }, ...cellsOf({})], tokens, 6),
  ],
  [
    "embeddings in both directions above three steps back, under an LSTM",
    stackOf(
      [
        { cell: "higher-order", options: { ...both, order: 3, dropout: 20 } },
        { cell: "embedding", options: everything },
        { cell: "embedding", options: both },
        { cell: "lstm", options: {} },
      ],
      tokens,
      7,
    ),
  ],
  ["an embedding alone", stackOf([{ cell: "embedding", options: { dropout: 20 } }], tokens, 6)],
  ["learned first states and dropout of both directions", stackOf(cellsOf(everything), tokens, 9)],
  [
    "both directions over an embedding, under one, with gates held",
    stackOf(
      [
        { cell: "embedding", options: { dropout: 20 } },
        { cell: "lstm", options: { ...both, initialState: "random", dropout: 30, clampF: 60 } },
        { cell: "gru", options: { ...everything, resetAfter: false, clampZ: 25 } },
        { cell: "coupled", options: learned },
      ],
      tokens,
      7,
    ),
  ],
  [
    "both directions of floats beside a lower layer that drops",
    stackOf(
      [
        { cell: "peephole", options: { ...learned, dropout: 60 } },
        { cell: "peephole", options: { ...everything, clampI: 40 } },
      ],
      { ...floats, reduction: "batch" },
      12,
    ),
  ],
  ...[1, 2, 3].map(
    (truncation) =>
      [
        `learned first states of both directions, the gradient stopping every ${truncation}`,
        stackOf(cellsOf(everything), { ...tokens, truncation }, 8),
      ] as const,
  ),
  ...paddedLayers.map(
    ({ name, layers, ...more }) =>
      [
        `sequences of unequal length: ${name}`,
        stackOf(layers, { ...floats, ...more, isPadded: true }, 9),
      ] as const,
  ),
  ...everyReach.flatMap(({ name, cell, options }) =>
    [learned, everything].map(
      (more) =>
        [
          `${JSON.stringify(more)}, ${name}`,
          stackOf([{ cell, options: { ...options, ...more } }], { ...tokens, steps: 18 }, 8),
        ] as const,
    ),
  ),
];

const halved = (plan: Plan): Weights =>
  new Map(
    [...randomWeights(plan, rngFrom(3))].map(([path, values]) => [
      path,
      Float32Array.from(values, (x) => x / 2),
    ]),
  );
const sgd: UpdateSettings = {
  optimizer: { kind: "sgd", values: { learningRate: 0.5, momentum: 0 } },
  clipNorm: 0,
};
const settingsOf = (update: number) => ({ ...sgd, randomKey: { seed: 3, update } });

function near(
  what: string,
  actual: ArrayLike<number> | undefined,
  expected: Floats | readonly number[],
): void {
  expect(actual?.length, what).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs((actual?.[i] as number) - (expected[i] as number)), what).toBeLessThanOrEqual(
      ENGINE * largest,
    );
}

describe.each(nodeEngines)("%s", (kind) => {
  const networkOf = (plan: Plan, weights = halved(plan)) =>
    (engines.get(kind) as Engine).createNetwork(plan, weights);

  test.each(plans)("%s: trace, evaluation and update agree with the oracle", async (_, plan) => {
    const weights = halved(plan);
    const batch = randomBatch(plan, rngFrom(4));
    const network = networkOf(plan, weights);
    const expected = traceOracle(plan, weights, batch);
    const trace = await network.trace(batch);
    near("outputs", trace.outputs, expected.outputs);
    for (const [path, values] of expected.gradients) near(path, trace.gradients.get(path), values);
    for (const what of ["trajectories", "stateGradients"] as const)
      expected[what].forEach((all, scan) => {
        for (const [name, values] of Object.entries(all))
          near(`${what} ${name} of scan ${scan}`, trace[what][scan]?.[name], values);
      });
    const { loss, outputs } = await network.evaluate(batch);
    near("evaluated", [loss, ...outputs], [expected.loss, ...expected.outputs]);

    const traced = traceUpdate(plan, weights, batch, { seed: 3, update: 5 });
    const told = await network.update(batch, settingsOf(5), { profiles: true });
    near("loss", [told.loss], [traced.loss]);
    const { weights: after } = await network.read();
    for (const [path, values] of traced.gradients) {
      // What the update moved: float32 keeps of it what the weight's own size leaves.
      const moved = after.get(path)?.map((value, i) => value - (weights.get(path)?.[i] as number));
      const most = Math.max(...values.map(Math.abs));
      values.forEach((value, i) => {
        expect(Math.abs((moved?.[i] as number) + 0.5 * value), path).toBeLessThan(1e-6 + 1e-5 * most);
      });
    }
    // The random numbers are gone: a trace is again one without.
    const again = await network.trace(batch);
    near("outputs after", again.outputs, traceOracle(plan, after, batch).outputs);
    network.dispose();
  });

  test("what is random depends on seed and update alone: a run taken up gives the same bits", async () => {
    const plan = stackOf(cellsOf({ ...both, initialState: "random", dropout: 30 }), tokens, 8);
    const batches = Array.from({ length: 6 }, (_, n) => randomBatch(plan, rngFrom(n)));
    const train = async (network: ReturnType<typeof networkOf>, from: number, to: number) => {
      const losses: number[] = [];
      for (let n = from; n < to; n++)
        losses.push((await network.update(batches[n] as never, settingsOf(n + 1), { profiles: false })).loss);
      return losses;
    };
    const first = networkOf(plan);
    const start = await train(first, 0, 3);
    const state = await first.read();
    const rest = await train(first, 3, 6);
    const second = networkOf(plan);
    second.restore(state);
    expect(await train(second, 3, 6)).toEqual(rest);
    const other = networkOf(plan);
    expect(await train(other, 0, 3)).toEqual(start);
    for (const network of [first, second, other]) network.dispose();
  });
});
