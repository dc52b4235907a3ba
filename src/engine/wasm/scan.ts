import type { Lengths } from "../../model/lengths.ts";
import { type BlockRole, isCut, type Plan } from "../../model/plan.ts";
import { HEADER, type Operand } from "../../model/print/wasm.ts";
import type { InitialStates } from "../../model/results.ts";
import { createDropout } from "./dropout.ts";
import { createEnds } from "./ends.ts";
import { type CellKernel, type Heap, type Kernels, strideOf, TABLE } from "./heap.ts";
import { createPacked } from "./packed.ts";
import { CHUNK, type ScanPlaces } from "./scan-places.ts";
import { PANEL, padded, type ScanShape } from "./shape.ts";

/** What a scan reads: an array [T·B, inputs] with its stride, or tokens. */
export interface ScanInput {
  readonly at: number;
  readonly stride: number;
}

export interface Scan {
  readonly shape: ScanShape;
  /** After the weights changed. */
  refresh(): void;
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
  /** [T][B][width] of a record's equation, and of a state's total derivative. */
  record(name: string): number;
  total(state: string): number;
  arriving(): number;
  dispose(): void;
}

/**
 * One scan on the kernels. Everything lies in the order of the sequence; a backward scan walks it from the end.
 * @param at address of a parameter by its name within the layer
 * @param gradientAt likewise of its gradient
 * @param zeros address of as many zeros as a row of sums has
 */
