/** What is written to and read from the textures of a pass list beside training: first states, outputs, whole traces. */
import type { Batch } from "../../lib/batch.ts";
import type { Masks } from "../../model/draws.ts";
import { placeOf } from "../../model/lengths.ts";
import type { Evaluation, InitialStates, Trace } from "../../model/results.ts";
import type { Texture } from "./device.ts";
import { type Geometry, maskName, type ScanGeometry, strandOf } from "./geometry.ts";
import type { PassList } from "./passes.ts";
import { type Region, whole } from "./readback.ts";
import { beginsInPadding } from "./scan-padding.ts";
import { phaseAt } from "./scan-text.ts";

/** Outputs of one member, [T, B, V]. @param layers of `logitRegions` */
export function outputsOf(
  g: Geometry,
  list: PassList,
  layers: readonly Float32Array[],
  size: number,
): Float32Array {
  const { outputs, steps } = g.plan;
  const width = g.readout.quads;
  const out = new Float32Array(steps * size * outputs);
  for (let t = 0; t < steps; t++)
    for (let b = 0; b < size; b++)
      for (let v = 0; v < outputs; v++) {
        const row = t * list.lanes + (b >> 2);
        const texel = row * width + (v >> 2);
        out[(t * size + b) * outputs + v] = layers[v & 3]?.[texel * 4 + (b & 3)] as number;
      }
  return out;
}

/** One member's (or strand's) columns of a layer, `width` texels each. */
const ownColumns = (texture: Texture, layer: number, model: number, width: number): Region => ({
  ...whole(texture, layer),
  x: model * width,
  width,
});
export const logitRegions = (g: Geometry, list: PassList, model: number): Region[] =>
  [0, 1, 2, 3].map((layer) =>
    ownColumns(list.textures.get("logits") as Texture, layer, model, g.readout.quads),
  );
export const lossRegion = (list: PassList, model: number): Region =>
  ownColumns(list.textures.get("stats") as Texture, 1, model, 1);

/** Σ of the weighted losses of one member. @param texels of `lossRegion` */
export const lossOfModel = (texels: Float32Array): number => texels.reduce((sum, loss) => sum + loss, 0);

/** A model's strands in plan order. */
const strandsOfModel = (g: Geometry, model: number) =>
  g.scans.flatMap((s) =>
    s.directions.map((scan, direction) => ({ s, scan, strand: strandOf(s, model, direction) })),
  );

/** First states, or zeros again: rows before the first step of one model's columns. */
export function writeInitial(
  gl: WebGL2RenderingContext,
  g: Geometry,
  list: PassList,
  model: number,
  initial: InitialStates,
  batch: Pick<Batch, "size" | "lengths">,
): void {
  const { size } = batch;
  for (const { s, scan, strand } of strandsOfModel(g, model))
    for (const state of s.cell.states) {
      const given = initial[scan.index]?.[state];
      if (beginsInPadding(s) && scan.first.kind !== "learned")
        writeFirst(gl, s, list, strand, state, given, size);
      const before = scan.direction === "backward" ? g.plan.steps : -1;
      const place = s.cell.savedByName(state);
      const phase = phaseAt(s, place.phase);
      const n = phase.perFragment;
      const at = s.cell.maxLag - 1;
      const texture = list.textures.get(`saved ${s.scan.layer} ${place.phase} ${at % s.ring}`) as Texture;
      for (let j = 0; j < n; j++) {
        const values = new Float32Array(phase.groups * list.lanes * 4);
        if (given)
          for (let b = 0; b < size; b++)
            for (let u = j; u < s.scan.units && placeOf(batch, b, before, scan.direction) !== "after"; u += n)
              values[((b >> 2) * phase.groups + Math.floor(u / n)) * 4 + (b & 3)] = given[
                b * s.scan.units + u
              ] as number;
        gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture.handle);
        gl.texSubImage3D(
          gl.TEXTURE_2D_ARRAY,
          0,
          strand * phase.groups,
          Math.floor(at / s.ring) * list.lanes,
          place.plane * n + j,
          phase.groups,
          list.lanes,
          1,
          gl.RGBA,
          gl.FLOAT,
          values,
        );
        gl.bindTexture(gl.TEXTURE_2D_ARRAY, null);
      }
    }
}

/** The first states of one strand where programs find them whose step is in the padding. @param given [B, units] */
function writeFirst(
  gl: WebGL2RenderingContext,
  { scan, quads }: ScanGeometry,
  list: PassList,
  strand: number,
  state: string,
  given: Float32Array | undefined,
  size: number,
): void {
  const texture = list.textures.get(`first ${scan.layer}`) as Texture;
  const { units } = scan;
  const values = new Float32Array(4 * list.lanes * quads * 4);
  if (given)
    for (let b = 0; b < size; b++)
      for (let u = 0; u < units; u++)
        values[(((u & 3) * list.lanes + (b >> 2)) * quads + (u >> 2)) * 4 + (b & 3)] = given[
          b * units + u
        ] as number;
  const [x, layer] = [strand * quads, 4 * scan.states.indexOf(state)];
  gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture.handle);
  gl.texSubImage3D(gl.TEXTURE_2D_ARRAY, 0, x, 0, layer, quads, list.lanes, 4, gl.RGBA, gl.FLOAT, values);
  gl.bindTexture(gl.TEXTURE_2D_ARRAY, null);
}

