/**
 * Where everything of a bundle lies in textures, as a function of the plan alone. This is the one place where the engine looks at a
 * plan's nodes; texts, passes and readers ask the layout.
 *
 * A texel of a *signal* holds four sequences of the batch for one unit. A texel of a *parameter* holds the weights of one row (a
 * source unit) for units × accumulators of one fragment, so that one fetch serves up to 16 multiply-adds.
 */
import { losses } from "../../model/losses.ts";
import { lossOf, type NodeId, type Plan, readoutOf, type ScanNode, scansOf } from "../../model/plan.ts";
import { nodesRead, readsInput } from "../../model/stacked.ts";
import { rowsPerStep, up } from "./counting.ts";
import type { Limits } from "./device.ts";
import { type BundleFrame, LayerLayout, ParameterRows, rowsOfOutputs } from "./layer-layout.ts";

/** The readout's place among the parameters, and its outputs' in textures. */
export interface ReadoutLayout {
  /** The layer whose output it reads. */
  readonly from: LayerLayout;
  readonly classes: number;
  /** Padded classes / 4. */
  readonly quads: number;
  readonly kernelRow: number;
  readonly biasRow: number;
  readonly firstRow: number;
  readonly rows: number;
}

/** Texels of a batch's row: inputs (or the token), targets (or the class), the weight, and whether the sequence has the step. */
export interface DataLayout {
  readonly width: number;
  readonly inputs: number;
  readonly targets: number;
  readonly targetTexel: number;
  readonly weightTexel: number;
  /** −1 in a plan without padding. */
  readonly liveTexel: number;
  /** What a weight is divided by beside the batch's denominator: squared errors are a mean over the outputs. */
  readonly scale: number;
}

/** The directions of each layer. */
function directionsByLayer(plan: Plan): readonly (readonly ScanNode[])[] {
  const layers: ScanNode[][] = [];
  for (const scan of scansOf(plan)) {
    const own = layers[scan.layer] ?? [];
    layers[scan.layer] = own;
    own.push(scan);
  }
  return layers;
}

/** The layer whose directions, all of them in order, a node reads. @throws Error where a plan mixes layers */
function layerRead(layers: readonly LayerLayout[], from: readonly NodeId[]): LayerLayout {
  const found = layers.find(({ directions }) => directions.map(({ id }) => id).join() === from.join());
  if (!found) throw new Error(`scans ${from.join(", ")} are no layer`);
  return found;
}

function dataLayout(plan: Plan, isClass: boolean): DataLayout {
  const inputs = plan.input.kind === "tokens" ? 1 : plan.input.size;
  const targets = isClass ? 1 : plan.outputs;
  return {
    width: inputs + targets + (plan.isPadded ? 2 : 1),
    inputs,
    targets,
    targetTexel: inputs,
    weightTexel: inputs + targets,
    liveTexel: plan.isPadded ? inputs + targets + 1 : -1,
    scale: isClass ? 1 : plan.outputs,
  };
}

export class BundleLayout implements BundleFrame {
  readonly rowsPerFragment: number;
  readonly layers: readonly LayerLayout[];
  readonly width: number;
  /** Parameter rows, the row of flags at the end included. */
  readonly rows: number;
  readonly flagRow: number;
  /** Gates that are held, of all layers: a row of the texture "held" each. */
  readonly heldRows: number;
  readonly readout: ReadoutLayout;
  readonly data: DataLayout;
  /** Whether targets are classes, compared by cross-entropy; else they are values, compared by squared error. */
  readonly hasClasses: boolean;
  readonly readsTokens: boolean;

  constructor(
    readonly plan: Plan,
    readonly models: number,
    limits: Pick<Limits, "drawBuffers" | "isWide">,
  ) {
    this.hasClasses = losses[lossOf(plan).kind].targets === "classes";
    this.readsTokens = plan.input.kind === "tokens";
    this.data = dataLayout(plan, this.hasClasses);
    this.rowsPerFragment = limits.drawBuffers >= 8 ? 8 : 4;
    const rows = new ParameterRows(this.rowsPerFragment);
    const layers: LayerLayout[] = [];
    for (const directions of directionsByLayer(plan)) {
      const scan = directions[0] as ScanNode;
      const below = readsInput(scan) ? undefined : layerRead(layers, nodesRead(scan));
      layers.push(new LayerLayout(this, directions, below, rows, limits));
    }
    this.layers = layers;
    this.heldRows = rows.held;
    const dense = readoutOf(plan);
    const from = layerRead(layers, nodesRead(dense));
    const firstRow = rows.next;
    const kernelRow = rows.block(rowsOfOutputs(from.directions, this.rowsPerFragment));
    const biasRow = rows.block(1);
    const quads = up(dense.outputs, 4) / 4;
    this.flagRow = rows.block(1);
    this.rows = rows.next;
    this.width = Math.max(rows.width, quads);
    const own = this.flagRow - firstRow;
    this.readout = { from, classes: dense.outputs, quads, kernelRow, biasRow, firstRow, rows: own };
  }

  get steps(): number {
    return this.plan.steps;
  }

  get truncation(): number {
    return this.plan.truncation;
  }

  get isPadded(): boolean {
    return this.plan.isPadded;
  }

  get liveTexel(): number {
    return this.data.liveTexel;
  }

  /** The layer and the direction that a node is; undefined for the readout. */
  placeOfNode(id: NodeId): { readonly layer: LayerLayout; readonly direction: number } | undefined {
    for (const layer of this.layers) {
      const direction = layer.directionOf(id);
      if (direction >= 0) return { layer, direction };
    }
    return undefined;
  }

  /** Strands of a model with their scans, in plan order. */
  strandsOfModel(model: number) {
    return this.layers.flatMap((layer) =>
      layer.directions.map((scan, direction) => ({ layer, scan, strand: layer.strandOf(model, direction) })),
    );
  }

  /** Sizes that the readout's programs read, by name. @param batch sequences */
  readoutSizes(batch: number): ReadonlyMap<string, number> {
    const { from, classes, quads, kernelRow, biasRow } = this.readout;
    return new Map([
      ["T", this.steps],
      ["BATCH_ROWS", rowsPerStep(batch)],
      ["H", from.scan.units],
      ["Q", from.quads],
      ["G", from.outputPhase.fragments],
      ["W", this.width],
      ["V", classes],
      ["VQ", quads],
      ["K", kernelRow],
      ["B", biasRow],
      ["TARGET", this.data.targetTexel],
      ["WEIGHT", this.data.weightTexel],
      // Parameter rows from one direction to the next.
      ["R", up(from.scan.units, this.rowsPerFragment)],
    ]);
  }
}

/** A strand of `strandsOfModel`. */
export type Strand = ReturnType<BundleLayout["strandsOfModel"]>[number];
