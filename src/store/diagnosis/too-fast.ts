import { formatNumber } from "../../lib/format.ts";
import { isOpen } from "../verdict/sentences.ts";
import type { Rule } from "./rule.ts";

/** By what share a loss has to rise over the last updates. */
const risesBy = 0.1;

/** The training loss rises, or the run broke: steps are too long. */
export const tooFast: Rule = {
  id: "too-fast",
  look: ({ model, facts, spec }, words) => {
    const rate = Number(spec.optimizer.values.learningRate);
    const remedy = { path: "optimizer.learningRate", value: Number((rate / 3).toPrecision(1)) };
    if (facts.diverged?.model === model.name)
      return { name: words.tooFast.name, seen: words.tooFast.broke(String(facts.diverged.update)), remedy };
    const { fall } = model;
    if (!isOpen(model) || fall === null || fall.share > -risesBy) return null;
    const share = `${formatNumber(-100 * fall.share, 2)} %`;
    return { name: words.tooFast.name, seen: words.tooFast.rises(share, String(fall.over)), remedy };
  },
};
