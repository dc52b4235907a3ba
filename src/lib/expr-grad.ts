/**
 * Reverse mode on expressions: from a cell's ordered equations to one graph that holds the step and its adjoints.
 *
 * The graph is hash-consed (equal subexpressions are one node, commutative operands are ordered, constants are folded),
 * and slopes are written in the saved output (σ′ = y(1 − y)), so that the backward pass needs no pre-activation. What
 * the nodes mean is up to a `GradAlgebra`: arrays in the oracle, text in a printer.
 */
import {
  type ActName,
  type Algebra,
  type Equation,
  type Expr,
  meaningOf,
  type Operation,
  operandsOf as operationOperands,
  renewedState,
} from "./expr.ts";

/** Index of a node in its graph; a node's operands have smaller ones. */
export type NodeId = number;

export type GradNode =
  | Operation<NodeId>
  /** Slope of `fn` where its value is `y`. */
  | { readonly op: "slope"; readonly fn: ActName; readonly y: NodeId }
  /** ∂L/∂state that reaches this step from outside of it: from later steps and from whatever reads the state. */
  | { readonly op: "seed"; readonly state: string }
  /** U_gateᵀ·a: what a `recur` of the same step sends back to its source. */
  | { readonly op: "pull"; readonly gate: string; readonly a: NodeId };

/** Meaning of a graph over values `V`. */
export interface GradAlgebra<V> extends Algebra<V> {
  slope(fn: ActName, y: V): V;
  seed(state: string): V;
  pull(gate: string, a: V): V;
}

type Leaf<O extends GradNode["op"]> = Extract<GradNode, { op: O }>;
/** What arrives at a leaf: its part of the step's ∂L. */
export interface Arrival<O extends GradNode["op"]> {
  readonly leaf: Leaf<O>;
  readonly adjoint: NodeId;
}

/** One step of a cell with its adjoints. */
export interface StepGraph {
  readonly nodes: readonly GradNode[];
  /** Every equation's value, in their order. */
  readonly values: readonly { readonly name: string; readonly node: NodeId }[];
  /** Every equation's total adjoint, last equation first: everything later included, in the step and after it. */
  readonly totals: readonly { readonly name: string; readonly adjoint: NodeId }[];
  /** What the step sends, unit by unit, to states of earlier steps (lag ≥ 1). */
  readonly states: readonly Arrival<"ref">[];
  /** Deltas of the products with earlier or same-step values: dU += source·deltaᵀ; for lag ≥ 1 the source gets Uᵀ·delta. */
  readonly recurs: readonly Arrival<"recur">[];
  /** Deltas of the products with the input: dW += x·deltaᵀ. */
  readonly inputs: readonly Arrival<"input">[];
  readonly params: readonly Arrival<"param">[];
}

class Builder {
  readonly nodes: GradNode[] = [];
  private readonly known = new Map<string, NodeId>();

  at(id: NodeId): GradNode {
    return this.nodes[id] as GradNode;
  }

  intern(node: GradNode): NodeId {
    const key = JSON.stringify(node);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const id = this.nodes.push(node) - 1;
    this.known.set(key, id);
    return id;
  }

  constant = (value: number): NodeId => this.intern({ op: "const", value });

  private valueOf(id: NodeId): number | undefined {
    const node = this.at(id);
    return node.op === "const" ? node.value : undefined;
  }

  /** x·y ± x·z as x·(y ± z): one product less for every printed kernel. */
  private factored(op: "add" | "sub", a: NodeId, b: NodeId): NodeId | undefined {
    const [left, right] = [this.at(a), this.at(b)];
    if (left.op !== "mul" || right.op !== "mul") return undefined;
    for (const [x, y] of [
      [left.a, left.b],
      [left.b, left.a],
    ] as const) {
      if (x === right.a) return this.mul(x, this[op](y, right.b));
      if (x === right.b) return this.mul(x, this[op](y, right.a));
    }
    return undefined;
  }

  /** y where a node is −1·y. */
  private negated(id: NodeId): NodeId | undefined {
    const node = this.at(id);
    if (node.op !== "mul") return undefined;
    if (this.valueOf(node.a) === -1) return node.b;
    return this.valueOf(node.b) === -1 ? node.a : undefined;
  }

  add(a: NodeId, b: NodeId): NodeId {
    const [x, y] = [this.valueOf(a), this.valueOf(b)];
    if (x !== undefined && y !== undefined) return this.constant(x + y);
    if (x === 0) return b;
    if (y === 0) return a;
    const [minusA, minusB] = [this.negated(a), this.negated(b)];
    if (minusB !== undefined) return this.sub(a, minusB);
    if (minusA !== undefined) return this.sub(b, minusA);
    const factored = this.factored("add", a, b);
    if (factored !== undefined) return factored;
    return this.intern({ op: "add", a: Math.min(a, b), b: Math.max(a, b) });
  }

  sub(a: NodeId, b: NodeId): NodeId {
    const [x, y] = [this.valueOf(a), this.valueOf(b)];
    if (x !== undefined && y !== undefined) return this.constant(x - y);
    if (y === 0) return a;
    return this.factored("sub", a, b) ?? this.intern({ op: "sub", a, b });
  }

  mul(a: NodeId, b: NodeId): NodeId {
    const [x, y] = [this.valueOf(a), this.valueOf(b)];
    if (x !== undefined && y !== undefined) return this.constant(x * y);
    if (x === 0 || y === 0) return this.constant(0);
    if (x === 1) return b;
    if (y === 1) return a;
    return this.intern({ op: "mul", a: Math.min(a, b), b: Math.max(a, b) });
  }

