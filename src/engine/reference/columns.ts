import { type Equation, type Expr, walk } from "../../lib/expr.ts";

/**
 * One matrix product a step: every gate that multiplies the same source at once. `paired` gates occur only as
 * W·x + U·source, so their input product enters as the addend of the product and costs nothing; `alone` gates follow.
 */
export interface Product {
  readonly source: string;
  readonly lag: number;
  readonly bias: boolean;
  readonly paired: readonly string[];
  readonly alone: readonly string[];
}

/** A cell's equations, arranged for an engine in which every operation is expensive to call. */
export interface Columns {
  /** As in the cell, with W·x + U·source of a paired gate replaced by a reference to `preactivation(gate)`. */
  readonly equations: readonly Equation[];
  readonly products: readonly Product[];
  /** Gates whose W·x is needed on its own. */
  readonly inputsAlone: readonly string[];
  /** Gates whose input product has a bias. */
  readonly biased: ReadonlySet<string>;
}

type Recur = Extract<Expr, { op: "recur" }>;

/** Name under which a paired gate's W·x + U·source is referred to. No equation can have it. */
export const preactivation = (gate: string): string => `Wx+Us ${gate}`;
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

function rewrite(node: Expr, paired: ReadonlySet<string>): Expr {
  const pair = pairOf(node);
  if (pair && paired.has(pair.gate)) return { op: "ref", name: preactivation(pair.gate), lag: 0 };
  switch (node.op) {
    case "add":
    case "sub":
    case "mul":
      return { ...node, a: rewrite(node.a, paired), b: rewrite(node.b, paired) };
    case "act":
      return { ...node, a: rewrite(node.a, paired) };
    default:
      return node;
  }
}

/** @param gates in block order: columns of a product keep it, so that they stay slices of the kernel. */
export function arrangeColumns(equations: readonly Equation[], gates: readonly string[]): Columns {
  const inputs: string[] = [];
  const recurs: Recur[] = [];
  const pairs: string[] = [];
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
    });
  const count = (list: readonly string[], gate: string) => list.filter((other) => other === gate).length;
  const paired = new Set(
    gates.filter(
      (gate) =>
        count(pairs, gate) === 1 &&
        count(inputs, gate) === 1 &&
        recurs.filter((node) => node.gate === gate).length === 1,
    ),
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
      paired: own.filter((gate) => paired.has(gate)),
      alone: own.filter((gate) => !paired.has(gate)),
    };
  });
  return {
    equations: equations.map(({ name, expr }) => ({ name, expr: rewrite(expr, paired) })),
    products,
    inputsAlone: gates.filter((gate) => inputs.includes(gate) && !paired.has(gate)),
    biased,
  };
}
