import { useApp } from "../store/hooks.ts";
import type { RunRecord } from "../store/run-record.ts";
import type { AppState } from "../store/state.ts";
import { keptState, type Memory } from "./memory-signals.ts";
import type { SignalPicture } from "./time/picture.ts";

/** By unit, the largest of a trajectory's values less the smallest, [H]. */
export function rangesOf({ values, units }: Pick<SignalPicture, "values" | "units">): Float64Array {
  const ranges = new Float64Array(units);
  for (let unit = 0; unit < units; unit++) {
    let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let at = unit; at < values.length; at += units) {
      const value = values[at] as number;
      if (value < least) least = value;
      if (value > largest) largest = value;
    }
    ranges[unit] = largest - least;
  }
  return ranges;
}

/** Another unit is the widest once it moves so many times as far: units that are alike do not take turns. */
const clearly = 1.25;

const widest = new WeakMap<RunRecord, Map<string, { readonly of: Float32Array; readonly unit: number }>>();

/** The unit that moves furthest over the sequence; it stays the same until another one is clearly ahead. */
export function widestUnit(record: RunRecord, memory: Memory): number {
  const kept = keptState(memory);
  const own = widest.get(record) ?? new Map();
  widest.set(record, own);
  const key = `${memory.network.lane}/${memory.network.scan}`;
  const last = own.get(key);
  if (last?.of === kept.values) return last.unit;
  const ranges = rangesOf(kept);
  let unit = last?.unit ?? 0;
  const least = (ranges[unit] ?? 0) * (last ? clearly : 1);
  ranges.forEach((range, k) => {
    if (range > least && range > (ranges[unit] ?? 0)) unit = k;
  });
  own.set(key, { of: kept.values, unit });
  return unit;
}

/** The unit that panels show which have room for one: pointed at, else pinned, else the one that moves furthest. */
export function chosenUnit({ pointed, pinnedUnit, record }: AppState, memory: Memory): number {
  const { lane, units } = memory.network;
  if (pointed.model === lane && pointed.unit !== null && pointed.unit < units) return pointed.unit;
  if (pinnedUnit?.model === lane && pinnedUnit.unit < units) return pinnedUnit.unit;
  return record ? widestUnit(record, memory) : 0;
}

export const useChosenUnit = (memory: Memory): number => useApp((app) => chosenUnit(app, memory));
