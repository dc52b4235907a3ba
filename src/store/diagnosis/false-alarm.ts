import { formatNorm } from "../../lib/format.ts";
import { isOpen, isVanishing } from "../verdict/sentences.ts";
import type { Rule } from "./rule.ts";

/** Little gradient arrives early on, but the task is solved all the same: what is not needed need not be learnt. */
export const falseAlarm: Rule = {
  id: "false-alarm",
  look: ({ model }, words) => {
    if (isOpen(model) || !isVanishing(model) || model.reach === null) return null;
    return {
      name: words.falseAlarm.name,
      seen: words.falseAlarm.seen(formatNorm(model.reach.share), String(model.reach.step)),
      remedy: null,
    };
  },
};
