import { type Formed, type Phrase, phrase } from "../lib/phrase.ts";
import { partOf } from "../lib/said.ts";
import type { Plan } from "../model/plan.ts";
import { beyondStack } from "../model/stacked.ts";
import type { EngineKind, Support } from "./engine.ts";
import { engineNamesFirst } from "./names.ts";

/**
 * An engine's answer for plans of any equations: those that cannot be lowered or printed for it are refused with the reason, so that
 * whoever asks needs no other way out.
 */
export function supportOrReason(engine: EngineKind, ask: () => Support): Support {
  try {
    return ask();
  } catch (error) {
    return unsupported(engine, partOf(error));
  }
}

/** The refusal of an engine that runs stacks of layers alone; undefined for a plan that is one. */
export function unlessStack(engine: EngineKind, plan: Plan): Support | undefined {
  const why = beyondStack(plan);
  return why === undefined
    ? undefined
    : {
        ok: false,
        reason: phrase`${engineNamesFirst[engine]} runs stacks of layers, but ${why}; another engine is used.`,
      };
}

/** @param why half a sentence; left out where there is nothing to tell. */
export function unsupported(engine: EngineKind, why?: Phrase): Support {
  const name: Formed = engineNamesFirst[engine];
  return {
    ok: false,
    reason: why
      ? phrase`${name} does not support these equations (${why}); another engine is used.`
      : phrase`${name} does not support these equations; another engine is used.`,
  };
}
