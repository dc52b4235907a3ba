/**
 * Where everything lies in textures, as a function of the plan alone: blocks of parameters, planes of states and deltas, and
 * the bytes of it all before anything is allocated.
 *
 * A texel of a *signal* holds four lanes of the batch for one unit. `perFragment` units are computed together, so unit u of
 * signal s lies at column ⌊u/n⌋ of layer s·n + u mod n. A texel of a *parameter* holds the weights of one row (a source
 * unit) for perFragment units × columns, so that one fetch serves up to 16 multiply-adds.
 */
import { type LoweredCell, type LoweredPhase, loweredOf } from "../../model/lower.ts";
import { lossOf, type Plan, type ScanNode, scansOf } from "../../model/plan.ts";
import { bytesOf, type Limits, type Shape } from "./device.ts";

export const up = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;
/** Widths that are multiples of a cache way make software GL up to four times slower. */
const oddly = (width: number): number => (width % 16 === 0 ? width + 1 : width);

export interface PhaseGeometry {
  readonly lowered: LoweredPhase;
  readonly perFragment: number;
  /** Fragments in a row: padded units / perFragment. */
  readonly groups: number;
  /** Parameter texels of a fragment: 1 up to four columns. */
  readonly texels: number;
  /**
   * Parameter rows: of each source's block, of the input's (−1 without), of bias, recurrent bias, weights a unit and learned first
   * states.
   */
  readonly sourceRows: readonly number[];
  readonly inputRow: number;
  readonly onesRow: number;
  readonly firstRow: number;
  /** Of one direction; those of the next one follow. */
  readonly rows: number;
  /** Signals written together, as indices of `saved` and `kept`. */
  readonly savedDraws: readonly (readonly number[])[];
  readonly keptDraws: readonly (readonly number[])[];
  /**
   * Whether Uᵀ·delta of the step after comes from a draw of its own, with tiles of eight units: a third draw a step, but 12 fetches
   * for 128 multiply-adds instead of 5 for 16. Worth it where arithmetic costs more than draws; chosen by the device.
   */
  readonly isWide: boolean;
  /** Indices of `totals` of the cell whose gradients this phase keeps. */
  readonly profiled: readonly number[];
}

/**
 * One layer. Its directions lie side by side as the models of a race do, so that they share every draw: a *strand* is one
 * model's one direction. A strand's textures are in the order in which it comes to the steps; the backward one comes to step
 * T − 1 − t of the sequence while the forward one comes to t. Its parameters lie below the forward one's.
 */
export interface ScanGeometry {
  /** The forward one: cell, sizes and inputs are the same for all directions. */
  readonly scan: ScanNode;
  readonly directions: readonly ScanNode[];
  /** Whether the gradient stops between chunks of steps. */
  readonly isTruncated: boolean;
  /** Whether sequences may end early. */
  readonly isPadded: boolean;
  readonly cell: LoweredCell;
  /** Padded units / 4. */
  readonly quads: number;
  /** Array textures in a ring: step t writes that of t mod ring and reads others. See `ringOf`. */
  readonly ring: number;
  readonly phases: readonly PhaseGeometry[];
  /** Phase and plane of the output state. */
  readonly output: { readonly phase: number; readonly plane: number };
}

export interface Geometry {
  readonly plan: Plan;
  readonly models: number;
  readonly scans: readonly ScanGeometry[];
  /** Parameter rows that a fragment of the gradient pass makes. */
  readonly rowsPerFragment: number;
  /** Parameter texels in a row, of one model. */
  readonly width: number;
  /** Parameter rows, the row of flags at the end included. */
  readonly rows: number;
  readonly flagRow: number;
  readonly readout: {
    /** Layer whose output it reads. */
    readonly from: number;
    readonly classes: number;
    readonly quads: number;
    readonly kernelRow: number;
    readonly biasRow: number;
    readonly firstRow: number;
    readonly rows: number;
  };
  readonly data: {
    readonly width: number;
    readonly target: number;
    readonly weight: number;
    /** 1 where a step is one of the sequence's own; −1 in a plan without padding. */
    readonly live: number;
  };
}

/** Groups of signals whose planes fit one draw. */
function drawsOf(signals: number, perFragment: number, drawBuffers: number): number[][] {
  const each = Math.max(1, Math.floor(drawBuffers / perFragment));
  return Array.from({ length: Math.ceil(signals / each) }, (_, i) =>
    Array.from({ length: Math.min(each, signals - i * each) }, (_, j) => i * each + j),
  );
}

function perFragmentOf({ columns, saved, kept }: LoweredPhase, drawBuffers: number): number {
  let units = columns.length <= 1 ? 4 : columns.length === 2 ? 2 : 1;
  while (units > 1 && Math.max(saved.length, kept.length) * units > drawBuffers) units /= 2;
  return units;
}

/**
 * The fewest textures in which no step reads what it writes: no lag may be a multiple of their number. One that skips 16 steps
 * beside 1 needs 3, not 17, which would be more than a program may read.
 */
