import { isCut, type Plan } from "../../model/plan.ts";
import { strideOf } from "./heap.ts";
import { deltaStride, type ScanPlaces } from "./scan-places.ts";
import type { ScanShape } from "./shape.ts";

/** Where a scan's arrays lie for one size of batch: numbers alone, nothing here reads or writes. Steps are those of the sequence. */
export type ScanAddresses = ReturnType<typeof scanAddresses>;

/** Which steps a scan comes from: a backward one walks the sequence from its end. */
export const walkOf = ({ scan, lags }: Pick<ScanShape, "scan" | "lags">, steps: number) => {
  const isBackward = scan.direction === "backward";
  return {
    /** Steps in the order in which the scan comes to them. */
    order: Array.from({ length: steps }, (_, n) => (isBackward ? steps - 1 - n : n)),
    /** The step that it came to `lag` steps before it came to step t. */
    earlier: (t: number, lag: number) => (isBackward ? t + lag : t - lag),
    /** Where the first state stands: before the step that it comes to first. */
    firstAt: isBackward ? steps : -1,
    /** The first of the `lags` steps that lie before the first one. */
    pastAt: isBackward ? steps : -lags,
    /** Rows of a plane before its step 0: the steps before the first come last where the first is the last of the sequence. */
    before: isBackward ? 0 : lags,
  };
};

/** @param base where the workspace begins */
export function scanAddresses(shape: ScanShape, plan: Plan, places: ScanPlaces, base: number, size: number) {
  const { scan, cell, printed, width, lags, phases } = shape;
  const { steps } = plan;
  const walk = walkOf(shape, steps);
  const row = width * 4;
  /** Bytes of [B][width]. */
  const plane = size * row;
  /** From row to row of the deltas. */
  const wide = deltaStride(shape);
  const stateIndex = (state: string) => scan.states.indexOf(state);
  const planeAt = (index: number, t: number) =>
    base + places.planes + (index * (steps + lags) + walk.before + t) * plane;
  const arrivingAt = (t: number) => base + places.arriving + (walk.before + t) * plane;
  /** What reaches a state from outside of its step. */
  const seedAt = (state: string, t: number): number => {
    const index = stateIndex(state);
    if (index === 0) return arrivingAt(t);
    return base + (places.rings[index] as number) + ((t + lags + 1) % (lags + 1)) * plane;
  };
  return {
    ...walk,
    size,
    row,
    plane,
    wide,
    planeAt,
    arrivingAt,
    seedAt,
    outputAt: () => planeAt(printed.planeOf(scan.states[0] as string), 0),
    /** Where a step adds what the state of an earlier one receives: beyond a cut nobody reads it. */
    carryAt: (state: string, t: number, to: number): number =>
      isCut(plan, t, to) ? base + places.cut : seedAt(state, to),
    totalAt: (state: string, t: number) => base + (places.totals[stateIndex(state)] as number) + t * plane,
    ringAt: (index: number) => base + (places.rings[index] as number),
    /** @param accumulator among those that are computed, or their number: what nobody reads */
    deltaAt: (t: number, accumulator: number) => base + places.deltas + t * size * wide + accumulator * row,
    sumAt: (phase: number, accumulator: number) =>
      base + (places.sums[phase] as number) + (accumulator - (phases[phase]?.accumulators.first ?? 0)) * row,
    /** From row to row of a phase's sums. */
    sumStride: (phase: number) => strideOf((phases[phase]?.accumulators.count ?? 0) * row),
    pulledAt: (index: number) => base + (places.pulled[index] as number),
    /** Gradient of a weight a unit: of a step, then of all of them. */
    unitSumAt: (name: string) =>
      base + (places.unitSums[cell.perUnit.findIndex((param) => param.name === name)] as number),
    /** Addresses in a phase's table, a word for each sequence. */
    lookupAt: (phase: number, t: number) => base + (places.lookups[phase] as number) + t * size * 4,
    tokensAt: base + places.tokens,
    gradientAt: base + places.gradient,
    deltaSumAt: (accumulator: number) => base + places.deltaSums + accumulator * row,
    scratchAt: base + places.scratch,
    argumentsAt: (t: number) => base + places.args + t * places.argsBytes,
  };
}
