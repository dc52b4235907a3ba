/** What a run suffers from, by rules that say what they saw: the remedy is tried on a fork, never on the run itself. */
import { cells } from "../../cells/index.ts";
import { fieldAt, isLive, valueAt } from "../../experiment/describe.ts";
import { checkField } from "../../lib/fields.ts";
import type { Phrase } from "../../lib/phrase.ts";
import { planOf } from "../../model/counted.ts";
import { scansOf } from "../../model/plan.ts";
import { saturationOf } from "../../model/saturation.ts";
import type { diagnosis as english } from "../../text/en/diagnosis.ts";
import type { Words } from "../../text/language.ts";
import { networkTrace } from "../../trainer/protocol.ts";
import type { RunRecord } from "../run-record.ts";
import type { Facts } from "../verdict/facts.ts";
import { exploding } from "./exploding.ts";
import { falseAlarm } from "./false-alarm.ts";
import { memoryless } from "./memoryless.ts";
import { overfitting } from "./overfitting.ts";
import type { Evidence, Found, GateShare, Rule } from "./rule.ts";
import { saturatedGates } from "./saturated-gates.ts";
import { tooFast } from "./too-fast.ts";
import { vanishing } from "./vanishing.ts";

/** Every rule: one file, one line; the gravest first. */
export const rules: readonly Rule[] = [
  tooFast,
  exploding,
  vanishing,
  memoryless,
  overfitting,
  saturatedGates,
  falseAlarm,
];

export interface Finding extends Found {
  readonly rule: string;
  /** The place of the model in the race, and its name. */
  readonly model: number;
  readonly about: string;
  /** The remedy can be made while a run goes on, and so on a fork of this one; else it is a run of its own. */
  readonly isFork: boolean;
}

/** Of all gates of a model, over all units and steps of the sequence that is traced. */
export function gateShares(
  record: RunRecord,
  model: number,
  say: (said: Phrase) => string,
): readonly GateShare[] {
  const plan = planOf(record.plans[model]);
  const trace = networkTrace(record.trace?.models[model]);
  if (!plan || !trace) return [];
  return scansOf(plan).flatMap((scan) =>
    scan.equations.flatMap(({ name, expr }): GateShare[] => {
      const values = trace.trajectories[scan.index]?.[name];
      if (expr.op !== "act" || expr.fn !== "sigmoid" || !values || values.length === 0) return [];
      const { shut, open } = saturationOf({ values, units: scan.units });
      const mean = (shares: Float64Array) => shares.reduce((sum, share) => sum + share, 0) / scan.units;
      return [
        { gate: name, word: say(cells[scan.cell].words[name] ?? name), shut: mean(shut), open: mean(open) },
      ];
    }),
  );
}

/** @returns what is wrong with each model; nothing where no rule sees anything */
export function diagnose(
  words: Words<typeof english>,
  say: (said: Phrase) => string,
  facts: Facts,
  record: RunRecord,
  spec: Evidence["spec"],
): readonly Finding[] {
  return facts.models.flatMap((model, m) => {
    const evidence: Evidence = { facts, model, spec, gates: gateShares(record, m, say) };
    return rules.flatMap((rule): Finding[] => {
      const found = rule.look(evidence, words);
      if (!found) return [];
      const { remedy } = found;
      const field = remedy && fieldAt(spec, remedy.path);
      // A remedy that is in force already, or that this model does not have, is none.
      const isOne =
        remedy && field && checkField(field, remedy.value).ok && valueAt(spec, remedy.path) !== remedy.value;
      return [
        {
          ...found,
          remedy: isOne ? remedy : null,
          ...{ rule: rule.id, model: m, about: model.name },
          isFork: isOne ? isLive(remedy.path) : false,
        },
      ];
    });
  });
}
