import { formatNumber } from "../../lib/format.ts";
import { isOpen, isVanishing } from "../verdict/sentences.ts";
import type { Rule } from "./rule.ts";

/** The loss stands at an answer that needs no memory, though the gradient arrives: the network has not begun to use its state. */
export const memoryless: Rule = {
  id: "memoryless",
  look: ({ model, spec }, words) => {
    if (!isOpen(model) || !model.at || isVanishing(model)) return null;
    const rate = Number(spec.optimizer.values.learningRate);
    return {
      name: words.memoryless.name,
      seen: words.memoryless.seen(formatNumber(model.training), model.at.name, formatNumber(model.at.loss)),
      remedy: { path: "optimizer.learningRate", value: Number((3 * rate).toPrecision(1)) },
    };
  },
};
