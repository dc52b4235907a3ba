import { cells } from "../cells/index.ts";
import { type InitializerKind, initializers } from "../initializers/index.ts";
import type { Rng } from "../lib/rng.ts";
import { type ParamSpec, type Plan, scansOf } from "./plan.ts";

/** Values of every parameter by path, row-major, in Keras' layout. */
export type Weights<F extends Float32Array | Float64Array = Float32Array> = ReadonlyMap<string, F>;

function fillBlocks(
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

/**
 * First weights of a plan. Fork paths hold the layer and the parameter, never the model's place in the race: two equal
 * models start equal.
 */
export function initialWeights(plan: Plan, rng: Rng): Weights {
  const weights = new Map<string, Float32Array>();
  for (const spec of plan.params) {
    const scan = scansOf(plan)[spec.scan];
    const path = `init/${spec.path}`;
    if (!scan) {
      weights.set(
        spec.path,
        spec.role === "kernel"
          ? fillBlocks(rng.fork(path), spec, "glorotUniform", 0, spec.shape[0] ?? 1)
          : new Float32Array(spec.size),
      );
      continue;
    }
    const { options, units, cell } = scan;
    if (spec.role === "kernel" || spec.role === "recurrentKernel") {
      const recurrent = spec.role === "recurrentKernel";
      weights.set(
        spec.path,
        fillBlocks(
          rng.fork(path),
          spec,
          (recurrent ? options.recurrentInitializer : options.kernelInitializer) as InitializerKind,
          (recurrent ? options.recurrentStddev : options.kernelStddev) as number,
          units,
        ),
      );
      continue;
    }
    const values = new Float32Array(spec.size).fill(spec.held ?? 0);
    if (spec.role === "bias")
      for (const [gate, value] of Object.entries(cells[cell].initialBias(options)))
        values.fill(value, spec.gates.indexOf(gate) * units, (spec.gates.indexOf(gate) + 1) * units);
    weights.set(spec.path, values);
  }
  return weights;
}
