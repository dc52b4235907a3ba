/** What all programs of a layer share: how a fragment finds its strand, its step, signals, weights and padding. */
import type { GradNode, NodeId } from "../../lib/expr-grad.ts";
import { indices } from "./counting.ts";
import type { LayerLayout, PhaseLayout, PlanePlace } from "./layer-layout.ts";
import { ProgramBuilder, type ProgramText, type TextureUse } from "./text.ts";

/** How many units a fragment computes. */
export type Units = Pick<PhaseLayout, "perFragment">;

/** The step that the other direction comes to while one comes to `step`. */
export const mirrored = (step: string): string => `z_T - 1 - (${step})`;

/** Declares accumulators at zero. */
export const zeros = (names: readonly string[]): string =>
  names.length === 0 ? "" : `vec4 ${names.map((name) => `${name} = vec4(0.0)`).join(", ")};`;

/** Unit `j` of fragment `g`, among all units. */
export const unitText = ({ perFragment }: Units, j: number): string => `(g * ${perFragment} + ${j})`;

/** The first step of the plan, `maxLag` later than those before it, that lies in texture `at` of a ring. */
export const firstInRing = (at: number, ring: number, maxLag: number): number =>
  at < maxLag ? at + ring * Math.ceil((maxLag - at) / ring) : at;

/**
 * A loop over all units of a signal, four at a time. Software GL moves nothing out of a loop, so texels and parameter rows are
 * counters: `body` gets the texel and slice of unit j of a turn, and the row of its weights.
 * @param texel the first one
 * @param quads how many turns
 * @param row first parameter row
 */
export function overUnits(
  { perFragment }: Units,
  texel: string,
  quads: string,
  row: string,
  body: (texel: string, slice: number, row: string, unit: number) => string,
): string {
  const n = perFragment;
  const turns = indices(4).map((j) =>
    body(j >= n ? `c + ${Math.floor(j / n)}` : "c", j % n, j === 0 ? "r" : `r + ${j}`, j),
  );
  return `for (int i = 0, c = ${texel}, r = ${row}; i < ${quads}; i++, c += ${4 / n}, r += 4) {\n${turns.join("\n")}\n}`;
}

/** What may be an equation's whole value: then what the equation saves is not there yet. */
export const isLeaf = ({ op }: GradNode): boolean => op === "param" || op === "held";

export class LayerPrinter extends ProgramBuilder {
  constructor(readonly layer: LayerLayout) {
    super();
  }

  /** The sizes that the program declares. */
  protected get sizeNames(): readonly string[] {
    return this.layer.sizeNames;
  }

  /** @param body statements of `main` that assign out0 … */
  protected print(outputs: number, body: string, declarations?: string): ProgramText {
    return this.program(this.sizeNames, outputs, body, declarations === undefined ? {} : { declarations });
  }

  /** In a program with `m`, the strand: its model. */
  get model(): string {
    return this.layer.isBidirectional ? "m / 2" : "m";
  }

  /** Strand of direction `d` of a model. */
  strandText(model: string, d: string | number): string {
    return this.layer.isBidirectional ? `(${model} * 2 + ${d})` : model;
  }

  /** Declares `d`, the direction of strand `m`, where there are two. */
  get direction(): string {
    return this.layer.isBidirectional ? "int d = m % 2;" : "";
  }

  /** Within the step passes: the step of the sequence that a strand comes to. */
  get time(): string {
    return this.layer.isBidirectional ? "time" : "step";
  }

  /** To a first row of parameters of a phase: rows to those of the strand's direction `d`. */
  rowsToDirection(phase: PhaseLayout): string {
    return this.layer.isBidirectional ? ` + d * z_R${phase.number}` : "";
  }

  /**
   * Where a fragment of a step pass is: strand, fragment of the strand, row of the batch. In a pass over all steps it also finds its
   * step, which in the rows before the first one is 0, as it is in a pass over these rows alone.
   */
  stepPlace(phase: PhaseLayout): string {
    const { isBidirectional, isAtOnce, cell, ring } = this.layer;
    return `
int groups = z_G${phase.number};
int m = x / groups, g = x - m * groups;
${isAtOnce ? `int at = y / z_BATCH_ROWS, b = y - at * z_BATCH_ROWS, step = max(at - ${cell.maxLag}, 0);` : `int b = y - ((step + ${cell.maxLag}) / ${ring}) * z_BATCH_ROWS;`}
int wx = ${this.model} * z_W + g * ${phase.texels};
${isBidirectional ? `int d = m % 2, time = d == 0 ? step : ${mirrored("step")};` : ""}`;
  }

  /** Row of step `step + offset` in its texture of the ring, for row `b` of the batch. */
  rowAt(offset: number): string {
    const { cell, ring } = this.layer;
    return `((step + ${cell.maxLag + offset}) / ${ring}) * z_BATCH_ROWS + b`;
  }

