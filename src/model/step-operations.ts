import { activations } from "../lib/activations.ts";
import { evaluator, type GradAlgebra } from "../lib/expr-grad.ts";
import type { LoweredCell } from "./lower.ts";

/** Operations a unit, sequence and step, forward and backward. Equal subexpressions are computed once, as in the kernels. */
export function stepOperations({ graph }: LoweredCell): number {
  // What arrives at a state from later steps, unit by unit, is added to what else reads it.
  let operations = graph.states.length;
  const count = (n: number): null => {
    operations += n;
    return null;
  };
  // A bias is added forward, and its gradient is a sum of deltas; the sum of two projections is a node of its own.
  const projection = (bias: boolean): null => count(bias ? 2 : 0);
  const algebra: GradAlgebra<null> = {
    constant: () => null,
    ref: () => null,
    param: () => null,
    held: () => null,
    input: (_, bias) => projection(bias),
    recur: (_gate, _source, _lag, bias) => projection(bias),
    add: () => count(1),
    sub: () => count(1),
    mul: () => count(1),
    act: () => count(1),
    slope: (fn) => count(activations[fn].slopeOperations),
    seed: () => null,
    pull: () => null,
  };
  const value = evaluator(graph.nodes, algebra);
  for (const { node } of graph.values) value(node);
  for (const { adjoint } of [...graph.totals, ...graph.states, ...graph.recurs, ...graph.inputs])
    value(adjoint);
  for (const { adjoint } of graph.params) {
    value(adjoint);
    count(1); // the sum over steps and sequences
  }
  return operations;
}
