/** What is written to the textures of a pass list beside the batch: first states and dropout masks. */
import type { Batch } from "../../lib/batch.ts";
import { standingOf } from "../../model/lengths.ts";
import type { Masks } from "../../model/random.ts";
import type { InitialStates } from "../../model/results.ts";
import type { BundleLayout, Strand } from "./bundle-layout.ts";
import { rowsPerStep } from "./counting.ts";
import { writeTexels } from "./device.ts";
import type { PassList } from "./pass-list.ts";
import { layerName, ringName } from "./textures.ts";

type Sequences = Pick<Batch, "size" | "lengths">;

/** First states, or zeros again: rows before the first step of one model's strands. */
export function writeInitial(
  gl: WebGL2RenderingContext,
  layout: BundleLayout,
  list: PassList,
  model: number,
  initial: InitialStates,
  batch: Sequences,
): void {
  for (const strand of layout.strandsOfModel(model))
    for (const state of strand.layer.cell.states) {
      const given = initial[strand.scan.index]?.[state];
      if (strand.layer.beginsInPadding && strand.scan.first.kind !== "learned")
        writeInPadding(gl, list, strand, state, given, batch.size);
      writeBeforeFirst(gl, list, strand, state, given, batch);
    }
}

/** The rows of the step before the first. @param given [B, units] */
function writeBeforeFirst(
  gl: WebGL2RenderingContext,
  list: PassList,
  { layer, scan, strand }: Strand,
  state: string,
  given: Float32Array | undefined,
  batch: Sequences,
): void {
  const { units } = layer.scan;
  const rows = rowsPerStep(list.size);
  const before = scan.direction === "backward" ? layer.bundle.steps : -1;
  const place = layer.cell.savedByName(state);
  const phase = layer.phaseAt(place.phase);
  const { fragments, perFragment } = phase;
  const { ring, turn } = layer.turnOf(-1);
  const texture = list.texture(ringName(layer, "saved", place.phase, ring));
  phase.slicesOf(place.plane).forEach((slice, j) => {
    const values = new Float32Array(fragments * rows * 4);
    if (given)
      for (let b = 0; b < batch.size; b++) {
        if (standingOf(batch, b, before, scan.direction) === "after") continue;
        for (let u = j; u < units; u += perFragment)
          values[((b >> 2) * fragments + Math.floor(u / perFragment)) * 4 + (b & 3)] = given[
            b * units + u
          ] as number;
      }
    const box = { x: strand * fragments, y: turn * rows, width: fragments, height: rows, slice };
    writeTexels(gl, texture, box, values);
  });
}

/** The first states of one strand where programs find them whose step is in the padding. @param given [B, units] */
function writeInPadding(
  gl: WebGL2RenderingContext,
  list: PassList,
  { layer, strand }: Strand,
  state: string,
  given: Float32Array | undefined,
  size: number,
): void {
  const { scan, quads } = layer;
  const { units } = scan;
  const rows = rowsPerStep(list.size);
  const values = new Float32Array(4 * rows * quads * 4);
  if (given)
    for (let b = 0; b < size; b++)
      for (let u = 0; u < units; u++)
        values[(((u & 3) * rows + (b >> 2)) * quads + (u >> 2)) * 4 + (b & 3)] = given[
          b * units + u
        ] as number;
  const slice = 4 * scan.states.indexOf(state);
  const box = { x: strand * quads, y: 0, width: quads, height: rows, slice, slices: 4 };
  writeTexels(gl, list.texture(layerName(layer, "first")), box, values);
}

/** What layers' outputs are multiplied by on their way up; ones where there is no mask. */
export function writeMasks(
  gl: WebGL2RenderingContext,
  { layers, steps }: BundleLayout,
  list: PassList,
  masks: Masks,
): void {
  const rows = rowsPerStep(list.size);
  const height = steps * rows;
  for (const layer of layers) {
    const { scan, quads, directions } = layer;
    if (scan.dropout === 0) continue;
    directions.forEach(({ index }, direction) => {
      const mask = masks[index];
      const values = new Float32Array(4 * height * quads * 4).fill(mask ? 0 : 1);
      if (mask)
        for (let t = 0; t < steps; t++)
          for (let b = 0; b < list.size; b++)
            for (let u = 0; u < scan.units; u++) {
              const row = (u & 3) * height + t * rows + (b >> 2);
              values[(row * quads + (u >> 2)) * 4 + (b & 3)] = mask[
                (t * list.size + b) * scan.units + u
              ] as number;
            }
      const box = { x: direction * quads, y: 0, width: quads, height, slice: 0, slices: 4 };
      writeTexels(gl, list.texture(layerName(layer, "mask")), box, values);
    });
  }
}
