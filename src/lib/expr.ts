/**
 * Expressions: the language in which cells and optimizers are written, once.
 *
 * A cell's step is an ordered list of named expressions over a dozen operations; the oracle, the tfjs reference, the
 * printers and the counters are folds over them (`fold`), each an `Algebra<V>`.
 */

import type { ActName } from "./activations.ts";

export type { ActName };

/** Operations without operands. */
type Leaf =
  | { readonly op: "const"; readonly value: number }
  /** Value of an earlier equation of the same step (lag 0) or of a state `lag` steps ago (lag ≥ 1). */
  | { readonly op: "ref"; readonly name: string; readonly lag: number }
  /** A weight a unit, shape [units], e.g. a peephole. */
  | { readonly op: "param"; readonly name: string }
  /** The value at which a gate is held, one for all units: given from outside with each run of a plan, and no weight. */
  | { readonly op: "held"; readonly gate: string }
  /** W_gate·x_t, plus b_gate where `bias`. Depends on no earlier step, so engines hoist it out of the time loop. */
  | { readonly op: "input"; readonly gate: string; readonly bias: boolean }
  /** U_gate·source, plus the recurrent bias where `bias`. The only operation that mixes units. */
  | {
      readonly op: "recur";
      readonly gate: string;
      readonly source: string;
      readonly lag: number;
      readonly bias: boolean;
    };

interface Binary<A> {
  readonly op: "add" | "sub" | "mul";
  readonly a: A;
  readonly b: A;
}

interface Activation<A> {
  readonly op: "act";
  readonly fn: ActName;
  readonly a: A;
}

/** One operation whose operands are of type `A`: expressions themselves, or places in a graph. */
export type Operation<A> = Leaf | Binary<A> | Activation<A>;

export type Expr = Leaf | Binary<Expr> | Activation<Expr>;

export interface Equation {
  /** `h'` (primed) is the new value of state `h`; any other name is a gate or an intermediate. */
  readonly name: string;
  readonly expr: Expr;
}

export const constant = (value: number): Expr => ({ op: "const", value });
/** Lag defaults to 0 for equations of this step; a state's bare name means its value one step ago. */
export const ref = (name: string, lag = 0): Expr => ({ op: "ref", name, lag });
/** State `name` as it was `lag` steps ago (1 by default). */
export const prev = (name: string, lag = 1): Expr => ({ op: "ref", name, lag });
export const param = (name: string): Expr => ({ op: "param", name });
export const held = (gate: string): Expr => ({ op: "held", gate });
export const input = (gate: string, bias: boolean): Expr => ({ op: "input", gate, bias });
/** U·source. `lag` 1 (default) reads a state of the step before; 0 an equation of this step (a new phase). */
export const recur = (
  gate: string,
  source: string,
  options: { lag?: number; bias?: boolean } = {},
): Expr => ({
  op: "recur",
  gate,
  source,
  lag: options.lag ?? 1,
  bias: options.bias ?? false,
});
export const add = (a: Expr, b: Expr): Expr => ({ op: "add", a, b });
export const sub = (a: Expr, b: Expr): Expr => ({ op: "sub", a, b });
export const mul = (a: Expr, b: Expr): Expr => ({ op: "mul", a, b });
export const act = (fn: ActName, a: Expr): Expr => ({ op: "act", fn, a });
export const sigmoid = (a: Expr): Expr => act("sigmoid", a);
export const tanh = (a: Expr): Expr => act("tanh", a);
export const relu = (a: Expr): Expr => act("relu", a);

/** One meaning of the operations over values `V` (numbers, tensors, TeX, shader text). */
export interface Algebra<V> {
  constant(value: number): V;
  ref(name: string, lag: number): V;
  param(name: string): V;
  held(gate: string): V;
  input(gate: string, bias: boolean): V;
  recur(gate: string, source: string, lag: number, bias: boolean): V;
  add(a: V, b: V): V;
  sub(a: V, b: V): V;
  mul(a: V, b: V): V;
  act(fn: ActName, a: V): V;
}

/** What an operation computes with, in order. */
export function operandsOf<A>(node: Operation<A>): readonly A[] {
  switch (node.op) {
    case "add":
    case "sub":
    case "mul":
      return [node.a, node.b];
    case "act":
      return [node.a];
    default:
      return [];
  }
}

/** The meaning of one operation, whose operands `value` gives. */
export function meaningOf<A, V>(node: Operation<A>, algebra: Algebra<V>, value: (operand: A) => V): V {
  switch (node.op) {
    case "const":
      return algebra.constant(node.value);
    case "ref":
      return algebra.ref(node.name, node.lag);
    case "param":
      return algebra.param(node.name);
    case "held":
      return algebra.held(node.gate);
    case "input":
      return algebra.input(node.gate, node.bias);
    case "recur":
      return algebra.recur(node.gate, node.source, node.lag, node.bias);
    case "add":
    case "sub":
    case "mul":
      return algebra[node.op](value(node.a), value(node.b));
    case "act":
      return algebra.act(node.fn, value(node.a));
    default:
      return node satisfies never;
  }
}

export function fold<V>(expr: Expr, algebra: Algebra<V>): V {
  return meaningOf(expr, algebra, (operand) => fold(operand, algebra));
}

/** Every node of an expression, parents before children. */
export function walk(expr: Expr, visit: (node: Expr) => void): void {
  visit(expr);
  for (const operand of operandsOf(expr)) walk(operand, visit);
}

/** Name of the state that an equation renews ("h'" → "h"), or undefined for gates and intermediates. */
export const renewedState = (name: string): string | undefined =>
  name.endsWith("'") ? name.slice(0, -1) : undefined;
