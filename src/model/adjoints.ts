/**
 * One step of back-propagation through time as a list of equations, derived from those of the cell: the adjoint ∂L/∂v of every value v
 * that the step computes, of what stands under its activation, and what goes to the states of earlier steps.
 */
import { renewedState } from "../lib/expr.ts";
import { differentiate, type NodeId, type StepGraph } from "../lib/expr-grad.ts";
import type { ScanNode } from "./plan.ts";

/** An equation of the step back. */
export type AdjointLine =
  /** ∂L/∂v in total, of a state, a gate or an intermediate; `name` as in the cell: "f", "h'". */
  | { readonly kind: "value"; readonly name: string; readonly node: NodeId }
  /** δ_v, ∂L by what stands under the activation of v. */
  | { readonly kind: "delta"; readonly name: string; readonly node: NodeId }
  /** What the step sends to a state `lag` steps before. */
  | { readonly kind: "sent"; readonly state: string; readonly lag: number };

export interface Adjoints {
  readonly graph: StepGraph;
  /** In the order in which they can be computed. */
  readonly lines: readonly AdjointLine[];
  /** Distances over which a state reads back, by state: from where something of ∂L arrives. */
  readonly lags: { readonly [state: string]: readonly number[] };
}

type Cell = Pick<ScanNode, "equations" | "states">;

/** The node of ∂L by the operand of the activation whose value a node is; undefined where it is no activation. */
function deltaOf({ nodes }: StepGraph, value: NodeId, total: NodeId): NodeId | undefined {
  const slope = nodes.findIndex((node) => node.op === "slope" && node.y === value);
  if (slope < 0) return undefined;
  const [a, b] = [Math.min(total, slope), Math.max(total, slope)];
  const node = nodes.findIndex((node) => node.op === "mul" && node.a === a && node.b === b);
  return node < 0 ? undefined : node;
}

function derive({ equations, states }: Cell): Adjoints {
  const graph = differentiate(equations, states);
  const lags = Object.fromEntries(
    states.map((state) => {
      const own = [
        ...graph.states.flatMap(({ leaf }) => (leaf.name === state ? leaf.lag : [])),
        ...graph.recurs.flatMap(({ leaf }) => (leaf.source === state && leaf.lag > 0 ? leaf.lag : [])),
      ];
      return [state, [...new Set(own)].sort((a, b) => a - b)];
    }),
  );
  const lines = graph.totals.flatMap(({ name, adjoint }): AdjointLine[] => {
    const value = graph.values.find((one) => one.name === name)?.node ?? -1;
    const delta = deltaOf(graph, value, adjoint);
    return [
      { kind: "value", name, node: adjoint },
      ...(delta === undefined ? [] : [{ kind: "delta", name, node: delta } as const]),
    ];
  });
  const sent = states.flatMap((state) =>
    (lags[state] ?? []).map((lag): AdjointLine => ({ kind: "sent", state, lag })),
  );
  return { graph, lines: [...lines, ...sent], lags };
}

const known = new WeakMap<Cell["equations"], Adjoints>();
/** Derived once for each list of equations. */
export function adjointsOf(cell: Cell): Adjoints {
  const adjoints = known.get(cell.equations) ?? derive(cell);
  known.set(cell.equations, adjoints);
  return adjoints;
}

/** "h'" and "h" both name the state h; any other equation is named as it is. */
export const valueName = (equation: string): string => renewedState(equation) ?? equation;

/** The nodes whose values say all that is shown of a step: every adjoint of a line, and what arrives at the leaves of the equations. */
export function shownNodes({ graph, lines }: Adjoints): readonly NodeId[] {
  const own = lines.flatMap((line) => (line.kind === "sent" ? [] : line.node));
  const leaves = [...graph.states, ...graph.recurs, ...graph.inputs, ...graph.params];
  return [...new Set([...own, ...leaves.map(({ adjoint }) => adjoint)])];
}
