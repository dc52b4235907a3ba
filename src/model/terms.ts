/**
 * The terms of a trace's sums: what W·x, U·h and the biases add at every step, which BPTT itself needs no record of.
 * They come from the trace's states and the weights, in float64.
 */
import type { Batch } from "../lib/batch.ts";
import { type Expr, walk } from "../lib/expr.ts";
import { addProduct, addRows } from "./matrix.ts";
import { gateBlock, weightOf } from "./oracle.ts";
import { type Plan, type ScanNode, scansOf } from "./plan.ts";
import type { Floats, Trace } from "./results.ts";
import type { Weights } from "./weights.ts";

type ByGate = { readonly [gate: string]: Float32Array };

/** Of one layer: products without their bias are [T, B, H]; biases, and weights a unit by their name, [H]. */
export interface LayerTerms {
  readonly kernel: ByGate;
  readonly recurrentKernel: ByGate;
  readonly bias: ByGate;
  readonly recurrentBias: ByGate;
  readonly perUnit: ByGate;
}

/** What a recurrent product reads: a record as it was `lag` steps ago, and nothing before the first step. */
function delayed(record: Floats, lag: number, steps: number): Floats {
  const shift = lag * (record.length / steps);
  const out = new Float64Array(record.length);
  out.set(record.subarray(0, record.length - shift), shift);
  return out;
}

function layerTerms(
  scan: ScanNode,
  weights: Weights<Floats>,
  input: Int32Array | Floats,
  record: { readonly [name: string]: Floats },
  { steps, size }: Pick<Batch, "steps" | "size">,
): LayerTerms {
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
  const terms = { kernel: {}, recurrentKernel: {}, bias: {}, recurrentBias: {}, perUnit: {} } as {
    [R in keyof LayerTerms]: { [gate: string]: Float32Array };
  };
  const add = (node: Expr): void => {
    if (node.op === "input") {
      terms.kernel[node.gate] = product("kernel", node.gate, input);
      if (node.bias) terms.bias[node.gate] = bias("bias", node.gate);
    } else if (node.op === "recur") {
      const source = delayed(record[node.source] ?? new Float64Array(0), node.lag, steps);
      terms.recurrentKernel[node.gate] = product("recurrentKernel", node.gate, source);
      if (node.bias) terms.recurrentBias[node.gate] = bias("recurrentBias", node.gate);
    } else if (node.op === "param") {
      const values = weightOf(weights, `layers.${scan.layer}.${node.name}`, scan.units);
      terms.perUnit[node.name] = Float32Array.from(values);
    }
  };
  for (const { expr } of scan.equations) walk(expr, add);
  return terms;
}

/** By layer. The first states are zero, as a probe's are. */
export function termsOf(
  plan: Plan,
  weights: Weights<Floats>,
  batch: Batch,
  { records }: Pick<Trace<Floats>, "records">,
): readonly LayerTerms[] {
  const scans = scansOf(plan);
  return scans.map((scan) => {
    const below = scan.from === "x" ? undefined : scans[scan.from];
    const input = below ? records[below.layer]?.[below.states[0] as string] : batch.x;
    return layerTerms(scan, weights, input ?? batch.x, records[scan.layer] ?? {}, batch);
  });
}