/** What layers' outputs are multiplied by on their way up; ones where there is no mask. */
export function writeMasks(
  gl: WebGL2RenderingContext,
  g: Geometry,
  list: PassList,
  masks: Masks,
  size: number,
): void {
  const rows = g.plan.steps * list.lanes;
  for (const { scan, quads, directions } of g.scans) {
    if (scan.dropout === 0) continue;
    const texture = list.textures.get(maskName(scan)) as Texture;
    directions.forEach(({ index }, direction) => {
      const mask = masks[index];
      const values = new Float32Array(4 * rows * quads * 4).fill(mask ? 0 : 1);
      if (mask)
        for (let t = 0; t < g.plan.steps; t++)
          for (let b = 0; b < size; b++)
            for (let u = 0; u < scan.units; u++) {
              const row = (u & 3) * rows + t * list.lanes + (b >> 2);
              values[(row * quads + (u >> 2)) * 4 + (b & 3)] = mask[
                (t * size + b) * scan.units + u
              ] as number;
            }
      gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture.handle);
      const x = direction * quads;
      gl.texSubImage3D(gl.TEXTURE_2D_ARRAY, 0, x, 0, 0, quads, rows, 4, gl.RGBA, gl.FLOAT, values);
      gl.bindTexture(gl.TEXTURE_2D_ARRAY, null);
    });
  }
}

/** A trace with its gradients as parameter texels, [rows, width, 4]. */
type TexelTrace = Evaluation &
  Pick<Trace, "records" | "stateGradients"> & { readonly gradients: Float32Array };

/** Which regions a member's trace is read from, and what they mean once they are there. */
export function traceReading(g: Geometry, list: PassList, model: number, size: number) {
  const { steps } = g.plan;
  const regions: Region[] = [];
  /** A signal's planes in every texture of its ring; read as [T, B, H] once the texels are there. */
  const signal = (
    { s, scan, strand }: ReturnType<typeof strandsOfModel>[number],
    kind: "saved" | "kept",
    place: { phase: number; plane: number },
  ) => {
    const phase = phaseAt(s, place.phase);
    const n = phase.perFragment;
    const first = regions.length;
    for (let r = 0; r < s.ring; r++)
      for (let j = 0; j < n; j++)
        regions.push(
          ownColumns(
            list.textures.get(`${kind} ${scan.layer} ${place.phase} ${r}`) as Texture,
            place.plane * n + j,
            strand,
            phase.groups,
          ),
        );
    return (texels: readonly Float32Array[]) => {
      const { units } = s.scan;
      const width = (regions[first] as Region).width;
      const out = new Float32Array(steps * size * units);
      for (let t = 0; t < steps; t++) {
        const at = (scan.direction === "backward" ? steps - 1 - t : t) + s.cell.maxLag;
        const row = Math.floor(at / s.ring) * list.lanes;
        for (let b = 0; b < size; b++)
          for (let u = 0; u < units; u++) {
            const plane = texels[first + (at % s.ring) * n + (u % n)] as Float32Array;
            const x = Math.floor(u / n);
            out[(t * size + b) * units + u] = plane[((row + (b >> 2)) * width + x) * 4 + (b & 3)] as number;
          }
      }
      return out;
    };
  };
  const strands = strandsOfModel(g, model);
  const records = strands.map((one) =>
    one.scan.record.map((name) => [name, signal(one, "saved", one.s.cell.savedByName(name))] as const),
  );
  const stateGradients = strands.map((one) =>
    one.s.cell.totals.map(({ state, node }) => {
      const place = one.s.cell.keptAt(node);
      if (!place) throw new Error(`∂L/∂${state} is not kept`);
      return [state, signal(one, "kept", place)] as const;
    }),
  );
  const gradientTexture = list.textures.get("gradients") as Texture;
  const firstGradient = regions.length;
  for (let layer = 0; layer < g.rowsPerFragment; layer++)
    regions.push({ ...whole(gradientTexture, layer), x: model * g.width, width: g.width });
  const firstLogits = regions.length;
  regions.push(...logitRegions(g, list, model), lossRegion(list, model));
  const decode = (texels: readonly Float32Array[]): TexelTrace => {
    // Gradients come as layers of rows; parameters lie row by row.
    const flat = new Float32Array(g.width * g.rows * 4);
    for (let row = 0; row < g.rows; row++) {
      const layer = texels[firstGradient + (row % g.rowsPerFragment)] as Float32Array;
      const from = Math.floor(row / g.rowsPerFragment) * g.width * 4;
      flat.set(layer.subarray(from, from + g.width * 4), row * g.width * 4);
    }
    return {
      loss: lossOfModel(texels[firstLogits + 4] as Float32Array),
      outputs: outputsOf(g, list, texels.slice(firstLogits, firstLogits + 4), size),
      records: records.map((all) => Object.fromEntries(all.map(([name, read]) => [name, read(texels)]))),
      stateGradients: stateGradients.map((all) =>
        Object.fromEntries(all.map(([state, read]) => [state, read(texels)])),
      ),
      gradients: flat,
    };
  };
  return { regions, decode };
}
