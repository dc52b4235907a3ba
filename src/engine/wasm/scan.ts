import type { Lengths } from "../../model/lengths.ts";
import type { Plan } from "../../model/plan.ts";
import type { InitialStates } from "../../model/results.ts";
import { createDropout } from "./dropout.ts";
import { createEnds } from "./ends.ts";
import type { CellRoutine, Heap, Routines } from "./heap.ts";
import { createHeldGates } from "./held-gates.ts";
import { createPacked } from "./packed.ts";
import { argumentOffsets, wantTotals, writeArguments } from "./routine-arguments.ts";
import { type ScanAddresses, scanAddresses, walkOf } from "./scan-addresses.ts";
import { backwardCalls, type Call, forwardCalls, type Runnable, type ScanInput } from "./scan-calls.ts";
import { writeGradients } from "./scan-gradients.ts";
import type { ScanPlaces } from "./scan-places.ts";
import { PANEL, padded, type ScanShape } from "./shape.ts";

export interface Scan {
  readonly shape: ScanShape;
  /** After the weights changed. */
  refresh(): void;
  /** Other values of the held gates, in the scan's order. */
  hold(values: readonly number[]): void;
  /** Puts the scan's arrays at `base` for batches of `size`. */
  place(base: number, places: ScanPlaces, size: number, input: ScanInput): void;
  /** Fills the tables of addresses for [T·B] tokens; those below 0 or beyond the last have no row of the kernel. */
  look(tokens: Int32Array): void;
  /**
   * First states by name, [B, units]; zero where absent.
   * @param mask [T, B, units], what the output is multiplied by on its way up
   */
  forward(batch: Lengths, initial: InitialStates[number], mask: Float32Array | undefined): void;
  /** `arriving` must hold what comes from above. */
  backward(wantTotals: boolean): void;
  /** ∂L by the input, added to or stored in [T·B, padded inputs]. */
  below(out: number, isBegun: boolean): void;
  /** Gradients of the scan's parameters, all of them, into their flat array. */
  gradients(): void;
  /** [T][B][width] of what the layer above or the readout reads. */
  passed(): number;
  /** [T][B][width] of an equation's trajectory, and of a state's total derivative. */
  trajectory(name: string): number;
  total(state: string): number;
  arriving(): number;
  dispose(): void;
}

/** Fills a phase's table of addresses for all tokens, and the rows that a gradient scatters to. */
function lookUp(
  words: Uint32Array,
  { inputs, phases }: ScanShape,
  tables: readonly number[],
  where: ScanAddresses,
  tokens: Int32Array,
): void {
  const rows = where.tokensAt / 4;
  for (let r = 0; r < tokens.length; r++) {
    const token = tokens[r] as number;
    words[rows + r] = token >= 0 && token < inputs ? token : inputs;
  }
  tables.forEach((table, phase) => {
    const stride = (phases[phase]?.accumulators.count ?? 0) * where.row;
    const to = where.lookupAt(phase, 0) / 4;
    for (let r = 0; r < tokens.length; r++) words[to + r] = table + (words[rows + r] as number) * stride;
  });
}

/**
 * One scan on the routines. Everything lies in the order of the sequence; a backward scan walks it from the end.
 * @param at address of a parameter by its name within the layer
 * @param gradientAt likewise of its gradient
 * @param zeros address of as many zeros as a row of sums has
 */
