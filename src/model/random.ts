import { type Rng, rngFrom } from "../lib/rng.ts";
import { type Plan, type ScanNode, scansOf } from "./plan.ts";
import type { InitialStates, RandomKey } from "./results.ts";

/**
 * Random numbers of one update. Paths hold the layer and what is random, never the model's place in the race: two equal models
 * get the same.
 */
const rngOf = ({ seed, update }: RandomKey): Rng => rngFrom(seed).fork(`draw/${update}`);

/** A layer of one direction and the forward scan of two get the same. */
const placeOf = ({ layer, direction }: ScanNode): string =>
  direction === "forward" ? `${layer}` : `${layer}/backward`;

/** First states of one update, for layers that begin with random ones; none without a key. @param size sequences */
export function randomInitial(plan: Plan, key: RandomKey | undefined, size: number): InitialStates {
  const scans = scansOf(plan);
  if (!key || scans.every(({ first }) => first.kind !== "random")) return [];
  const rng = rngOf(key);
  return scans.map((scan) => {
    const { states, units, first } = scan;
    if (first.kind !== "random") return {};
    const all = states.map((state) => {
      const own = rng.fork(`initial/${placeOf(scan)}/${state}`);
      return [state, Float32Array.from({ length: size * units }, () => first.stddev * own.normal())] as const;
    });
    return Object.fromEntries(all);
  });
}

/**
 * By scan of a layer that drops something: what its output [T, B, H] is multiplied by on the way up, at the step of the sequence,
 * 0 or 1 / (1 − share), so that the mean stays; undefined where nothing is dropped, and without a key.
 */
export type Masks = readonly (Float32Array | undefined)[];

export function randomMasks(plan: Plan, key: RandomKey | undefined, size: number): Masks {
  const scans = scansOf(plan);
  if (!key || scans.every(({ dropout }) => dropout === 0)) return [];
  const rng = rngOf(key);
  return scans.map((scan) => {
    const { units, dropout } = scan;
    if (dropout === 0) return undefined;
    const own = rng.fork(`dropout/${placeOf(scan)}`);
    const kept = 1 / (1 - dropout);
    return Float32Array.from({ length: plan.steps * size * units }, () =>
      own.uniform() < dropout ? 0 : kept,
    );
  });
}
