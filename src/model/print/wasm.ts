/**
 * Prints AssemblyScript: the pointwise parts of a cell's step, forward and backward, from its lowered equations.
 *
 * A routine takes one pointer, to a block of numbers: rows, bytes of a row, bytes from row to row of wide arrays, whether
 * totals are wanted, then one address for each operand in the routine's order. Rows are padded to whole panels of 8; nothing
 * here knows how many units are real.
 *
 * Which gates are held is data too: a gate is `σ(…) & ~mask | value`, and what would go back through σ is `… & ~mask`. For a gate that is
 * free both are zeros, so that not a bit of it changes. One text serves a cell whatever is held, with a second pair of loops for when nothing
 * is; its operands of a held gate point at what may be read and written in vain.
 */
import type { ActName } from "../../lib/expr.ts";
import { type GradNode, type NodeId, operandsOf } from "../../lib/expr-grad.ts";
import type { LoweredCell } from "../lower.ts";
import { Body, nameOf, type Operand, type Streamed } from "./wasm-body.ts";

export interface Routine {
  /** The function's name in the module. */
  readonly name: string;
  readonly operands: readonly Operand[];
}

/** A product of the backward pass within a step: U_gateᵀ·(delta of `accumulator`). */
export interface Pull {
  readonly gate: string;
  readonly accumulator: number;
}

export interface PrintedCell {
  readonly text: string;
  /** By phase. */
  readonly forward: readonly Routine[];
  readonly backward: readonly Routine[];
  /** What is saved at every step: the trajectories, and what the backward pass reads beside them. */
  readonly planes: readonly NodeId[];
  /** Plane of an equation, states unprimed. */
  planeOf(name: string): number;
  readonly pulls: readonly Pull[];
}

/** A vector of one number. */
export const number = (value: number): string =>
  `f32x4.splat(${Number.isInteger(value) ? `${value}.0` : value})`;

/** Functions on vectors that printed text calls, of x and of the saved value y; they are written in routines/math.as. */
export const vectorFunctions: { readonly [F in ActName]: { readonly act: string; readonly slope: string } } =
  {
    sigmoid: { act: "sigmoid", slope: "sigmoidSlope" },
    tanh: { act: "tanh", slope: "tanhSlope" },
    relu: { act: "relu", slope: "reluSlope" },
  };

/** Operations on vectors as text; leaves are the caller's. */
const arithmetic = (body: Body) => ({
  constant: number,
  add: (a: string, b: string) => body.let(`f32x4.add(${a}, ${b})`),
  sub: (a: string, b: string) => body.let(`f32x4.sub(${a}, ${b})`),
  mul: (a: string, b: string) => body.let(`f32x4.mul(${a}, ${b})`),
  act: (fn: ActName, a: string) => body.let(`${vectorFunctions[fn].act}(${a})`),
  slope: (fn: ActName, y: string) => body.let(`${vectorFunctions[fn].slope}(${y})`),
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
  for (const { adjoint } of [...cell.accumulators, ...cell.perUnit]) visit(adjoint);
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
  throw new Error(`a routine cannot read this: ${what}`);
};

function printForward(cell: LoweredCell, phase: number, places: ReturnType<typeof planesOf>): Body {
  const body = new Body();
  const gateAt = new Map(cell.holdable.map(({ gate, node }) => [node, gate]));
  const own = cell.phases[phase - 1];
  const memo = new Map<NodeId, string>();
  const stored = new Set<NodeId>();
  const { planeAt, planeOf } = places;
  const plane = (index: number, lag = 0): Streamed => ({ kind: "value", plane: index, lag });
  const isEarlier = (id: NodeId) => {
    const at = cell.savedAt(id);
    return at !== undefined && at.phase < phase;
  };
  const operations = arithmetic(body);
  const accumulated = (index: number): string => {
    const accumulator = cell.accumulators[index];
    const [leaf] = accumulator?.leaves ?? [];
    if (accumulator === undefined || leaf === undefined) return refuse(`accumulator ${index}`);
    return accumulator.phase === phase
      ? body.load({ kind: "sum", accumulator: index })
      : body.load(plane(planeAt(leaf)));
  };
  const compute = (id: NodeId): string => {
    if (isEarlier(id)) return body.load(plane(planeAt(id)));
    const sum = cell.sumAt(id);
    if (sum) {
      const terms = [...sum.accumulators.map(({ index }) => accumulated(index)), ...sum.rest.map(value)];
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
        return accumulated(cell.accumulatorOf(id).index);
      case "act": {
        const own = operations.act(node.fn, value(node.a));
        const gate = gateAt.get(id);
        return gate === undefined ? own : body.orHeld(gate, own);
      }
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
  const { graph, accumulators } = cell;
  const { planeAt, planeOf } = places;
  const plane = (index: number, lag = 0): Streamed => ({ kind: "value", plane: index, lag });
  const operations = arithmetic(body);
  const ready = new Map<NodeId, string>();
  /** The gate through whose σ a product with its slope comes back. */
  const gateBehind = (operand: NodeId): string | undefined => {
    const node = graph.nodes[operand] as GradNode;
    return node.op === "slope" ? cell.holdable.find((own) => own.node === node.y)?.gate : undefined;
  };
  const accumulatorWith = (gate: string, adjoint: NodeId) =>
    accumulators.find(
      (accumulator) =>
        accumulator.adjoint === adjoint &&
        accumulator.recurs.some((node) => node.gate === gate && node.lag === 0),
    );
  const compute = (id: NodeId): string => {
    if (planeAt(id) >= 0) return body.load(plane(planeAt(id)));
    const node = graph.nodes[id] as GradNode;
    const done = accumulators.find((accumulator) => accumulator.phase > phase && accumulator.adjoint === id);
    if (done) return body.load({ kind: "delta", accumulator: done.index });
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
        const accumulator = accumulatorWith(node.gate, node.a);
        if (!accumulator) return refuse(`accumulator of “${node.gate}”`);
        const index =
          known >= 0 ? known : pulls.push({ gate: node.gate, accumulator: accumulator.index }) - 1;
        return body.load({ kind: "pulled", index });
      }
      case "mul": {
        const product = operations.mul(value(node.a), value(node.b));
        const gate = gateBehind(node.a) ?? gateBehind(node.b);
        return gate === undefined ? product : body.unlessHeld(gate, product);
      }
      case "add":
      case "sub":
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
  for (const accumulator of accumulators)
    if (accumulator.phase === phase)
      body.store({ kind: "delta", accumulator: accumulator.index }, value(accumulator.adjoint));
  for (const { state, lag, node } of cell.carries)
    if (isHere(node)) body.add({ kind: "carry", state, lag }, value(node));
  if (phase === 1)
    for (const { name, adjoint } of cell.perUnit) body.add({ kind: "unitGradient", name }, value(adjoint));
  return body;
}

/** All routines of a cell. Equal equations give equal text and equal names. */
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
  const routines = (bodies: readonly Body[], letter: string) =>
    bodies.map(({ operands }, i) => ({ name: `${base}_${letter}${i + 1}`, operands }));
  return {
    text: write(base),
    forward: routines(forward, "f"),
    backward: routines(backward, "b"),
    planes: places.planes,
    planeOf: places.planeOf,
    pulls,
  };
}
