import type { Plan } from "../../model/plan.ts";
import { HEADER } from "../../model/print/wasm-body.ts";
import { type Bump, strideOf } from "./heap.ts";
import type { ScanShape } from "./shape.ts";

/** Rows of T·B that a weight gradient packs at a time. */
export const CHUNK = 192;

/** Where a layer's arrays lie for one size of batch: offsets in the workspace. */
export interface ScanPlaces {
  /** Saved planes, [lags + T][B][width] each, one after the other; [T + lags] in a backward scan. */
  readonly planes: number;
  /** ∂L by the first state, from outside of the step: [lags + T][B][width], [T + lags] in a backward scan. */
  readonly arriving: number;
  /** What steps send over a border of truncated BPTT, [B][width], which nobody reads. */
  readonly cut: number;
  /** By state, [B][width], where a backward scan may come to padding first: see `ends.ts`. */
  readonly firsts: readonly number[];
  /** Likewise for the other states, in rings of lags + 1. */
  readonly rings: readonly number[];
  /** Total derivatives by state, [T][B][width]. */
  readonly totals: readonly number[];
  /** What the output is multiplied by on its way up, and the product: [T][B][width] each, where something is dropped. */
  readonly mask: number;
  readonly passed: number;
  readonly deltas: number;
  readonly sums: readonly number[];
  readonly pulled: readonly number[];
  readonly unitSums: readonly number[];
  /** By phase: addresses in the token table, [T][B]. */
  readonly lookups: readonly number[];
  /** Tokens [T, B] as rows of the table. */
  readonly tokens: number;
  readonly scratch: number;
  readonly gradient: number;
  /** Deltas summed over T·B, [accumulators·width]. */
  readonly deltaSums: number;
  readonly args: number;
  readonly argsBytes: number;
}

/** Bytes from row to row of the deltas: those of all accumulators, and one more into which the deltas of held gates go, which are zero. */
export const deltaStride = ({ cell, accumulators, width }: ScanShape): number =>
  strideOf((accumulators.length + (accumulators.length < cell.accumulators.length ? 1 : 0)) * width * 4);

export function placeScan(
  bump: Bump,
  shape: ScanShape,
  { steps, isPadded }: Pick<Plan, "steps" | "isPadded">,
  size: number,
): ScanPlaces {
  const { width, lags, units, inputs } = shape;
  const accumulators = shape.accumulators.length;
  const plane = size * width * 4;
  const hasFirsts = isPadded && shape.scan.direction === "backward";
  const operands = [...shape.printed.forward, ...shape.printed.backward].reduce(
    (sum, routine) => sum + HEADER + routine.operands.length,
    0,
  );
  const argsBytes = operands * 4;
  return {
    planes: bump.take(shape.printed.planes.length * (steps + lags) * plane),
    arriving: bump.take((steps + lags) * plane),
    cut: bump.take(plane),
    firsts: hasFirsts ? shape.scan.states.map(() => bump.take(plane)) : [],
    rings: shape.scan.states.map((_, i) => (i === 0 ? 0 : bump.take((lags + 1) * plane))),
    totals: shape.scan.states.map(() => bump.take(steps * plane)),
    mask: bump.take(shape.scan.dropout > 0 ? steps * plane : 0),
    passed: bump.take(shape.scan.dropout > 0 ? steps * plane : 0),
    deltas: bump.take(steps * size * deltaStride(shape)),
    sums: shape.phases.map((phase) => bump.take(size * strideOf(phase.accumulators.count * width * 4))),
    pulled: shape.printed.pulls.map(() => bump.take(plane)),
    unitSums: shape.cell.perUnit.map(() => bump.take(2 * width * 4)),
    lookups: shape.isTokens ? shape.phases.map(() => bump.take(steps * size * 4)) : [],
    tokens: bump.take(shape.isTokens ? steps * size * 4 : 0),
    scratch: bump.take(Math.min(CHUNK, steps * size) * (Math.max(units, inputs) + accumulators * width) * 4),
    gradient: bump.take((Math.max(units, inputs) + 1) * accumulators * width * 4),
    deltaSums: bump.take(accumulators * width * 4),
    args: bump.take(steps * argsBytes),
    argsBytes,
  };
}
