import type { Series } from "../lib/series.ts";
import type { RunRecord } from "./run-record.ts";

/** Something that happened to a model of a run, at an update. */
export interface RunEvent {
  readonly kind: "solved" | "forgot";
  readonly update: number;
  readonly lane: number;
}

/** A spike is this many times the least loss before it … */
const spike = 8;
/** … for this many updates at least: a single bad batch is none. */
const lasts = 12;
/** What a model has to have learned before it can forget: its loss is under this share of that at the start. */
const learned = 0.3;
/** More are noise. */
const mostSpikes = 3;

/** Updates (1-based) at which a loss that had fallen rose for good, for a while; at most three. */
export function spikesOf(loss: Series): readonly number[] {
  const { stride, buckets } = loss;
  const found: number[] = [];
  let [least, above] = [Number.POSITIVE_INFINITY, 0];
  for (let k = 0; k < buckets && found.length < mostSpikes; k++) {
    const value = loss.mean(k);
    if (value > spike * least && least < learned * loss.mean(0)) {
      above++;
      // Found once it has lasted, and it began when it rose.
      if (above * stride >= lasts && (above - 1) * stride < lasts) found.push((k - above + 1) * stride + 1);
    } else {
      above = 0;
      least = Math.min(least, value);
    }
  }
  return found;
}

/** What the page found in a run, in order of update. */
export function runEvents(record: RunRecord): readonly RunEvent[] {
  const newest = record.evaluations.at(-1);
  return record.models
    .flatMap(({ loss }, lane): readonly RunEvent[] => {
      const solvedAt = newest?.models[lane]?.solvedAt ?? null;
      return [
        ...(solvedAt === null ? [] : [{ kind: "solved", update: solvedAt, lane } as const]),
        ...spikesOf(loss).map((update) => ({ kind: "forgot", update, lane }) as const),
      ];
    })
    .sort((a, b) => a.update - b.update);
}
