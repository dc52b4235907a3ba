import {
  type Commands,
  type KernelMoment,
  partAsked,
  type TextAsk,
  type TextNeed,
} from "../examiner/protocol.ts";
import { spreadByLog } from "../lib/spread.ts";
import type { ModelState } from "../model/counted.ts";
import type { Snapshot } from "../trainer/protocol.ts";
import type { RunRecord } from "./run-record.ts";

/** Moments of the run whose text stands beside that of the present one. */
const earlierTexts = 4;

export interface TextQuestion {
  readonly need: TextNeed;
  readonly ask: TextAsk;
  /** Changes with whatever the answer depends on. */
  readonly key: string;
  /** Changes with what a person asks for, but not while the run goes on. */
  readonly wish: string;
  readonly update: number;
  command(): Pick<Commands["text"], "need" | "ask" | "moments">;
}

const none: ModelState = { updates: 0, weights: new Map(), slots: {} };

/** The weights of one model alone: those of the others would be copied for nothing. */
const ofModel = ({ spec, update, models }: Snapshot, model: number): KernelMoment => ({
  ...{ spec, update },
  models: models.map(({ state }, m) => {
    if (m !== model) return none;
    return "slots" in state ? { ...state, slots: {} } : state;
  }),
});

/** Kept moments before the shown one, most of them early in the run, where most is learned. */
function earlierMoments({ moments }: RunRecord, { update }: Snapshot): readonly Snapshot[] {
  const before = moments.list().filter((one) => one.update < update);
  const places = spreadByLog([...before.map((one) => one.update), update], earlierTexts + 1);
  return places.flatMap((place) => before[place] ?? []);
}

/** What panels on screen want to know about text at a moment. */
export function textQuestions(
  record: RunRecord,
  shown: Snapshot,
  needs: readonly TextNeed[],
  ask: TextAsk | null,
): readonly TextQuestion[] {
  if (!ask) return [];
  const { update, spec } = shown;
  const made = spec.changes.filter((change) => change.update <= update);
  return needs.map((need) => {
    const moments = need === "writing" ? [...earlierMoments(record, shown), shown] : [shown];
    const wish = JSON.stringify([record.id, partAsked(need, ask)]);
    return {
      ...{ need, ask, wish, update },
      key: JSON.stringify([wish, made, moments.map((one) => one.update)]),
      command: () => ({ need, ask, moments: moments.map((one) => ofModel(one, ask.model)) }),
    };
  });
}
