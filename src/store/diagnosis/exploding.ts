import { formatNorm, formatNumber } from "../../lib/format.ts";
import { clipToTry } from "../verdict/next.ts";
import type { Rule } from "./rule.ts";

/**
 * How many times its median a gradient norm has to be to count as exploded. The verdict, which has one sentence for everything, speaks of
 * spikes from 30 times on.
 */
const explodesOver = 10;
/** Whatever its median, a norm under this breaks nothing. */
const least = 1;

/**
 * The gradient norm is many times its median.
 *
 * Source: Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, §3.2: clip at a norm.
 */
export const exploding: Rule = {
  id: "exploding",
  look: ({ model, spec }, words) => {
    const { norm: seen } = model;
    if (seen === null || !(seen.largest > explodesOver * seen.median) || !(seen.largest > least)) return null;
    const { clipNorm } = spec.training;
    const times = formatNumber(seen.largest / seen.median, 2);
    return {
      name: words.exploding.name,
      seen: words.exploding.seen(
        formatNorm(seen.largest),
        times,
        clipNorm > 0 ? formatNumber(clipNorm) : null,
      ),
      remedy: { path: "training.clipNorm", value: clipToTry(clipNorm) },
    };
  },
};
