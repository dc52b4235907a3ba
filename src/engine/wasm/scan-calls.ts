/** The calls of a scan's passes with all their addresses, made once for a size of batch and then made again and again. */
import { isCut, type Plan } from "../../model/plan.ts";
import type { Ends } from "./ends.ts";
import { type CellRoutine, type Routines, TABLE } from "./heap.ts";
import type { Packed } from "./packed.ts";
import type { argumentOffsets } from "./routine-arguments.ts";
import type { ScanAddresses } from "./scan-addresses.ts";
import { PANEL, type ScanShape } from "./shape.ts";

export type Call = () => void;

/** What a scan reads: an array [T·B, inputs] with its stride, or tokens. */
export interface ScanInput {
  readonly at: number;
  readonly stride: number;
}

/** A scan with its weights packed and its printed routines, by phase. */
export interface Runnable {
  readonly k: Routines;
  readonly shape: ScanShape;
  readonly plan: Plan;
  readonly packed: Packed;
  readonly forward: readonly CellRoutine[];
  readonly backward: readonly CellRoutine[];
  readonly offsets: ReturnType<typeof argumentOffsets>;
  readonly ends: Ends;
  /** As many zeros as a row of sums has. */
  readonly zeros: number;
  /** Weights a unit that are trained. */
  readonly trained: readonly string[];
}

/** The products of a phase in step t, then its routine. */
function forwardPhase(
  { k, shape, packed, forward, offsets }: Runnable,
  where: ScanAddresses,
  input: ScanInput,
  phase: number,
  t: number,
): Call[] {
  const { printed, width, inputs, units } = shape;
  const { accumulators, products, bare } = shape.phases[phase] as ScanShape["phases"][number];
  const { size: rows, row } = where;
  const panels = width / PANEL;
  const outStride = where.sumStride(phase);
  const initial = shape.isTokens ? where.lookupAt(phase, t) : (packed.biases[phase] as number);
  const stride = shape.isTokens ? TABLE : 0;
  const calls = bare.map(({ first, count }): Call => {
    const offset = (first - accumulators.first) * row;
    const out = where.sumAt(phase, first);
    return () => k.product(rows, 0, 0, 0, count * panels, 0, initial, stride, offset, out, outStride);
  });
  for (const { contribution, run, isBegun } of products) {
    const offset = (run.first - accumulators.first) * row;
    const out = where.sumAt(phase, run.first);
    const isInput = contribution === "input";
    const a = isInput
      ? input.at + t * rows * input.stride
      : where.planeAt(printed.planeOf(contribution.source), where.earlier(t, contribution.lag));
    const aStride = isInput ? input.stride : row;
    const depth = isInput ? inputs : units;
    const panel = packed.panelsOf(phase, contribution, run.first);
    const count = run.count * panels;
    const [init, initStride, column] = isBegun ? [out, outStride, 0] : [initial, stride, offset];
    calls.push(() =>
      k.product(rows, a, aStride, depth, count, panel, init, initStride, column, out, outStride),
    );
  }
  const routine = forward[phase] as CellRoutine;
  const args = where.argumentsAt(t) + (offsets.forward[phase] as number);
  return [...calls, () => routine(args)];
}

export function forwardCalls(scan: Runnable, where: ScanAddresses, input: ScanInput): readonly Call[] {
  const { shape, plan, ends } = scan;
  return where.order.flatMap((t) => [
    ...shape.phases.flatMap((_, phase) => forwardPhase(scan, where, input, phase, t)),
    ...(plan.isPadded ? [() => ends.forward(t)] : []),
  ]);
}

/** The backward routines of step t from the last phase down, then what it sends to earlier steps. */
function backwardStep(scan: Runnable, where: ScanAddresses, t: number): Call[] {
  const { k, shape, plan, packed, backward, offsets, ends, zeros, trained } = scan;
  const { cell, printed, width, phases } = shape;
  const { size: rows, row, wide, plane } = where;
  const panels = width / PANEL;
  const isLearned = shape.scan.first.kind === "learned";
  const calls: Call[] = plan.isPadded ? [() => ends.backward(t)] : [];
  for (let phase = phases.length - 1; phase >= 0; phase--) {
    const routine = backward[phase] as CellRoutine;
    const args = where.argumentsAt(t) + (offsets.backward[phase] as number);
    calls.push(() => routine(args));
    printed.pulls.forEach(({ accumulator }, i) => {
      const place = shape.placeOf[accumulator];
      if (place === undefined || cell.accumulators[accumulator]?.phase !== phase + 1) return;
      const [a, out] = [where.deltaAt(t, place), where.pulledAt(i)];
      const panel = packed.pulls[i] as number;
      calls.push(() => k.product(rows, a, wide, width, panels, panel, zeros, 0, 0, out, row));
    });
  }
  shape.recurrents.forEach(({ source, lag, run }, i) => {
    const to = where.earlier(t, lag);
    // What reaches a state before the first step is of use only where that state is learned.
    const isRead = (to >= 0 && to < plan.steps) || (isLearned && to === where.firstAt);
    if (lag === 0 || !isRead || isCut(plan, t, to)) return;
    const [a, seed] = [where.deltaAt(t, run.first), where.seedAt(source, to)];
    const panel = packed.back[i] as number;
    const depth = run.count * width;
    calls.push(() => k.product(rows, a, wide, depth, panels, panel, seed, row, 0, seed, row));
  });
  for (const state of shape.scan.states.slice(1)) {
    const seed = where.seedAt(state, t);
    calls.push(() => k.fill(seed, plane));
  }
  for (const name of trained) {
    const sum = where.unitSumAt(name);
    calls.push(() => k.flush(sum + row, sum, row));
  }
  return calls;
}

export const backwardCalls = (scan: Runnable, where: ScanAddresses): readonly Call[] =>
  [...where.order].reverse().flatMap((t) => backwardStep(scan, where, t));
