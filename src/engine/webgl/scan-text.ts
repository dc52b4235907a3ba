/** What forward, backward and gradient programs of a scan share: its sizes, and how one fragment finds signals. */
import type { GradNode, NodeId } from "../../lib/expr-grad.ts";
import type { Geometry, PhaseGeometry, ScanGeometry } from "./geometry.ts";
import { profileColumns, pulledGroups, up } from "./geometry.ts";
import { indices, type ProgramBuilder, type ProgramText, type TextureUse } from "./text.ts";

/** One draw of a step and phase. @param draw which of the phase's planes it writes, of `saved` forward, of `kept` backward */
export type PhaseProgram = (
  g: Geometry,
  s: ScanGeometry,
  phase: PhaseGeometry,
  draw: readonly number[],
) => ProgramText;

/** Sizes of one scan by name; the order of the names depends on the cell's structure alone. */
export function scanSizes(g: Geometry, s: ScanGeometry, batch: number): ReadonlyMap<string, number> {
  const below = s.scan.from === "x" ? undefined : belowOf(g, s);
  const sizes = new Map<string, number>([
    ["T", g.plan.steps],
    ["LANES", up(batch, 4) / 4],
    ["D", s.scan.inputs],
    ["H", s.scan.units],
    ["Q", s.quads],
    ["W", g.width],
    ["MODELS", g.models],
    ["P", pulledGroups(g, s.scan)],
    ["BG", below?.phase.groups ?? 0],
    ["BQ", below?.scan.quads ?? 0],
  ]);
  // Parameter rows from one direction of the layer below to the next.
  if (below && isTwo(below.scan)) sizes.set("BR", up(below.scan.scan.units, g.rowsPerFragment));
  if (s.isTruncated) sizes.set("K", g.plan.truncation);
  if (s.isPadded) sizes.set("LIVE", g.data.live);
  for (const phase of s.phases) {
    const p = phase.lowered.phase;
    if (isTwo(s)) sizes.set(`R${p}`, phase.rows);
    sizes.set(`G${p}`, phase.groups);
    sizes.set(`I${p}`, phase.inputRow);
    sizes.set(`O${p}`, phase.onesRow);
    sizes.set(`F${p}`, phase.firstRow);
    sizes.set(`PC${p}`, profileColumns(g, phase));
    phase.sourceRows.forEach((row, i) => {
      sizes.set(`S${p}_${i}`, row);
    });
  }
  return sizes;
}

/** The layer that a scan reads, if it is one. */
export function belowOf(g: Geometry, s: ScanGeometry): { scan: ScanGeometry; phase: PhaseGeometry } {
  const { from } = s.scan;
  const scan = g.scans.find(({ directions }) => directions[0]?.index === from[0]);
  const phase = scan?.phases[scan.output.phase - 1];
  if (!scan || !phase) throw new Error(`layer ${s.scan.layer} reads ${s.scan.from}, which is no layer`);
  return { scan, phase };
}

/** Whether two directions share a layer's draws. */
export const isTwo = (s: ScanGeometry): boolean => s.directions.length === 2;

/** In a program with `m`, the strand: its model. */
export const modelText = (s: ScanGeometry): string => (isTwo(s) ? "m / 2" : "m");

/** To a first row of parameters of a phase: rows to those of the strand's direction `d`. */
export const directionRows = (s: ScanGeometry, phase: number): string =>
  isTwo(s) ? ` + d * z_R${phase}` : "";

/** The step that the other direction comes to while one comes to `step`. */
export const mirrored = (step: string): string => `z_T - 1 - (${step})`;

/**
 * Before what a step receives from one `lead` later: truncated BPTT lets nothing through between two chunks of steps. What comes
 * before the first step is of its chunk.
 */
export function unlessCut(s: ScanGeometry, lead: number): string {
  if (!s.isTruncated || lead === 0) return "";
  const later = `step + ${lead}`;
  const forward = `max(step, 0) / z_K == (${later}) / z_K`;
  const backward = `(${mirrored("max(step, 0)")}) / z_K == (${mirrored(later)}) / z_K`;
  return isTwo(s) ? `if (d == 0 ? ${forward} : ${backward}) ` : `if (${forward}) `;
}

export const phaseAt = (s: ScanGeometry, phase: number): PhaseGeometry =>
  s.phases[phase - 1] as PhaseGeometry;

/** Accumulators of a fragment: one a unit and column. */
export const accumulator = (column: number, unit: number): string => `a${column}_${unit}`;

/** Texel and component of a unit's column in a parameter row. */
export function weightPlace(
  phase: PhaseGeometry,
  column: number,
  unit: number,
): { texel: number; at: number } {
  const i = unit * phase.lowered.columns.length + column;
  return { texel: i >> 2, at: i & 3 };
}

/** How many units a fragment computes. */
type Units = Pick<PhaseGeometry, "perFragment">;

/** Column of a unit (x, in the texture of a phase) and its layer within a signal, for unit `j` of fragment group `g`. */
export function unitPlace(from: Units, to: PhaseGeometry, j: number): { x: string; layer: string } {
  const [n, k] = [from.perFragment, to.perFragment];
  if (n === k) return { x: `m * z_G${to.lowered.phase} + g`, layer: `${j}` };
  return {
    x: `m * z_G${to.lowered.phase} + (g * ${n} + ${j}) / ${k}`,
    layer: `(g * ${n} + ${j}) % ${k}`,
  };
}

/**
 * A loop over all units of a signal, four at a time. Software GL moves nothing out of a loop, so columns and parameter rows are
 * counters: `body` gets the column and layer of unit j of turn i, and the row of its weights.
 * @param quads how many turns
 * @param row first parameter row
 */