function ringOf({ graph }: LoweredCell): number {
  const lags = graph.nodes.flatMap((node) =>
    (node.op === "ref" || node.op === "recur") && node.lag > 0 ? [node.lag] : [],
  );
  let ring = 2;
  while (lags.some((lag) => lag % ring === 0)) ring++;
  return ring;
}

/** The directions of each layer. */
function layersOf(plan: Plan): readonly (readonly ScanNode[])[] {
  const layers: ScanNode[][] = [];
  for (const scan of scansOf(plan)) {
    const own = layers[scan.layer] ?? [];
    layers[scan.layer] = own;
    own.push(scan);
  }
  return layers;
}

/** The layer whose directions, all of them in order, a node reads. @throws Error where a plan mixes layers */
function layerRead(layers: readonly (readonly ScanNode[])[], from: readonly number[]): readonly ScanNode[] {
  const found = layers.find((layer) => layer.map(({ index }) => index).join() === from.join());
  if (!found) throw new Error(`scans ${from.join(", ")} are no layer`);
  return found;
}

/** Strands of a layer: columns side by side in each of its textures. */
export const strandsOf = (g: Pick<Geometry, "models">, s: ScanGeometry): number =>
  g.models * s.directions.length;

/** The strand of a model's direction. */
export const strandOf = (s: ScanGeometry, model: number, direction: number): number =>
  model * s.directions.length + direction;

export function geometryOf(
  plan: Plan,
  models: number,
  { drawBuffers, isWide }: Pick<Limits, "drawBuffers" | "isWide">,
): Geometry {
  const rowsPerFragment = drawBuffers >= 8 ? 8 : 4;
  let row = 0;
  let width = 0;
  const block = (rows: number) => {
    const at = row;
    row += up(rows, rowsPerFragment);
    return at;
  };
  const layers = layersOf(plan);
  /** Parameter rows of a product with the outputs of a layer: each direction's units begin a fragment of their own. */
  const rowsFrom = (directions: readonly ScanNode[]) =>
    directions.reduce((sum, { units }) => sum + up(units, rowsPerFragment), 0);
  const scans = layers.map((directions): ScanGeometry => {
    const scan = directions[0] as ScanNode;
    const cell = loweredOf(scan);
    const inputRows = scan.from === "x" ? scan.inputs : rowsFrom(layerRead(layers, scan.from));
    const units = up(scan.units, 4);
    const phases = cell.phases.map((lowered): PhaseGeometry => {
      const perFragment = perFragmentOf(lowered, drawBuffers);
      const texels = Math.max(1, Math.ceil((perFragment * lowered.columns.length) / 4));
      const groups = units / perFragment;
      width = Math.max(width, groups * texels);
      const firstRow = row;
      const sourceRows = lowered.sources.map(() => block(scan.units));
      const inputRow = lowered.inputGates.some((gate) => gate !== undefined) ? block(inputRows) : -1;
      const learned = scan.first.kind === "learned" ? scan.states.length : 0;
      const onesRow = block(2 + (lowered.phase === 1 ? cell.perUnit.length + learned : 0));
      const profiled = cell.totals.flatMap(({ node }, i) =>
        cell.keptAt(node)?.phase === lowered.phase ? [i] : [],
      );
      const rows = row - firstRow;
      row += (directions.length - 1) * rows;
      return {
        lowered,
        perFragment,
        groups,
        texels,
        sourceRows,
        inputRow,
        onesRow,
        firstRow,
        rows,
        savedDraws: drawsOf(lowered.saved.length, perFragment, drawBuffers),
        keptDraws: drawsOf(lowered.kept.length, perFragment, drawBuffers),
        profiled,
        isWide: isWide && perFragment === 1 && lowered.phase === cell.phases.length,
      };
    });
    return {
      scan,
      directions,
      isTruncated: plan.truncation > 0,
      isPadded: plan.isPadded,
      cell,
      quads: units / 4,
      ring: ringOf(cell),
      phases,
      output: cell.savedByName(scan.states[0] as string),
    };
  });
  const map = plan.nodes.find((node) => node.op === "map");
  if (!map) throw new Error("a plan without a readout cannot be trained");
  const firstRow = row;
  const last = layerRead(layers, map.from);
  const kernelRow = block(rowsFrom(last));
  const biasRow = block(1);
  const quads = up(map.outputs, 4) / 4;
  const flagRow = block(1);
  const inputs = plan.input.kind === "tokens" ? 1 : plan.input.size;
  const targets = lossOf(plan).kind === "crossEntropy" ? 1 : plan.outputs;
  return {
    plan,
    models,
    scans,
    rowsPerFragment,
    width: Math.max(width, quads),
    rows: row,
    flagRow,
    readout: {
      from: (last[0] as ScanNode).layer,
      classes: map.outputs,
      quads,
      kernelRow,
      biasRow,
      firstRow,
      rows: flagRow - firstRow,
    },
    data: {
      width: inputs + targets + (plan.isPadded ? 2 : 1),
      target: inputs,
      weight: inputs + targets,
      live: plan.isPadded ? inputs + targets + 1 : -1,
    },
  };
}

/** States that a product with later deltas reaches, in the order of their planes in "pulled". */
export const pulledStates = (cell: LoweredCell): readonly string[] =>
  cell.states.filter((state) =>
    cell.phases.some(({ sources }) => sources.some(({ source, lag }) => source === state && lag > 0)),
  );
