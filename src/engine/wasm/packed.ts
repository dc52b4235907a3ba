import type { Accumulator } from "../../model/lower.ts";
import type { BlockRole } from "../../model/plan.ts";
import { readsInput } from "../../model/stacked.ts";
import type { Heap, Routines } from "./heap.ts";
import { type Contribution, gateOf, padded, type Run, type ScanShape } from "./shape.ts";

/** A layer's weights as its products read them: panels, biases by accumulator, and what tokens look up. */
export interface Packed {
  /** Packs anew, after the weights changed. */
  refresh(): void;
  /** Panels of a phase's contribution from accumulator `first` on. */
  panelsOf(phase: number, contribution: Contribution, first: number): number;
  /** By phase: [accumulators·width] biases. */
  readonly biases: readonly number[];
  /** By phase: [tokens + 1, accumulators·width]; the last row is for what is no token. */
  readonly tables: readonly number[];
  /** By `shape.recurrents`: Uᵀ, for lags of 1 and more. */
  readonly back: readonly number[];
  /** By `shape.inputRuns`: Wᵀ, where another layer is below. */
  readonly below: readonly number[];
  /** By the cell's pulls: Uᵀ of one gate. */
  readonly pulls: readonly number[];
  dispose(): void;
}

/** @param at address of a parameter by its name within the layer, if it has it */
export function createPacked(
  k: Routines,
  heap: Heap,
  shape: ScanShape,
  at: (name: string) => number | undefined,
): Packed {
  const { accumulators: all, scan, units, width, inputs, isTokens } = shape;
  const strideOf = (param: BlockRole) => scan.blocks[param].length * units * 4;
  const taken: number[] = [];
  const take = (floats: number) => {
    const address = heap.take(floats * 4);
    taken.push(address);
    return address;
  };
  const own = (run: Run) => all.slice(run.first, run.first + run.count);
  const depthOf = (contribution: Contribution) => (contribution === "input" ? inputs : units);
  const gateAt = (param: BlockRole, gate: string) =>
    (at(param) as number) + scan.blocks[param].indexOf(gate) * units * 4;

  const panels = shape.phases.map(({ accumulators, contributions }) =>
    contributions.map((contribution) => ({
      contribution,
      at: take(accumulators.count * width * depthOf(contribution)),
    })),
  );
  const biases = shape.phases.map(({ accumulators }) => take(accumulators.count * width));
  const tables = isTokens
    ? shape.phases.map(({ accumulators }) => take((inputs + 1) * accumulators.count * width))
    : [];
  const back = shape.recurrents.map(({ lag, run }) => (lag > 0 ? take(run.count * width * width) : 0));
  const below = readsInput(scan)
    ? []
    : shape.inputRuns.map(({ run }) => take(run.count * width * padded(inputs)));
  const pulls = shape.printed.pulls.map(() => take(width * width));
  const panelsOf: Packed["panelsOf"] = (phase, contribution, first) => {
    const found = panels[phase]?.find(({ contribution: other }) => other === contribution);
    const offset = first - (shape.phases[phase]?.accumulators.first ?? 0);
    if (!found) throw new Error("no panels of this product");
    return found.at + offset * width * depthOf(contribution) * 4;
  };

  function refreshBias(accumulator: Accumulator, offset: number): void {
    const values = heap.f32;
    const to = offset / 4;
    values.fill(0, to, to + units);
    const add = (param: BlockRole, gate: string) => {
      const from = gateAt(param, gate) / 4;
      for (let u = 0; u < units; u++)
        values[to + u] = (values[to + u] as number) + (values[from + u] as number);
    };
    for (const { bias, gate } of accumulator.inputs) if (bias) add("bias", gate);
    for (const { bias, gate } of accumulator.recurs) if (bias) add("recurrentBias", gate);
  }

  function refreshTable(phase: number): void {
    const { accumulators } = shape.phases[phase] as ScanShape["phases"][number];
    const table = tables[phase] as number;
    const bias = biases[phase] as number;
    const stride = accumulators.count * width * 4;
    // Rows of biases first, then the kernel's rows over them and the biases added again.
    k.copyRows(table, stride, bias, 0, inputs + 1, accumulators.count * width);
    own(accumulators).forEach((accumulator, i) => {
      const gate = gateOf(accumulator, "input");
      if (gate === undefined) return;
      const to = table + i * width * 4;
      k.copyRows(to, stride, gateAt("kernel", gate), strideOf("kernel"), inputs, units);
      k.addRow(to, stride, bias + i * width * 4, width * 4, inputs);
    });
  }

  return {
    panelsOf,
    biases,
    tables,
    back,
    below,
    pulls,
    refresh() {
      panels.forEach((list, phase) => {
        for (const { contribution } of list)
          for (const accumulator of own((shape.phases[phase] as ScanShape["phases"][number]).accumulators)) {
            const gate = gateOf(accumulator, contribution);
            if (gate === undefined) continue;
            const to = panelsOf(phase, contribution, accumulator.index);
            const param = contribution === "input" ? "kernel" : "recurrentKernel";
            k.pack(to, gateAt(param, gate), strideOf(param), depthOf(contribution), units);
          }
      });
      shape.phases.forEach(({ accumulators }, phase) => {
        own(accumulators).forEach((accumulator, i) => {
          refreshBias(accumulator, (biases[phase] as number) + i * width * 4);
        });
        if (isTokens) refreshTable(phase);
      });
      shape.recurrents.forEach(({ lag, run, gates }, i) => {
        if (lag === 0) return;
        gates.forEach((gate, c) => {
          const from = gateAt("recurrentKernel", gate);
          const stride = strideOf("recurrentKernel");
          k.packTransposed(back[i] as number, run.count * width, c * width, from, stride, units, units);
        });
      });
      below.forEach((to, i) => {
        const { run, gates } = shape.inputRuns[i] as ScanShape["inputRuns"][number];
        gates.forEach((gate, c) => {
          const from = gateAt("kernel", gate);
          k.packTransposed(to, run.count * width, c * width, from, strideOf("kernel"), inputs, units);
        });
      });
      shape.printed.pulls.forEach(({ gate }, i) => {
        const from = gateAt("recurrentKernel", gate);
        k.packTransposed(pulls[i] as number, width, 0, from, strideOf("recurrentKernel"), units, units);
      });
    },
    dispose() {
      for (const address of taken) heap.free(address);
    },
  };
}
