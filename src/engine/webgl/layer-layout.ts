/**
 * Where one layer of a bundle lies in textures: its rows of parameters, its planes of states and deltas, and the sizes that its
 * programs read. A layer knows the layer below it and each phase knows its layer, so that whoever prints a program or plans a pass
 * asks them and needs nothing beside.
 */
import { type LoweredCell, type LoweredPhase, loweredOf } from "../../model/lower.ts";
import type { NodeId, ScanNode } from "../../model/plan.ts";
import { indices, rowsPerStep, up } from "./counting.ts";
import type { Limits } from "./device.ts";

/** What all layers of a bundle share. */
export interface BundleFrame {
  /** Networks side by side in every texture. */
  readonly models: number;
  readonly steps: number;
  /** Steps of a chunk beyond which no gradient goes; 0 is never. */
  readonly truncation: number;
  /** Whether sequences may end early. */
  readonly isPadded: boolean;
  /** Parameter rows that a fragment of the gradient pass makes. */
  readonly rowsPerFragment: number;
  /** Parameter texels in a row, of one model. */
  readonly width: number;
  /** Whether the input is one token per step; else it is floats. */
  readonly readsTokens: boolean;
  /** Texel of a batch's row that says whether a sequence has the step; −1 in a plan without padding. */
  readonly liveTexel: number;
}

/** Where a value of a cell is stored: plane `plane` of a phase. */
export interface PlanePlace {
  readonly phase: number;
  readonly plane: number;
}

/** Hands out rows of parameters from the first on. Blocks begin where a fragment of the gradient pass begins. */
export class ParameterRows {
  /** The next row that is free. */
  next = 0;
  /** Texels of the longest row so far. */
  width = 0;
  /** Held gates so far, of all layers. */
  held = 0;

  constructor(readonly rowsPerFragment: number) {}

  /** First row of a new block. */
  block(rows: number): number {
    const first = this.next;
    this.next += up(rows, this.rowsPerFragment);
    return first;
  }
}

/** Parameter rows of a product with the outputs of a layer: the units of each direction begin a fragment of their own. */
export const rowsOfOutputs = (directions: readonly ScanNode[], rowsPerFragment: number): number =>
  directions.reduce((sum, { units }) => sum + up(units, rowsPerFragment), 0);

/** Planes in groups that fit the targets of one pass. */
function groupsOf(planes: number, perFragment: number, drawBuffers: number): number[][] {
  const each = Math.max(1, Math.floor(drawBuffers / perFragment));
  return indices(Math.ceil(planes / each)).map((i) =>
    indices(Math.min(each, planes - i * each)).map((j) => i * each + j),
  );
}

/** Units of a fragment: as many as one texel of parameters serves, and as the targets of a pass allow. */
function perFragmentOf({ accumulators, saved, kept }: LoweredPhase, drawBuffers: number): number {
  let units = accumulators.length <= 1 ? 4 : accumulators.length === 2 ? 2 : 1;
  while (units > 1 && Math.max(saved.length, kept.length) * units > drawBuffers) units /= 2;
  return units;
}

/**
 * The fewest textures in which no step reads what it writes: no lag may be a multiple of their number. One that skips 16 steps
 * beside 1 needs 3, not 17, which would be more than a program may read. A cell that looks back nowhere needs only one.
 */
function ringOf({ lags }: LoweredCell): number {
  if (lags.length === 0) return 1;
  let ring = 2;
  while (lags.some((lag) => lag % ring === 0)) ring++;
  return ring;
}

/** One phase of a layer: unit u of a signal lies at texel ⌊u/n⌋ of slice plane·n + u mod n, n units being of one fragment. */
export class PhaseLayout {
  readonly perFragment: number;
  /** Fragments in a row of one strand: padded units / perFragment. */
  readonly fragments: number;
  /** Parameter texels of a fragment: 1 up to four accumulators. */
  readonly texels: number;
  /** First parameter row of each source's block. */
  readonly sourceRows: readonly number[];
  /** First row of the input's block; −1 without. */
  readonly inputRow: number;
  /** First of the rows whose source is 1: bias, recurrent bias, weights per unit and learned first states. */
  readonly onesRow: number;
  readonly firstRow: number;
  /** Of one direction; those of the next one follow. */
  readonly rows: number;
  /** Planes that each forward pass of a step writes, as indices of `saved`. */
  readonly savedGroups: readonly (readonly number[])[];
  /** Planes that each backward pass of a step writes, as indices of `kept`. */
  readonly keptGroups: readonly (readonly number[])[];
  /**
   * Whether Uᵀ·delta of the step after comes from a pass of its own, with tiles of eight units: a third pass per step, but 12
   * fetches for 128 multiply-adds instead of 5 for 16. Worth it where arithmetic costs more than draw calls; chosen by the device.
   */
  readonly isWide: boolean;
  /** Indices of `totals` of the cell whose gradients this phase keeps. */
  readonly profiled: readonly number[];