  expr(expr: Expr): NodeId {
    switch (expr.op) {
      case "add":
      case "sub":
      case "mul":
        return this[expr.op](this.expr(expr.a), this.expr(expr.b));
      case "act":
        return this.intern({ op: "act", fn: expr.fn, a: this.expr(expr.a) });
      case "const":
        return this.constant(expr.value);
      default:
        return this.intern({ ...expr });
    }
  }
}

/** Refuses what no step could compute: a value before its equation, a look back at something that is no state. */
function checkReads(node: GradNode, of: string, done: ReadonlySet<string>, states: readonly string[]): void {
  if (node.op !== "ref" && node.op !== "recur") return;
  const read = node.op === "ref" ? node.name : node.source;
  if (node.lag === 0 && !done.has(read))
    throw new Error(
      `equation “${of}” reads “${read}” of the same step before it is computed; put it further down`,
    );
  if (node.lag > 0 && !states.includes(read))
    throw new Error(
      `equation “${of}” reads “${read}” ${node.lag} step back, but the states are ${states.join(", ")}`,
    );
}

/** What a node is computed from, in order. */
export function operandsOf(node: GradNode): readonly NodeId[] {
  switch (node.op) {
    case "slope":
      return [node.y];
    case "pull":
      return [node.a];
    case "seed":
      return [];
    default:
      return operationOperands(node);
  }
}

/** Nodes under `root`, largest first: every node comes before its operands. */
function below(nodes: readonly GradNode[], root: NodeId): NodeId[] {
  const seen = new Set<NodeId>();
  const visit = (id: NodeId) => {
    if (seen.has(id)) return;
    seen.add(id);
    operandsOf(nodes[id] as GradNode).forEach(visit);
  };
  visit(root);
  return [...seen].sort((a, b) => b - a);
}

/** The graph of one step: its equations, and the adjoint of everything that it reads. */
export function differentiate(equations: readonly Equation[], states: readonly string[]): StepGraph {
  const graph = new Builder();
  const done = new Set<string>();
  const values = equations.map(({ name, expr }) => {
    const node = graph.expr(expr);
    for (const id of below(graph.nodes, node)) checkReads(graph.at(id), name, done, states);
    done.add(name);
    return { name, node };
  });
  for (const state of states)
    if (!done.has(`${state}'`))
      throw new Error(`state “${state}” is never renewed; write an equation “${state}'”`);

  const zero = graph.constant(0);
  /** Adjoints of leaves, summed over all equations. */
  const arrived = new Map<NodeId, NodeId>();
  /** Adjoints of equations, summed over their readers in the same step. */
  const wanted = new Map<string, NodeId>();
  const want = (name: string, adjoint: NodeId) =>
    wanted.set(name, graph.add(wanted.get(name) ?? zero, adjoint));

  const totals = [...values].reverse().map(({ name, node: root }) => {
    const state = renewedState(name);
    if (state !== undefined) want(name, graph.intern({ op: "seed", state }));
    const total = wanted.get(name) ?? zero;
    const local = new Map<NodeId, NodeId>([[root, total]]);
    const send = (id: NodeId, adjoint: NodeId) => local.set(id, graph.add(local.get(id) ?? zero, adjoint));
    for (const id of below(graph.nodes, root)) {
      const adjoint = local.get(id) ?? zero;
      if (adjoint === zero) continue;
      const node = graph.at(id);
      switch (node.op) {
        case "add":
          send(node.a, adjoint);
          send(node.b, adjoint);
          break;
        case "sub":
          send(node.a, adjoint);
          send(node.b, graph.mul(graph.constant(-1), adjoint));
          break;
        case "mul":
          send(node.a, graph.mul(adjoint, node.b));
          send(node.b, graph.mul(adjoint, node.a));
          break;
        case "act":
          send(node.a, graph.mul(adjoint, graph.intern({ op: "slope", fn: node.fn, y: id })));
          break;
        case "const":
        case "held":
          break;
        default:
          if (node.op === "ref" && node.lag === 0) want(node.name, adjoint);
          else arrived.set(id, graph.add(arrived.get(id) ?? zero, adjoint));
          if (node.op === "recur" && node.lag === 0)
            want(node.source, graph.intern({ op: "pull", gate: node.gate, a: adjoint }));
      }
    }
    return { name, adjoint: total };
  });

  const arrivals = <O extends GradNode["op"]>(op: O): Arrival<O>[] =>
    [...arrived]
      .filter(([leaf]) => graph.at(leaf).op === op)
      .map(([leaf, adjoint]) => ({ leaf: graph.at(leaf) as Leaf<O>, adjoint }));
  return {
    nodes: graph.nodes,
    values,
    totals,
    states: arrivals("ref"),
    recurs: arrivals("recur"),
    inputs: arrivals("input"),
    params: arrivals("param"),
  };
}

/**
 * Values of a graph's nodes on demand, each computed once.
 * @param known what stands for a node without being computed; undefined where nothing does
 */
export function evaluator<V>(
  nodes: readonly GradNode[],
  algebra: GradAlgebra<V>,
  known: (id: NodeId) => V | undefined = () => undefined,
): (id: NodeId) => V {
  const memo = new Map<NodeId, V>();
  const compute = (node: GradNode): V => {
    switch (node.op) {
      case "slope":
        return algebra.slope(node.fn, value(node.y));
      case "seed":
        return algebra.seed(node.state);
      case "pull":
        return algebra.pull(node.gate, value(node.a));
      default:
        return meaningOf(node, algebra, value);
    }
  };
  const value = (id: NodeId): V => {
    if (memo.has(id)) return memo.get(id) as V;
    const result = known(id) ?? compute(nodes[id] as GradNode);
    memo.set(id, result);
    return result;
  };
  return value;
}
