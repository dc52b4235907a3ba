/** Which unit can be held while text is written, and between which values. */

import { planOf } from "../../model/counted.ts";
import { scansOf } from "../../model/plan.ts";
import type { RunRecord } from "../../store/run-record.ts";
import type { writing as english } from "../../text/en/writing.ts";
import type { Words } from "../../text/language.ts";
import { chosenTextUnit, knownText, type TextUnit } from "../text-ask.ts";

export interface Holdable extends TextUnit {
  /** It can be held at −limit … limit: as far as it goes while it reads, and 1 at least. */
  readonly limit: number;
}

/**
 * The unit that colours the text, and how far it goes; null while no unit is known.
 * @param picked the one that is held, else the one that was picked; null: the one that has learned most
 */
export function holdable(record: RunRecord, lane: number | null, picked: TextUnit | null): Holdable | null {
  const known = knownText(record, "reading", lane);
  const reading = known && "answer" in known ? known.answer : null;
  if (!reading) return picked && { scan: picked.scan, state: picked.state, unit: picked.unit, limit: 1 };
  const { at, unit } = chosenTextUnit(reading, picked);
  const found = reading.states[at];
  if (!found) return null;
  let limit = 1;
  for (let t = unit; t < found.values.length; t += found.units)
    limit = Math.max(limit, Math.abs(found.values[t] as number));
  return { scan: found.scan, state: found.state, unit, limit: Math.ceil(limit) };
}

/** A unit by name, with its layer where there are several. */
export function heldName(
  words: Words<typeof english>,
  record: RunRecord,
  lane: number | null,
  { scan, state, unit }: TextUnit,
  form: "unit" | "shortUnit" = "unit",
): string {
  const plan = planOf(record.plans[lane ?? -1]);
  const scans = plan ? scansOf(plan) : [];
  return words[form](state, String(unit + 1), scans.length > 1 ? (scans[scan]?.layer ?? null) : null);
}
