/** Parameters as the oracle and the stepper read them: by path, as blocks of columns; and the activations in float64. */
import type { ActName } from "../lib/expr.ts";
import type { Block } from "./matrix.ts";
import { type BlockRole, type DenseNode, densePath, type ScanNode } from "./plan.ts";
import type { Floats } from "./results.ts";
import type { Weights } from "./weights.ts";

export const acts: { readonly [F in ActName]: (x: number) => number } = {
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  relu: (x) => Math.max(x, 0),
};

/** Slopes in the saved output y. */
export const slopes: { readonly [F in ActName]: (y: number) => number } = {
  sigmoid: (y) => y * (1 - y),
  tanh: (y) => 1 - y * y,
  relu: (y) => (y > 0 ? 1 : 0),
};

/** A parameter's values by path; refuses a plan whose weights are incomplete. */
export function weightOf<F extends Floats>(weights: Weights<F>, path: string, size: number): F {
  const values = weights.get(path);
  if (values?.length !== size)
    throw new RangeError(`“${path}” has ${values?.length ?? "no"} values, but the plan wants ${size}`);
  return values;
}

/** One gate's columns of a scan's kernel, recurrent kernel or bias. */
export function gateBlock<F extends Floats>(
  scan: ScanNode,
  weights: Weights<F>,
  param: BlockRole,
  gate: string,
): Block<F> {
  const gates = scan.blocks[param];
  const columns = gates.length * scan.units;
  const rows = { kernel: scan.inputs, recurrentKernel: scan.units, bias: 1, recurrentBias: 1 }[param];
  const values = weightOf(weights, `${scan.path}.${param}`, rows * columns);
  return { values, rows, columns, offset: gates.indexOf(gate) * scan.units, width: scan.units };
}

/** The columns of a block alone, [rows, width]. */
export const columnsOf = ({ values, rows, columns, offset, width }: Block<Floats>): Float64Array =>
  Float64Array.from(
    { length: rows * width },
    (_, i) => values[Math.floor(i / width) * columns + offset + (i % width)] as number,
  );

/** A parameter with one value a unit. */
export const unitBlock = <F extends Floats>(
  { units }: ScanNode,
  weights: Weights<F>,
  path: string,
): Block<F> => ({
  values: weightOf(weights, path, units),
  rows: 1,
  columns: units,
  offset: 0,
  width: units,
});

/** A dense node's kernel and bias as blocks. */
export function denseBlocks<F extends Floats>(dense: DenseNode, weights: Weights<F>) {
  const { inputs, outputs } = dense;
  const shape = { columns: outputs, offset: 0, width: outputs };
  const kernel = weightOf(weights, densePath(dense, "kernel"), inputs * outputs);
  const bias = weightOf(weights, densePath(dense, "bias"), outputs);
  return {
    kernel: { ...shape, values: kernel, rows: inputs },
    bias: { ...shape, values: bias, rows: 1 },
  };
}
