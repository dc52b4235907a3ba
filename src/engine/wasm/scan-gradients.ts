import type { BlockRole } from "../../model/plan.ts";
import type { Routines } from "./heap.ts";
import type { ScanAddresses } from "./scan-addresses.ts";
import type { ScanInput } from "./scan-calls.ts";
import { CHUNK } from "./scan-places.ts";
import { PANEL, type ScanShape } from "./shape.ts";

/**
 * Gradients of a scan's kernels, biases, weights a unit and learned first states, from the deltas of all steps, into their flat array.
 * @param at address of a parameter's gradient by its name within the layer, if the plan has it
 * @param trained names of the weights a unit
 */
export function writeGradients(
  k: Routines,
  shape: ScanShape,
  steps: number,
  where: ScanAddresses,
  input: ScanInput,
  at: (name: string) => number | undefined,
  trained: readonly string[],
): void {
  const { scan, printed, units, inputs, width } = shape;
  const { row, wide, size } = where;
  const rows = steps * size;
  const panels = width / PANEL;
  const out = where.gradientAt;

  /** Puts rows of [rows, accumulators·width] gradients where the parameter has its gates' blocks. */
  function spread(param: BlockRole, gates: readonly string[], stride: number, rows: number): void {
    const to = at(param);
    if (to === undefined) return;
    const blocks = scan.blocks[param];
    gates.forEach((gate, c) => {
      const block = to + blocks.indexOf(gate) * units * 4;
      k.copyRows(block, blocks.length * units * 4, out + c * row, stride, rows, units);
    });
  }

  for (const { run, gates } of shape.inputRuns) {
    const stride = run.count * row;
    const deltas = where.deltaAt(0, run.first);
    if (shape.isTokens) {
      k.fill(out, (inputs + 1) * stride);
      k.scatter(out, where.tokensAt, deltas, wide, stride, rows);
    } else {
      const [count, sums] = [run.count * panels, where.deltaSumAt(run.first)];
      const { at: a, stride: aStride } = input;
      k.gradient(rows, a, aStride, inputs, deltas, wide, count, out, stride, sums, where.scratchAt, CHUNK);
    }
    spread("kernel", gates, stride, inputs);
  }

  for (const { source, lag, run, gates } of shape.recurrents) {
    const stride = run.count * row;
    const a = where.planeAt(printed.planeOf(source), where.earlier(0, lag));
    const b = where.deltaAt(0, run.first);
    const [count, sums] = [run.count * panels, where.deltaSumAt(run.first)];
    k.gradient(rows, a, row, units, b, wide, count, out, stride, sums, where.scratchAt, CHUNK);
    spread("recurrentKernel", gates, stride, units);
  }

  // The other accumulators were summed with a product.
  for (const { index, recurs } of shape.accumulators)
    if (recurs.length === 0 && shape.isTokens)
      k.columnSums(where.deltaSumAt(index), where.deltaAt(0, index), wide, row, rows);
  const put = (param: BlockRole, gate: string, index: number) => {
    const to = (at(param) as number) + scan.blocks[param].indexOf(gate) * units * 4;
    k.copyRows(to, 0, where.deltaSumAt(index), 0, 1, units);
  };
  for (const { index, inputs: ins, recurs } of shape.accumulators) {
    for (const { bias, gate } of ins) if (bias) put("bias", gate, index);
    for (const { bias, gate } of recurs) if (bias) put("recurrentBias", gate, index);
  }

  for (const name of trained) k.copy(at(name) as number, where.unitSumAt(name) + row, units * 4);
  if (scan.first.kind !== "learned") return;
  for (const state of scan.states) {
    const sum = where.deltaSumAt(0);
    k.columnSums(sum, where.seedAt(state, where.firstAt), row, row, size);
    k.copy(at(`initial.${state}`) as number, sum, units * 4);
  }
}
