import { formatCount, formatNumber } from "../../lib/format.ts";
import { isOpen, isOverfit } from "../verdict/sentences.ts";
import type { Rule } from "./rule.ts";

/** The training loss falls on while the held-out loss has risen from its best. */
export const overfitting: Rule = {
  id: "overfitting",
  look: ({ model, facts }, words) => {
    if (!isOpen(model) || !isOverfit(model) || !model.best) return null;
    const index = facts.models.indexOf(model);
    return {
      name: words.overfitting.name,
      seen: words.overfitting.seen(
        formatNumber(model.heldOut ?? Number.NaN),
        formatNumber(model.best.loss),
        formatCount(model.best.update),
      ),
      remedy: { path: `models.${index}.dropout`, value: 0.2 },
    };
  },
};