export function overUnits(
  phase: { readonly perFragment: number },
  columns: string,
  quads: string,
  row: string,
  body: (column: string, layer: number, row: string, unit: number) => string,
): string {
  const n = phase.perFragment;
  const turns = indices(4).map((j) =>
    body(j >= n ? `c + ${Math.floor(j / n)}` : "c", j % n, j === 0 ? "r" : `r + ${j}`, j),
  );
  return `for (int i = 0, c = ${columns}, r = ${row}; i < ${quads}; i++, c += ${4 / n}, r += 4) {\n${turns.join("\n")}\n}`;
}

/** The first step of the plan, `maxLag` later than those before it, that lies in texture `at` of a ring. */
export const firstInRing = (at: number, ring: number, maxLag: number): number =>
  at < maxLag ? at + ring * Math.ceil((maxLag - at) / ring) : at;

/** Row of step `step + offset` of the ring, for fragment row `b` of the batch. */
export const rowAt = (s: ScanGeometry, offset: number): string => {
  const shifted = `step + ${s.cell.maxLag + offset}`;
  return `((${shifted}) / ${s.ring}) * z_LANES + b`;
};

/** Where a fragment of a step pass is: strand, group, lane row. */
export const stepPlace = (s: ScanGeometry, phase: PhaseGeometry, texels = 1): string => `
int groups = z_G${phase.lowered.phase};
int m = x / groups, g = x - m * groups;
int b = y - ((step + ${s.cell.maxLag}) / ${s.ring}) * z_LANES;
int wx = ${modelText(s)} * z_W + g * ${texels};
${isTwo(s) ? `int d = m % 2, time = d == 0 ? step : ${mirrored("step")};` : ""}`;

/**
 * A plane that an earlier draw left, as read by unit `j` of a fragment of phase `from`: a value that the forward pass saved, or
 * what the backward pass kept.
 * @param offset steps from the fragment's own to the plane's
 * @param use where the plane is, if not at that step
 */
export function planeText(
  of: "saved" | "kept",
  program: ProgramBuilder,
  s: ScanGeometry,
  from: Units,
  place: { readonly phase: number; readonly plane: number },
  offset: number,
  j: number,
  use: TextureUse = { of, phase: place.phase, offset },
): string {
  const to = phaseAt(s, place.phase);
  const { x, layer } = unitPlace(from, to, j);
  return program.fetch(use, x, rowAt(s, offset), `${place.plane * to.perFragment} + ${layer}`);
}

/** A weight a unit, the same for all lanes. */
export const perUnitText = (
  program: ProgramBuilder,
  s: ScanGeometry,
  from: PhaseGeometry,
  name: string,
  j: number,
): string =>
  unitRowText(
    program,
    s,
    from,
    s.cell.perUnit.findIndex((one) => one.name === name),
    j,
  );

/** Row `index` of those with one value a unit: weights a unit, then learned first states. */
export function unitRowText(
  program: ProgramBuilder,
  s: ScanGeometry,
  from: Units,
  index: number,
  j: number,
): string {
  const to = phaseAt(s, 1);
  const n = to.perFragment;
  const unit = `(g * ${from.perFragment} + ${j})`;
  const texel = program.fetch(
    { of: "params" },
    `${modelText(s)} * z_W + ${unit} / ${n} * ${to.texels}`,
    `z_O1 + ${2 + index}${directionRows(s, 1)}`,
  );
  return `vec4(${texel}[${unit} % ${n}])`;
}

/** Equation values and earlier states: what is the same in every program that has them all saved. */
export function readText(
  program: ProgramBuilder,
  s: ScanGeometry,
  from: PhaseGeometry,
  id: NodeId,
  node: GradNode,
  j: number,
): string | undefined {
  // Also where an equation is nothing else, and saves it: in its own phase what it saves is not there yet.
  if (node.op === "param") return perUnitText(program, s, from, node.name, j);
  const place = s.cell.savedAt(id);
  if (place) return planeText("saved", program, s, from, place, 0, j);
  if (node.op === "ref")
    return planeText("saved", program, s, from, s.cell.savedByName(node.name), -node.lag, j);
  return undefined;
}

/** Whether `readText` has it. */
export const isRead = (s: ScanGeometry, id: NodeId, node: GradNode): boolean =>
  s.cell.savedAt(id) !== undefined || node.op === "ref" || node.op === "param";

/**
 * " * mask" where a layer's output loses some of its units on the way up, else nothing.
 * @param d direction of the layer, where it has two
 * @param quad unit / 4
 * @param row in the order of the sequence
 */
export function maskText(
  program: ProgramBuilder,
  s: ScanGeometry,
  of: "mask" | "maskBelow",
  d: string,
  quad: string,
  row: string,
  layer: string | number,
): string {
  if (s.scan.dropout === 0) return "";
  const quads = of === "mask" ? "z_Q" : "z_BQ";
  return ` * ${program.fetch({ of }, isTwo(s) ? `${d} * ${quads} + ${quad}` : quad, row, layer)}`;
}

/** Declares accumulators at zero. */
export const zeros = (names: readonly string[]): string =>
  names.length === 0 ? "" : `vec4 ${names.map((name) => `${name} = vec4(0.0)`).join(", ")};`;

/** Parameter texels of a row, as locals w0 …; `texels` that are wanted. */
export const weightTexels = (
  program: ProgramBuilder,
  wanted: readonly number[],
  row: string,
  name = "w",
): string =>
  wanted
    .map((i) => `vec4 ${name}${i} = ${program.fetch({ of: "params" }, i === 0 ? "wx" : `wx + ${i}`, row)};`)
    .join(" ");

export const units = (phase: PhaseGeometry): readonly number[] => indices(phase.perFragment);
