/** By model what the map shows, or why it shows nothing. */
import { isFormed, type Phrase } from "../../lib/phrase.ts";
import { planOf } from "../../model/counted.ts";
import type { ReachMap } from "../../model/reach-map.ts";
import type { RunRecord } from "../../store/run-record.ts";
import type { ShownLayer } from "../../store/state.ts";
import { shownScan } from "../shown-scan.ts";
import { sharesOf } from "./map-cells.ts";

export interface Shown {
  readonly lane: number;
  readonly name: string;
  readonly steps: number;
  /** Rows are known of every so many-th step, from the last one back. */
  readonly every: number;
  readonly isBackward: boolean;
  /** [T, T]; null with the reason why there is no map, or while none has come. */
  readonly all: Float64Array | null;
  readonly why: Phrase | null;
}

/** By model, the map of the layer and direction that is shown. */
export function shownMaps(record: RunRecord, layer: ShownLayer | null, counted: Phrase): readonly Shown[] {
  const examined = record.examined && !isFormed(record.examined) ? record.examined : null;
  const failure = record.examined && isFormed(record.examined) ? record.examined : null;
  return record.plans.map((model, lane) => {
    const plan = planOf(model);
    const scan = plan ? shownScan(plan, layer) : undefined;
    const base = {
      ...{ lane, name: record.names[lane] ?? "", steps: plan?.steps ?? 0, every: 1 },
      isBackward: scan?.direction === "backward",
    };
    if (!plan || !scan) return { ...base, all: null, why: counted };
    const reach = examined?.models[lane]?.reach ?? failure;
    if (!reach || isFormed(reach)) return { ...base, all: null, why: reach };
    const map: ReachMap = reach;
    const { steps, every } = map;
    return { ...base, steps, every, all: sharesOf(map, scan.index, scan.states[0] ?? "h"), why: null };
  });
}

/** What is left at step 1 of the gradient of a row (0-based). */
export const leftOf = ({ all, steps }: Shown, row: number, column = 0): number =>
  all?.[row * steps + column] ?? Number.NaN;

/** The row that is known and nearest to a step (both 0-based). */
export const knownRow = ({ steps, every }: Pick<Shown, "steps" | "every">, t: number): number => {
  const back = steps - 1 - Math.min(t, steps - 1);
  return steps - 1 - Math.min(every * Math.round(back / every), every * Math.floor((steps - 1) / every));
};