  /**
   * Before what a step receives from one `lead` later: truncated BPTT lets nothing through between two chunks of steps. What comes
   * before the first step is of its chunk.
   */
  unlessCut(lead: number): string {
    if (!this.layer.isTruncated || lead === 0) return "";
    const later = `step + ${lead}`;
    const forward = `max(step, 0) / z_K == (${later}) / z_K`;
    const backward = `(${mirrored("max(step, 0)")}) / z_K == (${mirrored(later)}) / z_K`;
    return this.layer.isBidirectional ? `if (d == 0 ? ${forward} : ${backward}) ` : `if (${forward}) `;
  }

  /** Parameter texels of a row, as locals w0 …; `texels` that are wanted. */
  weightTexels(wanted: readonly number[], row: string, name = "w"): string {
    return wanted
      .map((i) => `vec4 ${name}${i} = ${this.fetch({ of: "params" }, i === 0 ? "wx" : `wx + ${i}`, row)};`)
      .join(" ");
  }

  /**
   * A plane that an earlier pass left, as read by unit `j` of a fragment of `from`: a value that the forward pass saved, or what the
   * backward pass kept.
   * @param offset steps from the fragment's own to the plane's
   * @param use where the plane is, if not at that step
   */
  planeText(
    of: "saved" | "kept",
    from: Units,
    place: PlanePlace,
    offset: number,
    j: number,
    use: TextureUse = { of, phase: place.phase, offset },
  ): string {
    const to = this.layer.phaseAt(place.phase);
    const [n, k] = [from.perFragment, to.perFragment];
    const texel = n === k ? "g" : `${unitText(from, j)} / ${k}`;
    const slice = n === k ? `${j}` : `${unitText(from, j)} % ${k}`;
    return this.fetch(
      use,
      `m * z_G${to.number} + ${texel}`,
      this.rowAt(offset),
      `${place.plane * k} + ${slice}`,
    );
  }

  /** Row `index` of those with one value per unit: weights per unit, then learned first states. The same for all sequences. */
  unitRowText(from: Units, index: number, j: number): string {
    const to = this.layer.phaseAt(1);
    const unit = unitText(from, j);
    const texel = this.fetch(
      { of: "params" },
      `${this.model} * z_W + ${unit} / ${to.perFragment} * ${to.texels}`,
      `z_O1 + ${2 + index}${this.rowsToDirection(to)}`,
    );
    return `vec4(${texel}[${unit} % ${to.perFragment}])`;
  }

  /** A weight per unit. */
  perUnitText(from: Units, name: string, j: number): string {
    return this.unitRowText(
      from,
      this.layer.cell.perUnit.findIndex((one) => one.name === name),
      j,
    );
  }

  /** The value at which a gate is held, the same for all units and sequences. */
  heldText(gate: string): string {
    const index = this.layer.scan.held.findIndex((own) => own.gate === gate);
    return `vec4(${this.fetch({ of: "held" }, this.model, `z_HELD + ${index}`)}.x)`;
  }

  /** Equation values and earlier states: what is the same in every program that has them all saved. */
  readText(from: Units, id: NodeId, node: GradNode, j: number): string | undefined {
    const { cell } = this.layer;
    // Also where an equation is nothing else, and saves it: in its own phase what it saves is not there yet.
    if (node.op === "param") return this.perUnitText(from, node.name, j);
    if (node.op === "held") return this.heldText(node.gate);
    const place = cell.savedAt(id);
    if (place) return this.planeText("saved", from, place, 0, j);
    if (node.op === "ref") return this.planeText("saved", from, cell.savedByName(node.name), -node.lag, j);
    return undefined;
  }

  /** Whether `readText` has it. */
  isRead(id: NodeId, node: GradNode): boolean {
    return this.layer.cell.savedAt(id) !== undefined || isLeaf(node) || node.op === "ref";
  }

  /**
   * " * mask" where this layer's output loses some of its units on the way up, else nothing.
   * @param d direction, where it has two
   * @param quad unit / 4
   * @param row in the order of the sequence
   */
  maskText(d: string | number, quad: string, row: string, slice: string | number): string {
    return maskOf(this, this.layer, { of: "mask", quads: "z_Q" }, d, quad, row, slice);
  }

  /** `maskText` of the layer below. */
  maskBelowText(d: string | number, quad: string, row: string, slice: string | number): string {
    const { below } = this.layer;
    return below ? maskOf(this, below, { of: "maskBelow", quads: "z_BQ" }, d, quad, row, slice) : "";
  }
}

function maskOf(
  program: ProgramBuilder,
  { scan, isBidirectional }: LayerLayout,
  { of, quads }: { readonly of: "mask" | "maskBelow"; readonly quads: string },
  d: string | number,
  quad: string,
  row: string,
  slice: string | number,
): string {
  if (scan.dropout === 0) return "";
  return ` * ${program.fetch({ of }, isBidirectional ? `${d} * ${quads} + ${quad}` : quad, row, slice)}`;
}
