/**
 * Prints AssemblyScript: the pointwise parts of a cell's step, forward and backward, from its lowered equations.
 *
 * A kernel takes one pointer, to a block of numbers: rows, bytes of a row, bytes from row to row of wide arrays, whether
 * totals are wanted, then one address for each operand in the kernel's order. Rows are padded to whole panels of 8; nothing
 * here knows how many units are real.
 */
import type { ActName } from "../../lib/expr.ts";
import { type GradNode, type NodeId, operandsOf } from "../../lib/expr-grad.ts";
import type { LoweredCell } from "../lower.ts";

/** What a kernel reads or writes. */
export type Operand =
  /** A column's sum, of the phase's own wide array [B, columns·H]. */
  | { readonly kind: "sum"; readonly column: number }
  /** A saved plane [B, H], as it was `lag` steps ago. */
  | { readonly kind: "value"; readonly plane: number; readonly lag: number }
  /** ∂L that reaches a state of this step from outside of it. */
  | { readonly kind: "seed"; readonly state: string }
  /** The seed of a state `lag` steps earlier, which is added to. */
  | { readonly kind: "carry"; readonly state: string; readonly lag: number }
  /** A column's delta, in the wide array [B, all columns·H]. */
  | { readonly kind: "delta"; readonly column: number }
  /** Uᵀ·delta of a product within the step. */
  | { readonly kind: "pulled"; readonly index: number }
  | { readonly kind: "total"; readonly state: string }
  /** A weight a unit, [H]; and its gradient, which is added to. */
  | { readonly kind: "unit"; readonly name: string }
  | { readonly kind: "unitGradient"; readonly name: string };

export interface Kernel {
  /** The function's name in the module. */
  readonly name: string;
  readonly operands: readonly Operand[];
}

/** A product of the backward pass within a step: U_gateᵀ·(delta of `column`). */
export interface Pull {
  readonly gate: string;
  readonly column: number;
}

export interface PrintedCell {
  readonly text: string;
  /** By phase. */
  readonly forward: readonly Kernel[];
  readonly backward: readonly Kernel[];
  /** What is saved at every step: the record, and what the backward pass reads beside it. */
  readonly planes: readonly NodeId[];
  /** Plane of an equation, states unprimed. */
  planeOf(name: string): number;
  readonly pulls: readonly Pull[];
}

/** Numbers before the operands' addresses. */
export const HEADER = 4;

/** 32-bit FNV-1a: a name for a text. Two cells with one name would have one text. */
function nameOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `cell_${(hash >>> 0).toString(16).padStart(8, "0")}`;
}

const placeOf: { readonly [K in Operand["kind"]]: "wide" | "plane" | "unit" } = {
  sum: "wide",
  delta: "wide",
  value: "plane",
  seed: "plane",
  carry: "plane",
  pulled: "plane",
  total: "plane",
  unit: "unit",
  unitGradient: "unit",
};

/**
 * One function: statements over vectors, operands collected as they are used. Each statement is printed twice, for two
 * vectors side by side, since one alone waits for itself: `$3` is local 3 of either, `@` the second one's offset.
 */
class Body {
  readonly operands: Operand[] = [];
  readonly lines: string[] = [];
  private readonly known = new Map<string, number>();
  private readonly loaded = new Map<string, string>();
  private locals = 0;

  private address(operand: Operand): string {
    const key = JSON.stringify(operand);
    const index = this.known.get(key) ?? this.operands.push(operand) - 1;
    this.known.set(key, index);
    return `p${index} + ${{ wide: "j", plane: "i", unit: "u" }[placeOf[operand.kind]]}`;
  }
  /** A local that holds the expression. */
  let(expression: string): string {
    const name = `$${this.locals++}`;
    this.lines.push(`const ${name} = ${expression};`);
    return name;
  }
  /** No kernel reads what it has written, so each operand is loaded once. */
  load(operand: Operand): string {
    const key = JSON.stringify(operand);
    const loaded = this.loaded.get(key) ?? this.let(`v128.load(${this.address(operand)}@)`);
    this.loaded.set(key, loaded);
    return loaded;
  }
  store(operand: Operand, value: string, onlyIf = ""): void {
    this.lines.push(`${onlyIf}v128.store(${this.address(operand)}, ${value}@);`);
  }
  add(operand: Operand, value: string): void {
    this.store(operand, `f32x4.add(v128.load(${this.address(operand)}@), ${value})`);
  }

