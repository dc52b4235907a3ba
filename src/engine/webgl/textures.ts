/** The textures of a bundle by name: their shapes, and their bytes before anything is allocated. */
import { type Formed, phrase } from "../../lib/phrase.ts";
import { type OptimizerKind, optimizers } from "../../optimizers/index.ts";
import type { BundleLayout } from "./bundle-layout.ts";
import { indices, mod, rowsPerStep } from "./counting.ts";
import { bytesOf, type Limits, type Shape } from "./device.ts";
import { itemTable, telemetryWidth } from "./items.ts";
import type { LayerLayout } from "./layer-layout.ts";
import type { TextureUse } from "./text.ts";

type Shapes = Map<string, Shape>;

/** Widths that are multiples of a cache way make software GL up to four times slower. */
const oddly = (width: number): number => (width % 16 === 0 ? width + 1 : width);

/** Parameters, gradients, and each slot of the optimizer. */
export const parametersShape = ({ models, width, rows }: BundleLayout): Shape => ({
  width: oddly(models * width),
  height: rows,
  slices: 0,
});

/** Values of held gates: a texel for each model, a row for each gate, the value in the first component. */
export const heldShape = ({ models, heldRows }: BundleLayout): Shape => ({
  width: models,
  height: Math.max(1, heldRows),
  slices: 0,
});

/** Of the planes that a phase saves or keeps: the texture of its ring, counted on beyond the ring. */
export const ringName = (layer: LayerLayout, of: "saved" | "kept", phase: number, ring: number): string =>
  `${of} ${layer.index} ${phase} ${mod(ring, layer.ring)}`;

/** A texture that a layer has once. */
export const layerName = (
  layer: LayerLayout,
  of: "external" | "pulled" | "before" | "first" | "mask",
): string => `${of} ${layer.index}`;

const belowOf = ({ below, index }: LayerLayout): LayerLayout => {
  if (!below) throw new Error(`layer ${index} reads the batch and no layer`);
  return below;
};

/**
 * Name of the texture that a sampler reads.
 * @param layer whose program it is; the one that the readout reads for the readout's
 * @param step the pass's own
 */
export function textureName(use: TextureUse, layer: LayerLayout, step: number): string {
  switch (use.of) {
    case "params":
    case "held":
    case "items":
    case "data":
    case "gradients":
    case "logits":
    case "stats":
    case "logitGradients":
    case "telemetry":
      return use.of;
    case "slot":
      throw new Error("slots belong to the optimizer");
    case "external":
    case "pulled":
    case "before":
    case "first":
    case "mask":
      return layerName(layer, use.of);
    case "maskBelow":
      return layerName(belowOf(layer), "mask");
    case "saved":
    case "kept":
      return ringName(layer, use.of, use.phase, step + layer.cell.maxLag + use.offset);
    case "below": {
      const below = belowOf(layer);
      const at = use.isMirrored ? layer.bundle.steps - 1 - step : step;
      return ringName(below, "saved", use.phase, at + below.cell.maxLag);
    }
    case "savedRing":
      return ringName(layer, "saved", use.phase, use.ring);
    case "keptRing":
      return ringName(layer, "kept", use.phase, use.ring);
    case "belowRing":
      return ringName(belowOf(layer), "saved", use.phase, use.ring);
    default:
      return use satisfies never;
  }
}

/** Planes of every phase, in a ring. Rows before the first step are first states; those after the last one stay zero. */
function ringShapes(shapes: Shapes, layer: LayerLayout, size: number, isTraining: boolean): void {
  const { cell, ring, bundle } = layer;
  const height = (extra: number) =>
    Math.ceil((bundle.steps + extra * cell.maxLag) / ring) * rowsPerStep(size);
  for (const { lowered, perFragment, fragments, number } of layer.phases)
    for (const r of indices(ring)) {
      const width = oddly(layer.strands * fragments);
      const saved = { width, height: height(1), slices: lowered.saved.length * perFragment };
      shapes.set(ringName(layer, "saved", number, r), saved);
      if (!isTraining) continue;
      const kept = { width, height: height(2), slices: lowered.kept.length * perFragment };
      shapes.set(ringName(layer, "kept", number, r), kept);
    }
}