/** Fragments of a draw that pulls. */
export const pulledGroups = (g: Geometry, scan: ScanNode): number =>
  Math.ceil(scan.units / g.rowsPerFragment);

/** Columns beside the parameters' in a phase's rows of gradients, for ‖∂L/∂s_t‖: [states, T] of each strand. */
export const profileColumns = (g: Geometry, phase: PhaseGeometry): number =>
  Math.ceil((phase.profiled.length * g.plan.steps * g.models) / (phase.rows / g.rowsPerFragment));

/** Parameters, gradients, and each slot of the optimizer. */
export const parametersShape = (g: Geometry): Shape => ({
  width: oddly(g.models * g.width),
  height: g.rows,
  layers: 0,
});

/**
 * What a layer's output is multiplied by on its way up: four units a column, its directions side by side, and rows in the order of
 * the sequence.
 */
export const maskName = ({ layer }: ScanNode): string => `mask ${layer}`;

/** What a list of passes over a batch of `size` sequences needs, by name. */
export function shapesOf(g: Geometry, size: number, isTraining: boolean): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  const lanes = up(size, 4) / 4;
  const { steps } = g.plan;
  const allRows = steps * lanes;
  const all = (width: number, layers: number): Shape => ({
    width: oddly(g.models * width),
    height: allRows,
    layers,
  });
  shapes.set("data", { width: g.data.width, height: allRows, layers: 0 });
  for (const s of g.scans) {
    const { scan, cell, ring, phases, quads } = s;
    const strands = strandsOf(g, s);
    for (const { lowered, perFragment, groups } of phases) {
      const width = oddly(strands * groups);
      for (let i = 0; i < ring; i++) {
        const height = (extra: number) => Math.ceil((steps + extra * cell.maxLag) / ring) * lanes;
        shapes.set(`saved ${scan.layer} ${lowered.phase} ${i}`, {
          width,
          height: height(1),
          layers: lowered.saved.length * perFragment,
        });
        if (isTraining)
          shapes.set(`kept ${scan.layer} ${lowered.phase} ${i}`, {
            width,
            height: height(2),
            layers: lowered.kept.length * perFragment,
          });
      }
    }
    // The same for all models.
    if (scan.dropout > 0)
      shapes.set(maskName(scan), {
        width: oddly(s.directions.length * quads),
        height: allRows,
        layers: 4,
      });
    // First states once more: no draw may read where it writes.
    if (s.isPadded && s.directions.length === 2 && scan.first.kind !== "learned")
      shapes.set(`first ${scan.layer}`, {
        width: oddly(strands * quads),
        height: lanes,
        layers: 4 * scan.states.length,
      });
    if (!isTraining) continue;
    shapes.set(`external ${scan.layer}`, { ...all(quads, 4), width: oddly(strands * quads) });
    if (scan.first.kind === "learned")
      shapes.set(`before ${scan.layer}`, {
        width: oddly(strands * quads),
        height: lanes,
        layers: 4 * scan.states.length,
      });
    if (phases.some(({ isWide }) => isWide))
      shapes.set(`pulled ${scan.layer}`, {
        width: oddly(strands * pulledGroups(g, scan)),
        height: lanes,
        layers: g.rowsPerFragment * pulledStates(cell).length,
      });
  }
  shapes.set("logits", all(g.readout.quads, 4));
  shapes.set("stats", all(1, 2));
  if (isTraining) {
    shapes.set("logitGradients", all(g.readout.quads, 4));
    const extra = Math.max(
      0,
      ...g.scans.flatMap(({ phases }) => phases.map((phase) => profileColumns(g, phase))),
    );
    shapes.set("gradients", {
      width: oddly(g.models * g.width + extra),
      height: g.rows / g.rowsPerFragment,
      layers: g.rowsPerFragment,
    });
  }
  return shapes;
}

/** Why a plan does not fit, or undefined. */
export function misfit(g: Geometry, size: number, limits: Limits): string | undefined {
  for (const [name, { width, height, layers }] of [
    ...shapesOf(g, size, true),
    ["parameters", parametersShape(g)] as const,
  ]) {
    if (Math.max(width, height) > limits.textureSize)
      return (
        `A texture (${name}) would be ${width} × ${height} texels, and this device takes ${limits.textureSize}: ` +
        "lower the batch, the length or the units."
      );
    if (layers > limits.layers)
      return `A texture (${name}) would have ${layers} layers, and this device takes ${limits.layers}.`;
  }
  return undefined;
}

/** Bytes of one piece of an evaluation. */
const evaluationBytes = 256 * 1024 ** 2;

/** Sequences of one piece of an evaluation: what textures and memory allow, in fours. */
export function largestBatch(g: Geometry, limits: Limits): number {
  let bytes = 0;
  for (const shape of shapesOf(g, 4, false).values()) bytes += bytesOf(shape);
  const lanes = Math.min(Math.floor(limits.textureSize / g.plan.steps), Math.floor(evaluationBytes / bytes));
  return 4 * Math.max(1, lanes);
}
