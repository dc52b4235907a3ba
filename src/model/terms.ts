/**
 * The terms of a trace's sums: what W·x, U·h and the biases add at every step, which BPTT itself does not need.
 * They come from the trace's states and the weights, in float64.
 */

import type { Batch } from "../lib/batch.ts";
import { type Expr, walk } from "../lib/expr.ts";
import { gateBlock, weightOf } from "./blocks.ts";
import { addProduct, addRows, joinColumns } from "./matrix.ts";
import { firstStatePath, nodeOf, type Plan, type ScanNode, scansOf } from "./plan.ts";
import type { Floats, Trace } from "./results.ts";
import { checkStack, nodesRead, readsInput } from "./stacked.ts";
import type { Weights } from "./weights.ts";

type ByGate = { readonly [gate: string]: Float32Array };

/** Of one scan: products without their bias are [T, B, H]; biases, and weights a unit by their name, [H]. */
export interface ScanTerms {
  readonly kernel: ByGate;
  readonly recurrentKernel: ByGate;
  readonly bias: ByGate;
  readonly recurrentBias: ByGate;
  readonly perUnit: ByGate;
  /** Learned states before the scan's first step, by state, [H]; others are zero, as a probe's are. */
  readonly first: { readonly [state: string]: Float32Array };
}

/** What a recurrent product reads: a trajectory as it was `lag` steps of the scan ago, `first` [H] before them, and before that nothing. */
function delayed(
  trajectory: Floats,
  lag: number,
  { direction, units }: ScanNode,
  first: Float32Array | undefined,
  steps: number,
): Float64Array {
  const width = trajectory.length / steps;
  const shift = Math.min(lag, steps) * width;
  const out = new Float64Array(trajectory.length);
  if (direction === "forward") out.set(trajectory.subarray(0, trajectory.length - shift), shift);
  else out.set(trajectory.subarray(shift));
  if (first && lag > 0 && lag <= steps) {
    const at = (direction === "forward" ? lag - 1 : steps - lag) * width;
    for (let i = 0; i < width; i++) out[at + i] = first[i % units] as number;
  }
  return out;
}

function scanTerms(
  scan: ScanNode,
  weights: Weights<Floats>,
  input: Int32Array | Floats,
  trajectories: { readonly [name: string]: Floats },
  { steps, size }: Pick<Batch, "steps" | "size">,
): ScanTerms {
  const product = (role: "kernel" | "recurrentKernel", gate: string, x: Int32Array | Floats) => {
    const out = new Float64Array(steps * size * scan.units);
    const block = gateBlock(scan, weights, role, gate);
    if (x instanceof Int32Array) addRows(out, x, block);
    else addProduct(out, x, block);
    return Float32Array.from(out);
  };
  const bias = (role: "bias" | "recurrentBias", gate: string) => {
    const { values, offset, width } = gateBlock(scan, weights, role, gate);
    return Float32Array.from(values.subarray(offset, offset + width));
  };
  const learned = (scan.first.kind === "learned" ? scan.states : []).map(
    (state) =>
      [state, Float32Array.from(weightOf(weights, firstStatePath(scan, state), scan.units))] as const,
  );
  const first: ScanTerms["first"] = Object.fromEntries(learned);
  const terms = { kernel: {}, recurrentKernel: {}, bias: {}, recurrentBias: {}, perUnit: {}, first } as {
    [R in keyof ScanTerms]: { [name: string]: Float32Array };
  };
  const add = (node: Expr): void => {
    if (node.op === "input") {
      terms.kernel[node.gate] = product("kernel", node.gate, input);
      if (node.bias) terms.bias[node.gate] = bias("bias", node.gate);
    } else if (node.op === "recur") {
      const read = trajectories[node.source] ?? new Float64Array(0);
      const source = delayed(read, node.lag, scan, first[node.source], steps);
      terms.recurrentKernel[node.gate] = product("recurrentKernel", node.gate, source);
      if (node.bias) terms.recurrentBias[node.gate] = bias("recurrentBias", node.gate);
    } else if (node.op === "param") {
      const values = weightOf(weights, `${scan.path}.${node.name}`, scan.units);
      terms.perUnit[node.name] = Float32Array.from(values);
    }
  };
  for (const { expr } of scan.equations) walk(expr, add);
  return terms;
}

/** By scan. First states that are not learned are zero, as a probe's are. */
export function termsOf(
  plan: Plan,
  weights: Weights<Floats>,
  batch: Pick<Batch, "steps" | "size" | "x">,
  { trajectories }: Pick<Trace<Floats>, "trajectories">,
): readonly ScanTerms[] {
  checkStack(plan, "the list of terms");
  const scans = scansOf(plan);
  /** What a scan reads: the outputs of those below it, side by side. */
  const inputOf = (scan: ScanNode) => {
    if (readsInput(scan)) return batch.x;
    const below = nodesRead(scan).map((id) => nodeOf(plan, id, "scan"));
    return joinColumns(
      below.map(({ index, states }) => Float64Array.from(trajectories[index]?.[states[0] as string] ?? [])),
      below.map(({ units }) => units),
    );
  };
  return scans.map((scan) => scanTerms(scan, weights, inputOf(scan), trajectories[scan.index] ?? {}, batch));
}
