/** What is read from the textures of a pass list beside telemetry: outputs, losses, whole traces. */
import type { Evaluation, Trace } from "../../model/results.ts";
import type { BundleLayout, Strand } from "./bundle-layout.ts";
import { indices, rowsPerStep } from "./counting.ts";
import type { Texture } from "./device.ts";
import type { PlanePlace } from "./layer-layout.ts";
import type { PassList } from "./pass-list.ts";
import { type Region, whole } from "./readback.ts";
import { ringName } from "./textures.ts";

/** One model's (or strand's) texels of a slice, `width` of them in a row. */
const ownTexels = (texture: Texture, slice: number, model: number, width: number): Region => ({
  ...whole(texture, slice),
  x: model * width,
  width,
});

/** Regions whose texels `decode` turns into numbers, in their order. */
interface Reading<T> {
  readonly regions: readonly Region[];
  decode(texels: readonly Float32Array[]): T;
}

/** Loss and outputs [T, B, V] of one model. @param size sequences of the list's batch */
export function evaluationReading(
  { readout, plan, steps }: BundleLayout,
  list: PassList,
  model: number,
): Reading<Evaluation> {
  const { outputs } = plan;
  const { size } = list;
  const [logits, stats] = [list.texture("logits"), list.texture("stats")];
  return {
    regions: [
      ownTexels(stats, 1, model, 1),
      ...indices(4).map((slice) => ownTexels(logits, slice, model, readout.quads)),
    ],
    decode([losses, ...slices]) {
      const out = new Float32Array(steps * size * outputs);
      for (let t = 0; t < steps; t++)
        for (let b = 0; b < size; b++)
          for (let v = 0; v < outputs; v++) {
            const row = t * rowsPerStep(size) + (b >> 2);
            const texel = row * readout.quads + (v >> 2);
            out[(t * size + b) * outputs + v] = slices[v & 3]?.[texel * 4 + (b & 3)] as number;
          }
      // Σ of the weighted losses.
      return { loss: (losses as Float32Array).reduce((sum, loss) => sum + loss, 0), outputs: out };
    },
  };
}

/** A signal's planes in every texture of its ring, as [T, B, H]. */
function signalReading(
  list: PassList,
  { layer, scan, strand }: Strand,
  of: "saved" | "kept",
  place: PlanePlace,
): Reading<Float32Array> {
  const phase = layer.phaseAt(place.phase);
  const { perFragment: n, fragments } = phase;
  const { steps } = layer.bundle;
  const { units } = scan;
  const { size } = list;
  return {
    regions: indices(layer.ring).flatMap((r) =>
      phase
        .slicesOf(place.plane)
        .map((slice) =>
          ownTexels(list.texture(ringName(layer, of, place.phase, r)), slice, strand, fragments),
        ),
    ),
    decode(texels) {
      const out = new Float32Array(steps * size * units);
      for (let t = 0; t < steps; t++) {
        const { ring, turn } = layer.turnOf(scan.direction === "backward" ? steps - 1 - t : t);
        for (let b = 0; b < size; b++)
          for (let u = 0; u < units; u++) {
            const plane = texels[ring * n + (u % n)] as Float32Array;
            const texel = (turn * rowsPerStep(size) + (b >> 2)) * fragments + Math.floor(u / n);
            out[(t * size + b) * units + u] = plane[texel * 4 + (b & 3)] as number;
          }
      }
      return out;
    },
  };
}

/** Gradients as parameter texels, [rows, width, 4]. */
function gradientReading(
  { rowsPerFragment, width, rows }: BundleLayout,
  list: PassList,
  model: number,
): Reading<Float32Array> {
  return {
    regions: indices(rowsPerFragment).map((slice) =>
      ownTexels(list.texture("gradients"), slice, model, width),
    ),
    decode(texels) {
      // Gradients come as slices of rows; parameters lie row by row.
      const flat = new Float32Array(width * rows * 4);
      for (let row = 0; row < rows; row++) {
        const slice = texels[row % rowsPerFragment] as Float32Array;
        const from = Math.floor(row / rowsPerFragment) * width * 4;
        flat.set(slice.subarray(from, from + width * 4), row * width * 4);
      }
      return flat;
    },
  };
}

/** Named arrays of one strand. */
function namedReading(
  all: readonly (readonly [name: string, Reading<Float32Array>])[],
): Reading<Readonly<Record<string, Float32Array>>> {
  const own = together(all.map(([, reading]) => reading));
  return {
    regions: own.regions,
    decode: (texels) => {
      const values = own.decode(texels);
      return Object.fromEntries(all.map(([name], i) => [name, values[i] as Float32Array]));
    },
  };
}

/** Readings as one, which tells what each of them tells. */
function together<T>(all: readonly Reading<T>[]): Reading<readonly T[]> {
  return {
    regions: all.flatMap(({ regions }) => regions),
    decode(texels) {
      let at = 0;
      return all.map(({ regions, decode }) => {
        at += regions.length;
        return decode(texels.slice(at - regions.length, at));
      });
    },
  };
}

/** A trace with its gradients as parameter texels, [rows, width, 4]. */
type TexelTrace = Evaluation &
  Pick<Trace, "trajectories" | "stateGradients"> & { readonly gradients: Float32Array };

/** Which regions a model's trace is read from, and what they mean once they are there. */
export function traceReading(layout: BundleLayout, list: PassList, model: number): Reading<TexelTrace> {
  const strands = layout.strandsOfModel(model);
  const trajectories = together(
    strands.map((strand) =>
      namedReading(
        strand.scan.traced.map((name) => [
          name,
          signalReading(list, strand, "saved", strand.layer.cell.savedByName(name)),
        ]),
      ),
    ),
  );
  const stateGradients = together(
    strands.map((strand) =>
      namedReading(
        strand.layer.cell.totals.map(({ state, node }) => {
          const place = strand.layer.cell.keptAt(node);
          if (!place) throw new Error(`∂L/∂${state} is not kept`);
          return [state, signalReading(list, strand, "kept", place)];
        }),
      ),
    ),
  );
  const gradients = gradientReading(layout, list, model);
  const evaluation = evaluationReading(layout, list, model);
  const parts = [trajectories, stateGradients, gradients, evaluation];
  return {
    regions: parts.flatMap(({ regions }) => regions),
    decode(texels) {
      let at = 0;
      const own = <T>({ regions, decode }: Reading<T>): T => {
        at += regions.length;
        return decode(texels.slice(at - regions.length, at));
      };
      return {
        trajectories: own(trajectories),
        stateGradients: own(stateGradients),
        gradients: own(gradients),
        ...own(evaluation),
      };
    },
  };
}
