/** Milliseconds an update, measured on the device at hand. */
import { rngFrom } from "../lib/rng.ts";
import { randomBatch, stackOf } from "../model/networks.ts";
import type { Plan } from "../model/plan.ts";
import { initialWeights } from "../model/weights.ts";
import type { Engine } from "./engine.ts";

/** Sequences, steps, units and symbols of the three sizes that all our benchmarks use. */
export const timingSizes = {
  S: { batch: 32, steps: 25, units: 32, symbols: 16 },
  M: { batch: 32, steps: 50, units: 64, symbols: 64 },
  L: { batch: 64, steps: 100, units: 128, symbols: 64 },
} as const;
export type TimingSize = keyof typeof timingSizes;

export interface Timing {
  /** Milliseconds an update: the middle one of the samples, the least and the largest. */
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly samples: number;
  /** Updates that each sample averages over. */
  readonly updates: number;
  /** Milliseconds of the first update, programs compiled. */
  readonly first: number;
}

/** A sample lasts this long at least, so that a coarse clock (browsers round to 0.1 or 1 ms) and one hiccup are small beside it. */
const sampleMs = 150;
/** Samples are taken until this time is used up, but three at least and nine at most. */
const budgetMs = 2500;
const [fewest, enough] = [3, 9];

/** An LSTM on tokens: the cell that most people have in mind, and the one with the most gates. */
export const timingPlan = (size: TimingSize): Plan => {
  const { batch, steps, units, symbols } = timingSizes[size];
  return stackOf(
    [{ cell: "lstm", options: {} }],
    {
      batch,
      steps,
      input: { kind: "tokens", size: symbols },
      outputs: symbols,
      loss: "crossEntropy",
    },
    units,
  );
};

const settings = {
  optimizer: { kind: "adam", values: { learningRate: 0.003, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } },
  clipNorm: 1,
} as const;

const median = (sorted: readonly number[]): number => {
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
};

/**
 * Times updates of a plan, telemetry and profiles included, as many under way as the engine takes.
 * @throws RangeError if the engine does not support the plan.
 */
export async function timeUpdates(
  engine: Engine,
  plan: Plan,
  /** Milliseconds. */
  now: () => number = () => performance.now(),
): Promise<Timing> {
  const rng = rngFrom(1);
  const batch = randomBatch(plan, rng.fork("batch"));
  const network = engine.createNetwork(plan, initialWeights(plan, rng));
  const run = async (updates: number): Promise<number> => {
    const began = now();
    const underWay: Promise<unknown>[] = [];
    for (let n = 0; n < updates; n++) {
      if (underWay.length >= engine.depth) await underWay.shift();
      underWay.push(network.update(batch, settings, { profiles: true }));
    }
    await Promise.all(underWay);
    return now() - began;
  };
  try {
    const first = await run(1);
    // Textures are made in the second update too; then one more says how long an update takes.
    await run(1);
    const once = Math.max(await run(1), 0.01);
    const updates = Math.max(1, engine.depth, Math.ceil(sampleMs / once));
    const samples: number[] = [];
    let used = 0;
    while (samples.length < fewest || (samples.length < enough && used < budgetMs)) {
      const ms = await run(updates);
      used += ms;
      samples.push(ms / updates);
    }
    samples.sort((a, b) => a - b);
    return {
      median: median(samples),
      least: samples[0] ?? Number.NaN,
      most: samples.at(-1) ?? Number.NaN,
      samples: samples.length,
      updates,
      first,
    };
  } finally {
    network.dispose();
  }
}