  /** @param inputRows parameter rows of the product with the input */
  constructor(
    readonly layer: LayerLayout,
    readonly lowered: LoweredPhase,
    rows: ParameterRows,
    inputRows: number,
    { drawBuffers, isWide }: Pick<Limits, "drawBuffers" | "isWide">,
  ) {
    const { cell, scan, directions } = layer;
    this.perFragment = perFragmentOf(lowered, drawBuffers);
    this.texels = Math.max(1, Math.ceil((this.perFragment * lowered.accumulators.length) / 4));
    this.fragments = up(scan.units, 4) / this.perFragment;
    rows.width = Math.max(rows.width, this.fragments * this.texels);
    this.firstRow = rows.next;
    this.sourceRows = lowered.sources.map(() => rows.block(scan.units));
    this.inputRow = lowered.inputGates.some((gate) => gate !== undefined) ? rows.block(inputRows) : -1;
    this.onesRow = rows.block(
      2 + (lowered.phase === 1 ? cell.perUnit.length + layer.learnedStates.length : 0),
    );
    this.rows = rows.next - this.firstRow;
    rows.next += (directions.length - 1) * this.rows;
    this.profiled = cell.totals.flatMap(({ node }, i) =>
      cell.keptAt(node)?.phase === lowered.phase ? [i] : [],
    );
    this.savedGroups = groupsOf(lowered.saved.length, this.perFragment, drawBuffers);
    this.keptGroups = groupsOf(lowered.kept.length, this.perFragment, drawBuffers);
    this.isWide = isWide && !layer.isAtOnce && this.perFragment === 1 && lowered.phase === cell.phases.length;
  }

  /** 1-based. */
  get number(): number {
    return this.lowered.phase;
  }

  /** The units of a fragment, 0 … perFragment − 1. */
  get units(): readonly number[] {
    return indices(this.perFragment);
  }

  /** Texel and component of a unit's accumulator in a parameter row, from the first texel of the fragment. */
  weightPlace(accumulator: number, unit: number): { readonly texel: number; readonly at: number } {
    const i = unit * this.lowered.accumulators.length + accumulator;
    return { texel: i >> 2, at: i & 3 };
  }

  /** Slices of a plane: one per unit of a fragment. */
  slicesOf(plane: number): readonly number[] {
    return this.units.map((j) => plane * this.perFragment + j);
  }

  /** Slice of an accumulator's delta, of unit `j` of a fragment. @throws Error if another phase keeps it */
  deltaSlice(accumulator: number, j: number): number {
    const adjoint = this.lowered.accumulators[accumulator]?.adjoint;
    const place = adjoint === undefined ? undefined : this.layer.cell.keptAt(adjoint);
    if (place?.phase !== this.number) throw new Error("an accumulator without a delta of its phase");
    return place.plane * this.perFragment + j;
  }

  /** Texels beside the parameters' in this phase's rows of gradients, for ‖∂L/∂s_t‖: [states, T] of each strand. */
  get profileTexels(): number {
    const { steps, models, rowsPerFragment } = this.layer.bundle;
    return Math.ceil((this.profiled.length * steps * models) / (this.rows / rowsPerFragment));
  }
}

/**
 * One layer. Its directions lie side by side as the models of a race do, so that they share every pass: a *strand* is one
 * model's one direction. A strand's textures are in the order in which it comes to the steps; the backward one comes to step
 * T − 1 − t of the sequence while the forward one comes to t. Its parameters lie below the forward one's.
 */
export class LayerLayout {
  readonly cell: LoweredCell;
  /** Padded units / 4. */
  readonly quads: number;
  /** Array textures in a ring: step t writes that of t mod ring and reads others. */
  readonly ring: number;
  readonly phases: readonly PhaseLayout[];
  /** Where the output state is. */
  readonly output: PlanePlace;
  /** Row of its first held gate among those of all layers; the others follow. Its directions hold the same gates. */
  readonly heldRow: number;
  private knownNames: readonly string[] | undefined;

  /**
   * @param directions what the plan has of this layer, forward first; cell, sizes and inputs are the same for all
   * @param below the layer that it reads; undefined for the first one, which reads the batch
   */
  constructor(
    readonly bundle: BundleFrame,
    readonly directions: readonly ScanNode[],
    readonly below: LayerLayout | undefined,
    rows: ParameterRows,
    limits: Pick<Limits, "drawBuffers" | "isWide">,
  ) {
    const { scan } = this;
    const inputRows = below ? rowsOfOutputs(below.directions, rows.rowsPerFragment) : scan.inputs;
    this.cell = loweredOf(scan);
    this.heldRow = rows.held;
    rows.held += scan.held.length;
    this.quads = up(scan.units, 4) / 4;
    this.ring = ringOf(this.cell);
    this.phases = this.cell.phases.map((lowered) => new PhaseLayout(this, lowered, rows, inputRows, limits));
    this.output = this.cell.savedByName(scan.states[0] as string);
  }

