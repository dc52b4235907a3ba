/** Between Keras' arrays and texels: weights, batches, and what is read back. */
import type { Batch } from "../../lib/batch.ts";
import { standingOf } from "../../model/lengths.ts";
import type { ParamSpec } from "../../model/plan.ts";
import type { Floats } from "../../model/results.ts";
import type { BundleLayout } from "./bundle-layout.ts";
import { rowsPerStep, up } from "./counting.ts";
import type { LayerLayout, PhaseLayout } from "./layer-layout.ts";

/** Where row `row` of a product with a layer's outputs lies among its parameters: directions begin at whole fragments. */
function rowFrom({ scan, bundle }: LayerLayout, row: number): number {
  const direction = Math.floor(row / scan.units);
  return direction * up(scan.units, bundle.rowsPerFragment) + row - direction * scan.units;
}

/** Row of a parameter with one value per unit among those rows: weights per unit, then learned first states; −1 for none. */
export function unitRowOf({ cell, scan }: LayerLayout, { path, role }: ParamSpec): number {
  const name = path.slice(path.lastIndexOf(".") + 1);
  const index = cell.perUnit.findIndex((one) => one.name === name);
  return role === "initial" ? cell.perUnit.length + scan.states.indexOf(name) : index;
}

/** Where weights of one parameter lie: for every weight, its float in a model's [rows, width, 4] texels. */
class Places {
  readonly all: Int32Array;

  constructor(
    private readonly param: ParamSpec,
    private readonly width: number,
  ) {
    this.all = new Int32Array(param.size).fill(-1);
  }

  put(index: number, row: number, texel: number, at: number): void {
    this.all[index] = (row * this.width + texel) * 4 + at;
  }

  /** One block of rows: for each accumulator with a gate, all units. @param rowOf row of the block by row of the parameter */
  block(
    phase: PhaseLayout,
    accumulatorGates: readonly (string | undefined)[],
    first: number,
    rows: number,
    rowOf = (row: number) => row,
  ): void {
    const { gates } = this.param;
    const { units } = phase.layer.scan;
    accumulatorGates.forEach((gate, c) => {
      const block = gate === undefined ? -1 : gates.indexOf(gate);
      if (block < 0) return;
      for (let row = 0; row < rows; row++)
        for (let u = 0; u < units; u++) {
          const { texel, at } = phase.weightPlace(c, u % phase.perFragment);
          const fragment = Math.floor(u / phase.perFragment);
          const index = row * gates.length * units + block * units + u;
          this.put(index, first + rowOf(row), fragment * phase.texels + texel, at);
        }
    });
  }

  /** One value per unit, in row `row`. */
  perUnit(phase: PhaseLayout, row: number): void {
    for (let u = 0; u < phase.layer.scan.units; u++)
      this.put(u, row, Math.floor(u / phase.perFragment) * phase.texels, u % phase.perFragment);
  }
}

function placeInReadout(places: Places, { readout }: BundleLayout, { role, size }: ParamSpec): void {
  const { classes, kernelRow, biasRow, from } = readout;
  for (let i = 0; i < size; i++) {
    const v = i % classes;
    const row = role === "kernel" ? kernelRow + rowFrom(from, Math.floor(i / classes)) : biasRow;
    places.put(i, row, v >> 2, v & 3);
  }
}

function placeInPhase(places: Places, phase: PhaseLayout, param: ParamSpec, direction: number): void {
  const { lowered, layer, inputRow, onesRow } = phase;
  const toDirection = direction * phase.rows;
  const gateOf = (flags: readonly boolean[], kind: "inputs" | "recurs") =>
    flags.map((has, c) => (has ? lowered.accumulators[c]?.[kind].find(({ bias }) => bias)?.gate : undefined));
  switch (param.role) {
    case "recurrentKernel":
      lowered.sources.forEach(({ gates }, i) => {
        places.block(phase, gates, toDirection + (phase.sourceRows[i] as number), layer.scan.units);
      });
      break;
    case "kernel": {
      const { below } = layer;
      const rowOf = (row: number) => (below ? rowFrom(below, row) : row);
      if (inputRow >= 0)
        places.block(phase, lowered.inputGates, toDirection + inputRow, layer.scan.inputs, rowOf);
      break;
    }
    case "bias":
      places.block(phase, gateOf(lowered.biased, "inputs"), toDirection + onesRow, 1);
      break;
    case "recurrentBias":
      places.block(phase, gateOf(lowered.recurrentBiased, "recurs"), toDirection + onesRow + 1, 1);
      break;
    case "perUnit":
    case "initial": {
      const index = unitRowOf(layer, param);
      if (phase.number === 1 && index >= 0) places.perUnit(phase, toDirection + onesRow + 2 + index);
      break;
    }
    default:
      param.role satisfies never;
  }
}

/** For every weight of a parameter, its float in a model's [rows, width, 4] texels; −1 for one that no equation reads. */
export function placesOf(layout: BundleLayout, param: ParamSpec): Int32Array {
  const places = new Places(param, layout.width);
  const place = layout.placeOfNode(param.node);
  if (!place) placeInReadout(places, layout, param);
  else for (const phase of place.layer.phases) placeInPhase(places, phase, param, place.direction);
  return places.all;
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
 * loss is divided by; in a padded plan, whether the sequence has the step. Sequences beyond the batch have weight 0.
 */
export function packBatch(
  { data }: BundleLayout,
  batch: Batch,
  denominator: number,
  out: Float32Array,
): Float32Array {
  const { steps, size } = batch;
  const rows = rowsPerStep(size);
  const { width, inputs, targets, targetTexel, weightTexel, liveTexel, scale } = data;
  if (size % 4 !== 0) out.fill(0);
  for (let t = 0; t < steps; t++)
    for (let b = 0; b < size; b++) {
      const from = t * size + b;
      const to = (t * rows + (b >> 2)) * width * 4 + (b & 3);
      for (let i = 0; i < inputs; i++) out[to + i * 4] = batch.x[from * inputs + i] as number;
      for (let i = 0; i < targets; i++)
        out[to + (targetTexel + i) * 4] = batch.y[from * targets + i] as number;
      out[to + weightTexel * 4] = (batch.weight[from] as number) / denominator / scale;
      if (liveTexel >= 0) out[to + liveTexel * 4] = standingOf(batch, b, t, "forward") === "within" ? 1 : 0;
    }
  return out;
}
