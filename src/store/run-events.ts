import type { Series } from "../lib/series.ts";
import { planOf } from "../model/counted.ts";
import { type Lag, lagsOf } from "../model/lags.ts";
import { type ScanNode, scansOf } from "../model/plan.ts";
import { heldOutSample } from "../tasks/held-out.ts";
import type { HorizonPoint, RunRecord } from "./run-record.ts";

/** Something that happened to a model of a run, at an update. */
export type RunEvent = { readonly update: number; readonly lane: number } & (
  | { readonly kind: "solved" | "forgot" }
  /** Its memory horizon passed an input that the task is about. */
  | { readonly kind: "reached"; readonly lag: Lag }
);

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

/** More lags than this make a crowd of words on the track. */
const mostLags = 3;

interface KnownLags {
  readonly probe: number;
  readonly lags: readonly Lag[];
}
const knownLags = new WeakMap<RunRecord, Map<ScanNode["direction"], KnownLags>>();

/** How far back the inputs are that the task is about, in the sequence whose horizons are known; the farthest few. */
function lagsIn(record: RunRecord, probe: number, direction: ScanNode["direction"]): readonly Lag[] {
  const byDirection = knownLags.get(record) ?? new Map<ScanNode["direction"], KnownLags>();
  knownLags.set(record, byDirection);
  const known = byDirection.get(direction);
  if (known?.probe === probe) return known.lags;
  const { task, spec } = record;
  const sample = heldOutSample(task, spec.training.seed, probe);
  const lags = lagsOf(task.drawing(sample), sample.length ?? task.io.steps, direction).slice(0, mostLags);
  byDirection.set(direction, { probe, lags });
  return lags;
}

/**
 * Where a horizon first passed lags that it had not reached before.
 * @param scan index of the layer's direction whose horizon it is
 */
export function passed(
  horizons: readonly HorizonPoint[],
  lane: number,
  scan: number,
  lags: readonly Lag[],
): readonly RunEvent[] {
  const known = horizons.flatMap(({ update, models }) => {
    const steps = models[lane]?.[scan]?.steps;
    return steps === undefined ? [] : [{ update, steps }];
  });
  return lags.flatMap((lag): RunEvent[] => {
    const below = known.findIndex(({ steps }) => steps < lag.far);
    const at = below < 0 ? undefined : known.slice(below).find(({ steps }) => steps >= lag.far);
    return at ? [{ kind: "reached", update: at.update, lane, lag }] : [];
  });
}

/** Of the last layer, read forward where it is read both ways: what panels show where nobody chose another. */
function passedOf(record: RunRecord, lane: number): readonly RunEvent[] {
  const probe = record.horizons[0]?.probe;
  const plan = planOf(record.plans[lane]);
  if (probe === undefined || !plan) return [];
  const scans = scansOf(plan);
  const scan = scans.find(({ layer }) => layer === scans.at(-1)?.layer);
  return scan ? passed(record.horizons, lane, scan.index, lagsIn(record, probe, scan.direction)) : [];
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
        ...passedOf(record, lane),
      ];
    })
    .sort((a, b) => a.update - b.update);
}