function layerShapes(shapes: Shapes, layer: LayerLayout, size: number, isTraining: boolean): void {
  const { scan, bundle, quads, strands } = layer;
  const height = rowsPerStep(size);
  const allRows = bundle.steps * height;
  ringShapes(shapes, layer, size, isTraining);
  const width = oddly(strands * quads);
  const states = { width, height, slices: 4 * scan.states.length };
  // What its output is multiplied by on the way up, the same for all models: directions side by side, rows in the sequence's order.
  if (scan.dropout > 0)
    shapes.set(layerName(layer, "mask"), {
      width: oddly(layer.directions.length * quads),
      height: allRows,
      slices: 4,
    });
  // First states once more: no pass may read where it writes.
  if (layer.beginsInPadding && scan.first.kind !== "learned") shapes.set(layerName(layer, "first"), states);
  if (!isTraining) return;
  shapes.set(layerName(layer, "external"), { width, height: allRows, slices: 4 });
  if (layer.learnedStates.length > 0) shapes.set(layerName(layer, "before"), states);
  if (layer.isWide)
    shapes.set(layerName(layer, "pulled"), {
      width: oddly(strands * layer.pulledFragments),
      height,
      slices: bundle.rowsPerFragment * layer.pulledStates.length,
    });
}

/** What the passes over a batch of `size` sequences need, by name. */
export function shapesOf(
  layout: BundleLayout,
  size: number,
  isTraining: boolean,
): ReadonlyMap<string, Shape> {
  const { models, steps, readout, rowsPerFragment } = layout;
  const height = steps * rowsPerStep(size);
  const shapes: Shapes = new Map();
  shapes.set("data", { width: layout.data.width, height, slices: 0 });
  for (const layer of layout.layers) layerShapes(shapes, layer, size, isTraining);
  const outputs = { width: oddly(models * readout.quads), height, slices: 4 };
  shapes.set("logits", outputs);
  shapes.set("stats", { width: oddly(models), height, slices: 2 });
  if (isTraining) {
    shapes.set("logitGradients", outputs);
    const norms = layout.layers.flatMap(({ phases }) => phases.map(({ profileTexels }) => profileTexels));
    shapes.set("gradients", {
      width: oddly(models * layout.width + Math.max(0, ...norms)),
      height: layout.rows / rowsPerFragment,
      slices: rowsPerFragment,
    });
  }
  return shapes;
}

/** Bytes of textures that the models of a bundle take in training. */
export function trainingBytes(layout: BundleLayout, optimizer: OptimizerKind): number {
  const { batch } = layout.plan;
  // Parameters and slots are twins: the optimizer reads one and writes the other.
  let bytes = 2 * (1 + optimizers[optimizer].slots.length) * bytesOf(parametersShape(layout));
  for (const shape of shapesOf(layout, batch, true).values()) bytes += bytesOf(shape);
  const { height } = itemTable(layout, batch);
  return bytes + bytesOf(heldShape(layout)) + 3 * height * telemetryWidth * 16;
}

/** Why a bundle does not fit a device, or undefined. */
export function misfit(layout: BundleLayout, size: number, limits: Limits): Formed | undefined {
  for (const [name, { width, height, slices }] of [
    ...shapesOf(layout, size, true),
    ["parameters", parametersShape(layout)] as const,
  ]) {
    if (Math.max(width, height) > limits.textureSize)
      return phrase`A texture (${name}) would be ${width} × ${height} texels, but the limit of this device is ${limits.textureSize}. Reduce the batch size, the length or the units.`;
    if (slices > limits.slices)
      return phrase`A texture (${name}) would have ${slices} layers, but the limit of this device is ${limits.slices}.`;
  }
  return undefined;
}

/** Bytes of one piece of an evaluation. */
const evaluationBytes = 256 * 1024 ** 2;

/** Sequences of one piece of an evaluation: what textures and memory allow, in fours. */
export function largestBatch(layout: BundleLayout, limits: Limits): number {
  const shapes = [...shapesOf(layout, 4, false).values()];
  const bytes = shapes.reduce((sum, shape) => sum + bytesOf(shape), 0);
  // Planes may be higher than the data: steps before the first have rows too.
  const height = Math.max(...shapes.map((shape) => shape.height));
  const rows = Math.min(Math.floor(limits.textureSize / height), Math.floor(evaluationBytes / bytes));
  return 4 * Math.max(1, rows);
}