  /** The forward one. */
  get scan(): ScanNode {
    return this.directions[0] as ScanNode;
  }

  /** PlanePlace among the layers, from the input up. */
  get index(): number {
    return this.scan.layer;
  }

  get isBidirectional(): boolean {
    return this.directions.length === 2;
  }

  /** Whether all steps are computed in one pass, because no step looks back at an earlier one. */
  get isAtOnce(): boolean {
    return this.cell.lags.length === 0;
  }

  /** How many steps a pass computes: one, or all of them. */
  get span(): number {
    return this.isAtOnce ? this.bundle.steps : 1;
  }

  /** Whether the gradient stops between chunks of steps. */
  get isTruncated(): boolean {
    return this.bundle.truncation > 0;
  }

  get isPadded(): boolean {
    return this.bundle.isPadded;
  }

  /** Whether a strand may come to the padding before the sequence: only then do first states stand in it. */
  get beginsInPadding(): boolean {
    return this.isPadded && this.isBidirectional;
  }

  /** Strands side by side in each of its textures. */
  get strands(): number {
    return this.bundle.models * this.directions.length;
  }

  /** The strand of a model's direction. */
  strandOf(model: number, direction: number): number {
    return model * this.directions.length + direction;
  }

  /** Its direction that is this node of the plan; −1 if none is. */
  directionOf(id: NodeId): number {
    return this.directions.findIndex((scan) => scan.id === id);
  }

  /** @param number 1-based */
  phaseAt(number: number): PhaseLayout {
    return this.phases[number - 1] as PhaseLayout;
  }

  /** The phase that makes the output state. */
  get outputPhase(): PhaseLayout {
    return this.phaseAt(this.output.phase);
  }

  /** Where step `step` lies: the texture of its ring, and how many steps of the same texture come before. */
  turnOf(step: number): { readonly ring: number; readonly turn: number } {
    const at = step + this.cell.maxLag;
    return { ring: at % this.ring, turn: Math.floor(at / this.ring) };
  }

  /** States whose first values are parameters. */
  get learnedStates(): readonly string[] {
    return this.scan.first.kind === "learned" ? this.scan.states : [];
  }

  /** Whether any phase leaves Uᵀ·delta to passes of its own. */
  get isWide(): boolean {
    return this.phases.some(({ isWide }) => isWide);
  }

  /** States that a product with later deltas reaches, in the order of their planes in "pulled". */
  get pulledStates(): readonly string[] {
    return this.cell.states.filter((state) =>
      this.cell.phases.some(({ sources }) => sources.some(({ source, lag }) => source === state && lag > 0)),
    );
  }

  /** Fragments of a pass that pulls. */
  get pulledFragments(): number {
    return Math.ceil(this.scan.units / this.bundle.rowsPerFragment);
  }

  /** Names of its programs' sizes, in the order of their buffer: decided by the cell's structure alone. */
  get sizeNames(): readonly string[] {
    this.knownNames ??= [...this.sizes(4).keys()];
    return this.knownNames;
  }

  /** Sizes that its programs read, by name. @param batch sequences */
  sizes(batch: number): ReadonlyMap<string, number> {
    const { bundle, below, scan } = this;
    const sizes = new Map<string, number>([
      ["T", bundle.steps],
      ["BATCH_ROWS", rowsPerStep(batch)],
      ["D", scan.inputs],
      ["H", scan.units],
      ["Q", this.quads],
      ["W", bundle.width],
      ["MODELS", bundle.models],
      ["P", this.pulledFragments],
      ["BG", below?.outputPhase.fragments ?? 0],
      ["BQ", below?.quads ?? 0],
    ]);
    if (scan.held.length > 0) sizes.set("HELD", this.heldRow);
    // Parameter rows from one direction of the layer below to the next.
    if (below?.isBidirectional) sizes.set("BR", up(below.scan.units, bundle.rowsPerFragment));
    if (this.isTruncated) sizes.set("K", bundle.truncation);
    if (this.isPadded) sizes.set("LIVE", bundle.liveTexel);
    for (const phase of this.phases) {
      const p = phase.number;
      if (this.isBidirectional) sizes.set(`R${p}`, phase.rows);
      sizes.set(`G${p}`, phase.fragments);
      sizes.set(`I${p}`, phase.inputRow);
      sizes.set(`O${p}`, phase.onesRow);
      sizes.set(`F${p}`, phase.firstRow);
      sizes.set(`PC${p}`, phase.profileTexels);
      phase.sourceRows.forEach((row, i) => {
        sizes.set(`S${p}_${i}`, row);
      });
    }
    return sizes;
  }
}