export function createScan(
  k: Routines,
  heap: Heap,
  routineOf: (name: string) => CellRoutine,
  shape: ScanShape,
  plan: Plan,
  at: (name: string) => number | undefined,
  gradientAt: (name: string) => number | undefined,
  zeros: number,
): Scan {
  const { scan, cell, printed, units, width, lags, inputs } = shape;
  const { steps } = plan;
  const isLearned = scan.first.kind === "learned";
  const dropout = createDropout(k, heap, shape, steps);
  const packed = createPacked(k, heap, shape, at);
  const offsets = argumentOffsets(shape);
  // Weights a unit, padded to the width. Those that only held gates read are no parameters, and stay zero.
  const perUnit = new Map(cell.perUnit.map(({ name }) => [name, heap.take(width * 4)]));
  const trained = [...perUnit.keys()].filter((name) => at(name) !== undefined);
  const heldGates = createHeldGates(heap, shape);
  const fixed = { unit: (name: string) => perUnit.get(name) as number, held: heldGates.at, zeros };

  let where!: ScanAddresses;
  let input: ScanInput = { at: 0, stride: 0 };
  let totalsWanted = false;
  let goForward: readonly Call[] = [];
  let goBack: readonly Call[] = [];

  const ends = createEnds(k, shape, isLearned, {
    plane: (index, t) => where.planeAt(index, t),
    seed: (state, t) => where.seedAt(state, t),
    firstAt: walkOf(shape, steps).firstAt,
  });
  const runnable: Runnable = {
    ...{ k, shape, plan, packed, offsets, ends, zeros, trained },
    forward: printed.forward.map(({ name }) => routineOf(name)),
    backward: printed.backward.map(({ name }) => routineOf(name)),
  };

  /** States before the first step; what lies before the first state is zero. */
  function begin(initial: InitialStates[number]): void {
    const { size, row } = where;
    for (const state of scan.states) {
      const index = printed.planeOf(state);
      k.fill(where.planeAt(index, where.pastAt), lags * where.plane);
      const first = where.planeAt(index, where.firstAt);
      if (isLearned) {
        k.copyRows(first, row, at(`initial.${state}`) as number, 0, size, units);
        continue;
      }
      const values = initial[state];
      if (!values) continue;
      for (let b = 0; b < size; b++)
        heap.f32.set(values.subarray(b * units, (b + 1) * units), first / 4 + b * width);
    }
  }

  return {
    shape,
    refresh() {
      packed.refresh();
      for (const name of trained) k.copy(fixed.unit(name), at(name) as number, units * 4);
    },
    hold: heldGates.hold,
    place(base, places, size, newInput) {
      where = scanAddresses(shape, plan, places, base, size);
      input = newInput;
      dropout.place(base, places, size);
      ends.place(base, places, size);
      totalsWanted = false;
      writeArguments(heap.u32, shape, where, fixed);
      // Nothing is sent back through the product of a held gate.
      printed.pulls.forEach(({ accumulator }, i) => {
        if (shape.placeOf[accumulator] === undefined) k.fill(where.pulledAt(i), where.plane);
      });
      goForward = forwardCalls(runnable, where, input);
      goBack = backwardCalls(runnable, where);
    },
    look: (tokens) => lookUp(heap.u32, shape, packed.tables, where, tokens),
    forward(batch, initial, mask) {
      begin(initial);
      ends.begin(batch);
      for (const call of goForward) call();
      dropout.forward(where.outputAt(), mask);
    },
    backward(wanted) {
      if (wanted !== totalsWanted) wantTotals(heap.u32, offsets, where, wanted);
      totalsWanted = wanted;
      for (let state = 1; state < scan.states.length; state++)
        k.fill(where.ringAt(state), (lags + 1) * where.plane);
      if (isLearned) k.fill(where.arrivingAt(where.firstAt), where.plane);
      dropout.backward(where.arrivingAt(0));
      for (const name of perUnit.keys()) k.fill(where.unitSumAt(name), 2 * where.row);
      for (const call of goBack) call();
      ends.finish();
    },
    below(out, isBegun) {
      const stride = padded(inputs) * 4;
      const { wide, size } = where;
      let begun = isBegun;
      shape.inputRuns.forEach(({ run }, i) => {
        const panel = packed.below[i] as number;
        const [init, initStride] = begun ? [out, stride] : [zeros, 0];
        const [a, depth, count] = [where.deltaAt(0, run.first), run.count * width, padded(inputs) / PANEL];
        k.product(steps * size, a, wide, depth, count, panel, init, initStride, 0, out, stride);
        begun = true;
      });
      if (!begun) k.fill(out, steps * size * stride);
    },
    gradients: () => writeGradients(k, shape, steps, where, input, gradientAt, trained),
    passed: () => dropout.passed(where.outputAt()),
    trajectory: (name) => where.planeAt(printed.planeOf(name), 0),
    total: (state) => where.totalAt(state, 0),
    arriving: () => where.arrivingAt(0),
    dispose() {
      packed.dispose();
      for (const address of perUnit.values()) heap.free(address);
      heldGates.dispose();
    },
  };
}
