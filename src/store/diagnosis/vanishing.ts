import { formatNorm } from "../../lib/format.ts";
import { isOpen, isVanishing } from "../verdict/sentences.ts";
import type { Rule } from "./rule.ts";

/**
 * Next to no gradient arrives at the first step that matters, and the task is not solved.
 *
 * Source: Hochreiter 1991; Bengio, Simard & Frasconi 1994, doi:10.1109/72.279181. Remedy: Le, Jaitly & Hinton 2015, arXiv:1504.00941.
 */
export const vanishing: Rule = {
  id: "vanishing",
  look: ({ model, facts }, words) => {
    if (!isOpen(model) || !isVanishing(model) || model.reach === null) return null;
    const index = facts.models.indexOf(model);
    return {
      name: words.vanishing.name,
      seen: words.vanishing.seen(formatNorm(model.reach.share), String(model.reach.step)),
      remedy: { path: `models.${index}.recurrentInitializer`, value: "orthogonal" },
    };
  },
};