  print(name: string): string {
    const pointers = this.operands.map(
      (_, i) => `  const p${i} = <usize>load<u32>(args, ${4 * (HEADER + i)});`,
    );
    return [
      `export function ${name}(args: usize): void {`,
      "  const rows = load<u32>(args), width = <usize>load<u32>(args, 4), wide = <usize>load<u32>(args, 8);",
      "  const totals = load<u32>(args, 12) != 0;",
      ...pointers,
      "  let i: usize = 0;",
      "  for (let b: u32 = 0; b < rows; b++) {",
      "    let j: usize = <usize>b * wide;",
      "    for (let u: usize = 0; u < width; u += 32) {",
      ...this.lines.flatMap((line) => [
        `      ${line.replaceAll("$", "v").replaceAll("@", "")}`,
        `      ${line.replaceAll("$", "w").replaceAll("@", ", 16")}`,
      ]),
      "      i += 32;",
      "      j += 32;",
      "    }",
      "  }",
      "}",
      "",
    ].join("\n");
  }
}

/** A vector of one number. */
export const number = (value: number): string =>
  `f32x4.splat(${Number.isInteger(value) ? `${value}.0` : value})`;

/** Operations on vectors as text; leaves are the caller's. */
const arithmetic = (body: Body) => ({
  constant: number,
  add: (a: string, b: string) => body.let(`f32x4.add(${a}, ${b})`),
  sub: (a: string, b: string) => body.let(`f32x4.sub(${a}, ${b})`),
  mul: (a: string, b: string) => body.let(`f32x4.mul(${a}, ${b})`),
  act: (fn: ActName, a: string) => body.let(`${fn}(${a})`),
  slope: (fn: ActName, y: string) => body.let(`${fn}Slope(${y})`),
});

/** Everything saved at each step, in order, and where a node or name of the cell is found in it. */
function planesOf(cell: LoweredCell) {
  const planes = cell.phases.flatMap(({ saved }) => saved.map(({ node }) => node));
  const named = new Set(cell.graph.values.map(({ node }) => node));
  const seen = new Set<NodeId>();
  const visit = (id: NodeId) => {
    if (seen.has(id) || planes.includes(id)) return;
    seen.add(id);
    const node = cell.graph.nodes[id] as GradNode;
    // An activation that no equation names (tanh c′): dearer to compute again than to keep.
    if (node.op === "act" && !named.has(id)) planes.push(id);
    else operandsOf(node).forEach(visit);
  };
  for (const { adjoint } of [...cell.columns, ...cell.perUnit]) visit(adjoint);
  for (const { node } of [...cell.totals, ...cell.carries]) visit(node);
  const before = cell.phases.map((_, i) =>
    cell.phases.slice(0, i).reduce((sum, { saved }) => sum + saved.length, 0),
  );
  return {
    planes,
    planeAt: (id: NodeId) => planes.indexOf(id),
    planeOf: (name: string) => {
      const { phase, plane } = cell.savedByName(name);
      return (before[phase - 1] as number) + plane;
    },
  };
}

const refuse = (what: string): never => {
  throw new Error(`a kernel cannot read this: ${what}`);
};

function printForward(cell: LoweredCell, phase: number, places: ReturnType<typeof planesOf>): Body {
  const body = new Body();
  const own = cell.phases[phase - 1];
  const memo = new Map<NodeId, string>();
  const stored = new Set<NodeId>();
  const { planeAt, planeOf } = places;
  const plane = (index: number, lag = 0): Operand => ({ kind: "value", plane: index, lag });
  const isEarlier = (id: NodeId) => {
    const at = cell.savedAt(id);
    return at !== undefined && at.phase < phase;
  };
  const operations = arithmetic(body);
  const columnSum = (index: number): string => {
    const column = cell.columns[index];
    const [leaf] = column?.leaves ?? [];
    if (column === undefined || leaf === undefined) return refuse(`column ${index}`);
    return column.phase === phase
      ? body.load({ kind: "sum", column: index })
      : body.load(plane(planeAt(leaf)));
  };
  const compute = (id: NodeId): string => {
    if (isEarlier(id)) return body.load(plane(planeAt(id)));
    const sum = cell.sumAt(id);
    if (sum) {
      const terms = [...sum.columns.map(({ index }) => columnSum(index)), ...sum.rest.map(value)];
      return terms.reduce((a, b) => operations.add(a, b));
    }
    const node = cell.graph.nodes[id] as GradNode;
    switch (node.op) {
      case "const":
        return operations.constant(node.value);
      case "ref": {
        if (node.lag > 0) return body.load(plane(planeOf(node.name), node.lag));
        const named = cell.graph.values.find(({ name }) => name === node.name);
        return named ? value(named.node) : refuse(`value “${node.name}”`);
      }
      case "param":
        return body.load({ kind: "unit", name: node.name });
      case "input":
      case "recur":
        return columnSum(cell.columnOf(id).index);
      case "act":
        return operations.act(node.fn, value(node.a));
      case "add":
      case "sub":
      case "mul":
        return operations[node.op](value(node.a), value(node.b));
      default:
        return refuse(node.op);
    }
  };
  const value = (id: NodeId): string => {
    const known = memo.get(id) ?? compute(id);
    memo.set(id, known);
    // Unnamed activations are saved where they are computed.
    const isExtra = planeAt(id) >= 0 && cell.savedAt(id) === undefined;
    if (isExtra && !stored.has(id)) {
      stored.add(id);
      body.store(plane(planeAt(id)), known);
    }
    return known;
  };
  own?.saved.forEach(({ node, name }) => {
    // Two equations of one value have a plane each.
    const isNamed = own.equations.some((equation) => equation.name === name);
    body.store(plane(isNamed ? planeOf(name) : planeAt(node)), value(node));
  });
  return body;
}

