import type { AnyValues, Fields, Values } from "../lib/fields.ts";

/** Arithmetic in which an optimizer's update is written; engines, oracle and printers each give it a meaning. */
export interface OptimizerAlgebra<V> {
  /** `parameter`, `gradient` (after clipping), a slot, or a scalar of `scalars`. */
  ref(name: string): V;
  constant(value: number): V;
  add(a: V, b: V): V;
  sub(a: V, b: V): V;
  mul(a: V, b: V): V;
  div(a: V, b: V): V;
  sqrt(a: V): V;
}

/**
 * An optimizer as data: element-wise equations over parameter, gradient and slots. Scalars that depend on settings and
 * on the update's number are computed once an update in float64.
 */
export interface OptimizerDef<F extends Fields = Fields> {
  readonly kind: string;
  readonly title: string;
  readonly doc: string;
  readonly source: string;
  readonly fields: F;
  /** Names of the arrays that it keeps beside each parameter, zero at first. */
  readonly slots: readonly string[];
  /** Of those, the ones that change sign with the gradient: means of it, not of its square. */
  readonly odd: readonly string[];
  /** Named numbers of update `t` (1 for the first). */
  scalars(options: Values<F>, t: number): { readonly [name: string]: number };
  /** New slots, in order of evaluation (a later one sees the earlier as `name'`), then `parameter`. */
  update<V>(k: OptimizerAlgebra<V>, next: (slot: string, value: V) => V): V;
}

export interface AnyOptimizer extends Omit<OptimizerDef, "scalars"> {
  scalars(options: AnyValues, t: number): { readonly [name: string]: number };
}

export function defineOptimizer<const K extends string, F extends Fields>(
  def: OptimizerDef<F> & { readonly kind: K },
): AnyOptimizer & { readonly kind: K } {
  return { ...def, scalars: (options, t) => def.scalars(options as Values<F>, t) };
}