export function createScan(
  k: Kernels,
  heap: Heap,
  kernelOf: (name: string) => CellKernel,
  shape: ScanShape,
  plan: Plan,
  at: (name: string) => number | undefined,
  gradientAt: (name: string) => number | undefined,
  zeros: number,
): Scan {
  const { scan, cell, printed, units, width, lags, inputs, phases } = shape;
  const { steps } = plan;
  const isLearned = scan.first.kind === "learned";
  const dropout = createDropout(k, heap, shape, steps);
  const isBackward = scan.direction === "backward";
  /** The step that this scan came to `lag` steps before it came to step t of the sequence. */
  const earlier = (t: number, lag: number) => (isBackward ? t + lag : t - lag);
  /** Where the first state stands: before the step that this scan comes to first. */
  const firstAt = isBackward ? steps : -1;
  /** Rows of a plane before its step 0: the steps before the first come last where the first is the last of the sequence. */
  const before = isBackward ? 0 : lags;
  const packed = createPacked(k, heap, shape, at);
  const forwards = printed.forward.map(({ name }) => kernelOf(name));
  const backwards = printed.backward.map(({ name }) => kernelOf(name));
  const row = width * 4;
  const wide = strideOf(shape.columns * row);
  const panels = width / PANEL;
  const deepest = printed.forward.length;
  const argWords = (kernels: readonly { readonly operands: readonly Operand[] }[], count: number) =>
    kernels.slice(0, count).reduce((sum, { operands }) => sum + HEADER + operands.length, 0) * 4;

  let base = 0;
  let places!: ScanPlaces;
  let size = 0;
  let plane = 0;
  let input: ScanInput = { at: 0, stride: 0 };

  const planeAt = (index: number, t: number) =>
    base + places.planes + (index * (steps + lags) + before + t) * plane;
  const outputAt = () => planeAt(printed.planeOf(scan.states[0] as string), 0);
  const arrivingAt = (t: number) => base + places.arriving + (before + t) * plane;
  const seedAt = (state: string, t: number): number => {
    const index = scan.states.indexOf(state);
    if (index === 0) return arrivingAt(t);
    return base + (places.rings[index] as number) + ((t + lags + 1) % (lags + 1)) * plane;
  };
  /** Where a step adds what the state of an earlier one receives: beyond a cut nobody reads it. */
  const carryAt = (state: string, t: number, to: number): number =>
    isCut(plan, t, to) ? base + places.cut : seedAt(state, to);
  const ends = createEnds(k, shape, isLearned, { plane: planeAt, seed: seedAt, firstAt });
  const totalAt = (state: string, t: number) =>
    base + (places.totals[scan.states.indexOf(state)] as number) + t * plane;
  const deltaAt = (t: number, column: number) => base + places.deltas + t * size * wide + column * row;
  const sumAt = (phase: number, column: number) =>
    base + (places.sums[phase] as number) + (column - (phases[phase]?.columns.first ?? 0)) * row;
  const unitSum = (name: string) =>
    base + (places.unitSums[cell.perUnit.findIndex((param) => param.name === name)] as number);
  const sumStride = (phase: number) => strideOf((phases[phase]?.columns.count ?? 0) * row);
  const perUnitAt = (name: string): number => perUnit.get(name) as number;
  // Weights a unit, padded to the width.
  const perUnit = new Map(cell.perUnit.map(({ name }) => [name, heap.take(row)]));

  function addressOf(operand: Operand, phase: number, t: number): number {
    switch (operand.kind) {
      case "sum":
        return sumAt(phase, operand.column);
      case "value":
        return planeAt(operand.plane, earlier(t, operand.lag));
      case "seed":
        return seedAt(operand.state, t);
      case "carry":
        return carryAt(operand.state, t, earlier(t, operand.lag));
      case "delta":
        return deltaAt(t, operand.column);
      case "pulled":
        return base + (places.pulled[operand.index] as number);
      case "total":
        return totalAt(operand.state, t);
      case "unit":
        return perUnitAt(operand.name);
      case "unitGradient":
        return unitSum(operand.name);
    }
  }

  /** Arguments of the forward kernels of a step, then of the backward ones. */
  function writeArguments(): void {
    const words = heap.u32;
    for (let t = 0; t < steps; t++) {
      let to = (base + places.args + t * places.argsBytes) / 4;
      const write = (kernels: typeof printed.forward, isForward: boolean) => {
        kernels.forEach(({ operands }, phase) => {
          words[to++] = size;
          words[to++] = row;
          words[to++] = isForward ? sumStride(phase) : wide;
          words[to++] = 0;
          for (const operand of operands) words[to++] = addressOf(operand, phase, t);
        });
      };
      write(printed.forward, true);
      write(printed.backward, false);
    }
  }
  const argsAt = (t: number) => base + places.args + t * places.argsBytes;
  const forwardArgs = printed.forward.map((_, phase) => argWords(printed.forward, phase));
  const backwardArgs = printed.backward.map(
    (_, phase) => argWords(printed.forward, deepest) + argWords(printed.backward, phase),
  );
  let totalsWanted = false;
  function wantTotals(wanted: boolean): void {
    if (wanted === totalsWanted) return;
    totalsWanted = wanted;
    const words = heap.u32;
    for (let t = 0; t < steps; t++)
      for (const offset of backwardArgs)
        words[(base + places.args + t * places.argsBytes + offset) / 4 + 3] = wanted ? 1 : 0;
  }

  // All calls of a pass with their addresses, in order, made once for a size of batch.
  type Call = () => void;
  let forwardCalls: readonly Call[] = [];
  let backwardCalls: readonly Call[] = [];

  function forwardPhase(phase: number, t: number): Call[] {
    const { columns, products, bare } = phases[phase] as ScanShape["phases"][number];
    const outStride = sumStride(phase);
    const initial = shape.isTokens
      ? base + (places.lookups[phase] as number) + t * size * 4
      : (packed.biases[phase] as number);
    const stride = shape.isTokens ? TABLE : 0;
    const rows = size;
    const calls = bare.map(({ first, count }): Call => {
      const offset = (first - columns.first) * row;
      const out = sumAt(phase, first);
      return () => k.product(rows, 0, 0, 0, count * panels, 0, initial, stride, offset, out, outStride);
    });
    for (const { contribution, run, isBegun } of products) {
      const offset = (run.first - columns.first) * row;
      const out = sumAt(phase, run.first);
      const isInput = contribution === "input";
      const a = isInput
        ? input.at + t * size * input.stride
        : planeAt(printed.planeOf(contribution.source), earlier(t, contribution.lag));
      const aStride = isInput ? input.stride : row;
      const depth = isInput ? inputs : units;
      const panel = packed.panelsOf(phase, contribution, run.first);
      const count = run.count * panels;
      const [init, initStride, column] = isBegun ? [out, outStride, 0] : [initial, stride, offset];
      calls.push(() =>
        k.product(rows, a, aStride, depth, count, panel, init, initStride, column, out, outStride),
      );
    }
    const kernel = forwards[phase] as CellKernel;
    const args = argsAt(t) + (forwardArgs[phase] as number);
    return [...calls, () => kernel(args)];
  }

  function backwardStep(t: number): Call[] {
    const calls: Call[] = plan.isPadded ? [() => ends.backward(t)] : [];
    const rows = size;
    for (let phase = phases.length - 1; phase >= 0; phase--) {
      const kernel = backwards[phase] as CellKernel;
      const args = argsAt(t) + (backwardArgs[phase] as number);
      calls.push(() => kernel(args));
      printed.pulls.forEach(({ column }, i) => {
        if (cell.columns[column]?.phase !== phase + 1) return;
        const [a, out] = [deltaAt(t, column), base + (places.pulled[i] as number)];
        const panel = packed.pulls[i] as number;
        calls.push(() => k.product(rows, a, wide, width, panels, panel, zeros, 0, 0, out, row));
      });
    }
    shape.recurrents.forEach(({ source, lag, run }, i) => {
      const to = earlier(t, lag);
      // What reaches a state before the first step is of use only where that state is learned.
      const isRead = (to >= 0 && to < steps) || (isLearned && to === firstAt);
      if (lag === 0 || !isRead || isCut(plan, t, to)) return;
      const [a, seed] = [deltaAt(t, run.first), seedAt(source, to)];
      const panel = packed.back[i] as number;
      const depth = run.count * width;
      calls.push(() => k.product(rows, a, wide, depth, panels, panel, seed, row, 0, seed, row));
    });
    const bytes = plane;
    for (const state of scan.states.slice(1)) {
      const seed = seedAt(state, t);
      calls.push(() => k.fill(seed, bytes));
    }
    for (const { name } of cell.perUnit) {
      const sum = unitSum(name);
      calls.push(() => k.flush(sum + row, sum, row));
    }
    return calls;
  }

  const sumsAt = (column: number) => base + places.deltaSums + column * row;

  /** Puts rows of [rows, columns·width] gradients where the parameter has its gates' blocks. */
  function spread(param: BlockRole, gates: readonly string[], stride: number, rows: number): void {
    const to = gradientAt(param);
    if (to === undefined) return;
    const blocks = scan.blocks[param];
    gates.forEach((gate, c) => {
      const block = to + blocks.indexOf(gate) * units * 4;
      k.copyRows(block, blocks.length * units * 4, base + places.gradient + c * row, stride, rows, units);
    });
  }

  function inputGradients(): void {
    const rows = steps * size;
    const out = base + places.gradient;
    for (const { run, gates } of shape.inputRuns) {
      const stride = run.count * row;
      const deltas = deltaAt(0, run.first);
      if (shape.isTokens) {
        k.fill(out, (inputs + 1) * stride);
        k.scatter(out, base + places.tokens, deltas, wide, stride, rows);
      } else {
        const [a, aStride, scratch] = [input.at, input.stride, base + places.scratch];
        const [count, sums] = [run.count * panels, sumsAt(run.first)];
        k.gradient(rows, a, aStride, inputs, deltas, wide, count, out, stride, sums, scratch, CHUNK);
      }
      spread("kernel", gates, stride, inputs);
    }
  }

  function biasGradients(): void {
    const out = base + places.deltaSums;
    // The other columns were summed with a product.
    for (const { index, recurs } of cell.columns)
      if (recurs.length === 0 && shape.isTokens)
        k.columnSums(sumsAt(index), deltaAt(0, index), wide, row, steps * size);
    const put = (param: BlockRole, gate: string, index: number) => {
      const to = (gradientAt(param) as number) + scan.blocks[param].indexOf(gate) * units * 4;
      k.copyRows(to, 0, out + index * row, 0, 1, units);
    };
    for (const { index, inputs: ins, recurs } of cell.columns) {
      for (const { bias, gate } of ins) if (bias) put("bias", gate, index);
      for (const { bias, gate } of recurs) if (bias) put("recurrentBias", gate, index);
    }
  }

  return {
    shape,
    refresh() {
      packed.refresh();
      for (const { name } of cell.perUnit) k.copy(perUnitAt(name), at(name) as number, units * 4);
    },
    place(newBase, newPlaces, newSize, newInput) {
      base = newBase;
      places = newPlaces;
      size = newSize;
      plane = newSize * row;
      input = newInput;
      dropout.place(base, places, size);
      ends.place(base, places, size);
      totalsWanted = false;
      writeArguments();
      const times = Array.from({ length: steps }, (_, n) => (isBackward ? steps - 1 - n : n));
      forwardCalls = times.flatMap((t) => [
        ...phases.flatMap((_, phase) => forwardPhase(phase, t)),
        ...(plan.isPadded ? [() => ends.forward(t)] : []),
      ]);
      backwardCalls = times.reverse().flatMap(backwardStep);
    },
    look(tokens) {
      const words = heap.u32;
      const rows = (base + places.tokens) / 4;
      for (let r = 0; r < tokens.length; r++) {
        const token = tokens[r] as number;
        words[rows + r] = token >= 0 && token < inputs ? token : inputs;
      }
      places.lookups.forEach((place, phase) => {
        const table = packed.tables[phase] as number;
        const stride = (phases[phase]?.columns.count ?? 0) * row;
        const to = (base + place) / 4;
        for (let r = 0; r < tokens.length; r++) words[to + r] = table + (words[rows + r] as number) * stride;
      });
    },
    forward(batch, initial, mask) {
      for (const state of scan.states) {
        const index = printed.planeOf(state);
        k.fill(planeAt(index, isBackward ? steps : -lags), lags * plane);
        if (isLearned) {
          const from = at(`initial.${state}`) as number;
          k.copyRows(planeAt(index, firstAt), row, from, 0, size, units);
          continue;
        }
        const values = initial[state];
        if (!values) continue;
        const to = planeAt(index, firstAt) / 4;
        for (let b = 0; b < size; b++)
          heap.f32.set(values.subarray(b * units, (b + 1) * units), to + b * width);
      }
      ends.begin(batch);
      for (const call of forwardCalls) call();
      dropout.forward(outputAt(), mask);
    },
    backward(wanted) {
      wantTotals(wanted);
      for (const ring of places.rings.slice(1)) k.fill(base + ring, (lags + 1) * plane);
      if (isLearned) k.fill(arrivingAt(firstAt), plane);
      dropout.backward(arrivingAt(0));
      for (const { name } of cell.perUnit) k.fill(unitSum(name), 2 * row);
      for (const call of backwardCalls) call();
      ends.finish();
    },
    below(out, isBegun) {
      const stride = padded(inputs) * 4;
      let begun = isBegun;
      shape.inputRuns.forEach(({ run }, i) => {
        const panel = packed.below[i] as number;
        const [init, initStride] = begun ? [out, stride] : [zeros, 0];
        const [a, depth, count] = [deltaAt(0, run.first), run.count * width, padded(inputs) / PANEL];
        k.product(steps * size, a, wide, depth, count, panel, init, initStride, 0, out, stride);
        begun = true;
      });
      if (!begun) k.fill(out, steps * size * stride);
    },
    gradients() {
      inputGradients();
      const rows = steps * size;
      for (const { source, lag, run, gates } of shape.recurrents) {
        const stride = run.count * row;
        const a = planeAt(printed.planeOf(source), earlier(0, lag));
        const [out, scratch] = [base + places.gradient, base + places.scratch];
        const b = deltaAt(0, run.first);
        const [count, sums] = [run.count * panels, sumsAt(run.first)];
        k.gradient(rows, a, row, units, b, wide, count, out, stride, sums, scratch, CHUNK);
        spread("recurrentKernel", gates, stride, units);
      }
      biasGradients();
      for (const { name } of cell.perUnit) k.copy(gradientAt(name) as number, unitSum(name) + row, units * 4);
      if (!isLearned) return;
      for (const state of scan.states) {
        const sum = base + places.deltaSums;
        k.columnSums(sum, seedAt(state, firstAt), row, row, size);
        k.copy(gradientAt(`initial.${state}`) as number, sum, units * 4);
      }
    },
    passed: () => dropout.passed(outputAt()),
    record: (name) => planeAt(printed.planeOf(name), 0),
    total: (state) => totalAt(state, 0),
    arriving: () => arrivingAt(0),
    dispose() {
      packed.dispose();
      for (const address of perUnit.values()) heap.free(address);
    },
  };
}
