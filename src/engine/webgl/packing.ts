/** Between Keras' arrays and texels: weights, batches, and what is read back. */
import type { Batch } from "../../lib/batch.ts";
import { placeOf } from "../../model/lengths.ts";
import { lossOf, type ParamSpec } from "../../model/plan.ts";
import type { Floats } from "../../model/results.ts";
import { type Geometry, type PhaseGeometry, type ScanGeometry, up } from "./geometry.ts";
import { weightPlace } from "./scan-text.ts";

/** Where row `row` of a product with a layer's outputs lies among its parameters: directions begin at whole fragments. */
function rowFrom(g: Geometry, layer: number, row: number): number {
  const { units } = (g.scans[layer] as ScanGeometry).scan;
  const direction = Math.floor(row / units);
  return direction * up(units, g.rowsPerFragment) + row - direction * units;
}

/** Row of a parameter with one value a unit among those rows: weights a unit, then learned first states; −1 for none. */
export function unitRowOf({ cell, scan }: ScanGeometry, { path, role }: ParamSpec): number {
  const name = path.slice(path.lastIndexOf(".") + 1);
  const index = cell.perUnit.findIndex((one) => one.name === name);
  return role === "initial" ? cell.perUnit.length + scan.states.indexOf(name) : index;
}

/** For every weight of a parameter, its float in a model's [rows, width, 4] texels; −1 for one that no equation reads. */
export function placesOf(g: Geometry, param: ParamSpec): Int32Array {
  const places = new Int32Array(param.size).fill(-1);
  const put = (index: number, row: number, texel: number, at: number) => {
    places[index] = (row * g.width + texel) * 4 + at;
  };
  if (param.layer < 0) {
    const columns = g.readout.classes;
    const { kernelRow, biasRow } = g.readout;
    for (let i = 0; i < param.size; i++) {
      const v = i % columns;
      const row = Math.floor(i / columns);
      const at = param.role === "kernel" ? kernelRow + rowFrom(g, g.readout.from, row) : biasRow;
      put(i, at, v >> 2, v & 3);
    }
    return places;
  }
  const s = g.scans.find(({ scan }) => scan.layer === param.layer) as ScanGeometry;
  const direction = s.directions.findIndex(({ index }) => index === param.scan);
  const { units } = s.scan;
  const { gates } = param;
  /** One block of rows: for each column with a gate, all units. */
  const block = (
    phase: PhaseGeometry,
    columnGates: readonly (string | undefined)[],
    first: number,
    rows: number,
    rowOf = (row: number) => row,
  ) => {
    const own = first + direction * phase.rows;
    columnGates.forEach((gate, c) => {
      const column = gate === undefined ? -1 : gates.indexOf(gate);
      if (column < 0) return;
      for (let row = 0; row < rows; row++)
        for (let u = 0; u < units; u++) {
          const { texel, at } = weightPlace(phase, c, u % phase.perFragment);
          const group = Math.floor(u / phase.perFragment);
          put(
            row * gates.length * units + column * units + u,
            own + rowOf(row),
            group * phase.texels + texel,
            at,
          );
        }
    });
  };
  for (const phase of s.phases) {
    const { lowered } = phase;
    const gateOf = (flags: readonly boolean[], kind: "inputs" | "recurs") =>
      flags.map((has, c) => (has ? lowered.columns[c]?.[kind].find(({ bias }) => bias)?.gate : undefined));
    switch (param.role) {
      case "recurrentKernel":
        lowered.sources.forEach(({ gates: own }, i) => {
          block(phase, own, phase.sourceRows[i] as number, units);
        });
        break;
      case "kernel":
        if (phase.inputRow >= 0)
          block(phase, lowered.inputGates, phase.inputRow, s.scan.inputs, (row) =>
            s.scan.from === "x" ? row : rowFrom(g, s.scan.layer - 1, row),
          );
        break;
      case "bias":
        block(phase, gateOf(lowered.biased, "inputs"), phase.onesRow, 1);
        break;
      case "recurrentBias":
        block(phase, gateOf(lowered.recurrentBiased, "recurs"), phase.onesRow + 1, 1);
        break;
      case "perUnit":
      case "initial": {
        const index = unitRowOf(s, param);
        if (lowered.phase !== 1 || index < 0) break;
        for (let u = 0; u < units; u++)
          put(
            u,
            phase.onesRow + direction * phase.rows + 2 + index,
            Math.floor(u / phase.perFragment) * phase.texels,
            u % phase.perFragment,
          );
        break;
      }
    }
  }
  return places;
}

/** Reads a parameter out of texels [rows, width, 4]; `otherwise` where no equation reads a weight. */
export const gather = (places: Int32Array, texels: Float32Array, otherwise?: Floats): Float32Array =>
  Float32Array.from(places, (at, i) => (at < 0 ? (otherwise?.[i] ?? 0) : (texels[at] as number)));

export function scatter(places: Int32Array, values: Floats, texels: Float32Array): void {
  for (let i = 0; i < places.length; i++) {
    const at = places[i] as number;
    if (at >= 0) texels[at] = values[i] as number;
  }
}

/**
 * A batch as texels [T·B/4, width, 4]: inputs (or the token), targets (or the class), and the weight divided by what the
 * loss is divided by; in a padded plan, whether the sequence has the step. Lanes beyond the batch have weight 0.
 */
export function packBatch(g: Geometry, batch: Batch, denominator: number, out: Float32Array): Float32Array {
  const { steps, size } = batch;
  const lanes = up(size, 4) / 4;
  const { width, target, weight, live } = g.data;
  const inputs = target;
  const targets = weight - target;
  const scale = lossOf(g.plan).kind === "mse" ? g.plan.outputs : 1;
  if (size % 4 !== 0) out.fill(0);
  for (let t = 0; t < steps; t++)
    for (let b = 0; b < size; b++) {
      const from = t * size + b;
      const to = (t * lanes + (b >> 2)) * width * 4 + (b & 3);
      for (let i = 0; i < inputs; i++) out[to + i * 4] = batch.x[from * inputs + i] as number;
      for (let i = 0; i < targets; i++) out[to + (target + i) * 4] = batch.y[from * targets + i] as number;
      out[to + weight * 4] = (batch.weight[from] as number) / denominator / scale;
      if (live >= 0) out[to + live * 4] = placeOf(batch, b, t, "forward") === "within" ? 1 : 0;
    }
  return out;
}
