import { type InitializerKind, initializers } from "../initializers/index.ts";
import type { Rng } from "../lib/rng.ts";
import type { ParamSpec } from "./plan.ts";

/** First values of a matrix, gate by gate: each block of columns is filled by itself. */
export function fillBlocks(
  rng: Rng,
  spec: ParamSpec,
  kind: InitializerKind,
  stddev: number,
  units: number,
): Float32Array {
  const [rows = 1, columns = 1] = spec.shape;
  const gates = spec.gates.length > 0 ? spec.gates : ["all"];
  const width = columns / gates.length;
  const values = new Float32Array(spec.size);
  gates.forEach((gate, g) => {
    const block = initializers[kind].fill(rng.fork(gate), { rows, columns: width, units, stddev });
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < width; c++) values[r * columns + g * width + c] = block[r * width + c] as number;
  });
  return values;
}
