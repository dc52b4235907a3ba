import { type ActName, type Equation, type Expr, walk } from "../../lib/expr.ts";

/** Gates that are one block of columns until their activation is done; without `fn` they are split before it. */
export interface Run {
  readonly fn?: ActName;
  readonly gates: readonly string[];
}

/**
 * One matrix product a step: every gate that multiplies the same source at once. Paired gates occur only as
 * W·x + U·source, so their input product is added to the whole block; where that sum is only ever read through one
 * activation, gates of the same activation form a run and are activated together. `alone` gates follow.
 */
export interface Product {
  readonly source: string;
  readonly lag: number;
  readonly bias: boolean;
  readonly runs: readonly Run[];
  readonly alone: readonly string[];
}

/** A cell's equations, arranged for an engine in which every operation is expensive to call. */
export interface Columns {
  /** As in the cell, with what a run computes replaced by a reference to `blockName(gate)`. */
  readonly equations: readonly Equation[];
  readonly products: readonly Product[];
  /** Gates whose W·x is needed on its own. */
  readonly inputsAlone: readonly string[];
  /** Gates whose input product has a bias. */
  readonly biased: ReadonlySet<string>;
}

type Recur = Extract<Expr, { op: "recur" }>;

/** Name under which a paired gate's sum, activated where its run is, is referred to. No equation can have it. */
export const blockName = (gate: string): string => `Wx+Us ${gate}`;
export const recurKey = (source: string, lag: number, bias: boolean): string => `${source} ${lag} ${bias}`;

/** The recur node of `input(g) + recur(g)`, in either order. */
function pairOf(node: Expr): Recur | undefined {
  if (node.op !== "add") return undefined;
  for (const [a, b] of [
    [node.a, node.b],
    [node.b, node.a],
  ] as const)
    if (a.op === "input" && b.op === "recur" && a.gate === b.gate) return b;
  return undefined;
}

/** Replaces act(W·x + U·s) of a gate with a common activation, and W·x + U·s of the other paired gates. */
function rewrite(node: Expr, fnOf: ReadonlyMap<string, ActName | undefined>): Expr {
  const inner = node.op === "act" ? pairOf(node.a) : undefined;
  if (node.op === "act" && inner && fnOf.get(inner.gate) === node.fn)
    return { op: "ref", name: blockName(inner.gate), lag: 0 };
  const pair = pairOf(node);
  if (pair && fnOf.has(pair.gate)) return { op: "ref", name: blockName(pair.gate), lag: 0 };
  switch (node.op) {
    case "add":
    case "sub":
    case "mul":
      return { ...node, a: rewrite(node.a, fnOf), b: rewrite(node.b, fnOf) };
    case "act":
      return { ...node, a: rewrite(node.a, fnOf) };
    default:
      return node;
  }
}

function runsOf(gates: readonly string[], fnOf: ReadonlyMap<string, ActName | undefined>): readonly Run[] {
  const fns = [...new Set(gates.map((gate) => fnOf.get(gate)))];
  return fns.map((fn) => ({
    ...(fn !== undefined && { fn }),
    gates: gates.filter((gate) => fnOf.get(gate) === fn),
  }));
}

/** @param gates in block order. */
export function arrangeColumns(equations: readonly Equation[], gates: readonly string[]): Columns {
  const inputs: string[] = [];
  const recurs: Recur[] = [];
  const pairs: string[] = [];
  const activated = new Map<string, ActName>();
  const biased = new Set<string>();
  for (const { expr } of equations)
    walk(expr, (node) => {
      if (node.op === "input") {
        inputs.push(node.gate);
        if (node.bias) biased.add(node.gate);
      }
      if (node.op === "recur") recurs.push(node);
      const pair = pairOf(node);
      if (pair) pairs.push(pair.gate);
      const inner = node.op === "act" ? pairOf(node.a) : undefined;
      if (node.op === "act" && inner) activated.set(inner.gate, node.fn);
    });
  const count = (list: readonly string[], gate: string) => list.filter((other) => other === gate).length;
  // A gate that occurs once occurs under one activation at most, so that `activated` holds for all of it.
  const fnOf = new Map(
    gates
      .filter(
        (gate) =>
          count(pairs, gate) === 1 &&
          count(inputs, gate) === 1 &&
          recurs.filter((node) => node.gate === gate).length === 1,
      )
      .map((gate) => [gate, activated.get(gate)] as const),
  );
  const groups = new Map<string, Recur[]>();
  for (const node of recurs) {
    const key = recurKey(node.source, node.lag, node.bias);
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const products = [...groups.values()].map((nodes): Product => {
    const { source, lag, bias } = nodes[0] as Recur;
    const own = gates.filter((gate) => nodes.some((node) => node.gate === gate));
    return {
      source,
      lag,
      bias,
      runs: runsOf(
        own.filter((gate) => fnOf.has(gate)),
        fnOf,
      ),
      alone: own.filter((gate) => !fnOf.has(gate)),
    };
  });
  return {
    equations: equations.map(({ name, expr }) => ({ name, expr: rewrite(expr, fnOf) })),
    products,
    inputsAlone: gates.filter((gate) => inputs.includes(gate) && !fnOf.has(gate)),
    biased,
  };
}
