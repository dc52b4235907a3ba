import { formatNumber } from "../../lib/format.ts";
import { isOpen } from "../verdict/sentences.ts";
import type { Rule } from "./rule.ts";

/** A gate that is at one end so much of the time hardly learns: the slope of σ is under 0.09 there. */
const saturatedFrom = 0.95;

/**
 * Nearly all values of a gate are at one of its ends, and the task is not solved.
 *
 * Source: Karpathy, Johnson & Li 2015, arXiv:1506.02078, §4.3.
 */
export const saturatedGates: Rule = {
  id: "saturated-gates",
  look: ({ model, gates, spec }, words) => {
    if (!isOpen(model)) return null;
    const worst = gates.toSorted((a, b) => Math.max(b.open, b.shut) - Math.max(a.open, a.shut))[0];
    if (!worst || Math.max(worst.open, worst.shut) < saturatedFrom) return null;
    const isWide = worst.open >= worst.shut;
    const share = `${formatNumber(100 * Math.max(worst.open, worst.shut), 2)} %`;
    const rate = Number(spec.optimizer.values.learningRate);
    return {
      name: words.saturated.name,
      seen: isWide ? words.saturated.open(share, worst.word) : words.saturated.shut(share, worst.word),
      remedy: { path: "optimizer.learningRate", value: Number((rate / 3).toPrecision(1)) },
    };
  },
};