function printBackward(
  cell: LoweredCell,
  phase: number,
  places: ReturnType<typeof planesOf>,
  pulls: Pull[],
): Body {
  const body = new Body();
  const { graph, columns } = cell;
  const { planeAt, planeOf } = places;
  const plane = (index: number, lag = 0): Operand => ({ kind: "value", plane: index, lag });
  const operations = arithmetic(body);
  const ready = new Map<NodeId, string>();
  const columnWith = (gate: string, adjoint: NodeId) =>
    columns.find(
      (column) =>
        column.adjoint === adjoint && column.recurs.some((node) => node.gate === gate && node.lag === 0),
    );
  const compute = (id: NodeId): string => {
    if (planeAt(id) >= 0) return body.load(plane(planeAt(id)));
    const node = graph.nodes[id] as GradNode;
    const done = columns.find((column) => column.phase > phase && column.adjoint === id);
    if (done) return body.load({ kind: "delta", column: done.index });
    switch (node.op) {
      case "const":
        return operations.constant(node.value);
      case "ref":
        return body.load(plane(planeOf(node.name), node.lag));
      case "param":
        return body.load({ kind: "unit", name: node.name });
      case "seed":
        return body.load({ kind: "seed", state: node.state });
      case "pull": {
        const known = pulls.findIndex(({ gate }) => gate === node.gate);
        const column = columnWith(node.gate, node.a);
        if (!column) return refuse(`column of “${node.gate}”`);
        const index = known >= 0 ? known : pulls.push({ gate: node.gate, column: column.index }) - 1;
        return body.load({ kind: "pulled", index });
      }
      case "add":
      case "sub":
      case "mul":
        return operations[node.op](value(node.a), value(node.b));
      case "act":
        return operations.act(node.fn, value(node.a));
      case "slope":
        return operations.slope(node.fn, value(node.y));
      default:
        return refuse(`${node.op} that is not saved`);
    }
  };
  const value = (id: NodeId): string => {
    const known = ready.get(id) ?? compute(id);
    ready.set(id, known);
    return known;
  };

  const isHere = (id: NodeId) => cell.keptAt(id)?.phase === phase;
  for (const { state, node } of cell.totals)
    if (isHere(node)) body.store({ kind: "total", state }, value(node), "if (totals) ");
  for (const column of columns)
    if (column.phase === phase) body.store({ kind: "delta", column: column.index }, value(column.adjoint));
  for (const { state, lag, node } of cell.carries)
    if (isHere(node)) body.add({ kind: "carry", state, lag }, value(node));
  if (phase === 1)
    for (const { name, adjoint, isHeld } of cell.perUnit)
      if (!isHeld) body.add({ kind: "unitGradient", name }, value(adjoint));
  return body;
}

/** All kernels of a cell. Equal equations give equal text and equal names. */
export function printCell(cell: LoweredCell): PrintedCell {
  const places = planesOf(cell);
  const pulls: Pull[] = [];
  const forward = cell.phases.map(({ phase }) => printForward(cell, phase, places));
  const backward = cell.phases
    .map(({ phase }) => phase)
    .reverse()
    .map((phase) => printBackward(cell, phase, places, pulls))
    .reverse();
  const write = (base: string) =>
    [
      ...forward.map((body, i) => body.print(`${base}_f${i + 1}`)),
      ...backward.map((body, i) => body.print(`${base}_b${i + 1}`)),
    ].join("\n");
  const base = nameOf(write("cell"));
  const kernels = (bodies: readonly Body[], letter: string) =>
    bodies.map(({ operands }, i) => ({ name: `${base}_${letter}${i + 1}`, operands }));
  return {
    text: write(base),
    forward: kernels(forward, "f"),
    backward: kernels(backward, "b"),
    planes: places.planes,
    planeOf: places.planeOf,
    pulls,
  };
}
