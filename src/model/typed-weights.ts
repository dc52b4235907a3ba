/** Typed weights put into a network: one place for first weights, snapshots, and runs that come to an update with some. */
import type { TypedWeight } from "../experiment/typed-weights.ts";
import type { ParamSpec, Plan } from "./plan.ts";
import type { Floats } from "./results.ts";
import type { Weights } from "./weights.ts";

/** The size of a parameter as rows and columns: what has one axis is a single row. */
export function rowsAndColumns({
  shape,
}: Pick<ParamSpec, "shape">): readonly [rows: number, columns: number] {
  const columns = shape.at(-1) ?? 1;
  return [shape.slice(0, -1).reduce((product, n) => product * n, 1), columns];
}

/** The place of a typed weight in its parameter, row-major; undefined where the network has none. */
export function indexOfTyped(plan: Plan, { path, row, column }: TypedWeight): number | undefined {
  const param = plan.params.find((one) => one.path === path);
  if (!param) return undefined;
  const [rows, columns] = rowsAndColumns(param);
  return row < rows && column < columns ? row * columns + column : undefined;
}

/** Those of one model that its network has no place for: the network has changed since, or a link is not ours. */
export const misfits = (plan: Plan, typed: readonly TypedWeight[]): readonly TypedWeight[] =>
  typed.filter((one) => indexOfTyped(plan, one) === undefined);

/**
 * Weights with the typed values in their places; the same map where there are none. What does not fit the network is left out.
 * @param typed of this model, at one update
 */
export function withTyped<F extends Floats>(
  weights: Weights<F>,
  plan: Plan,
  typed: readonly TypedWeight[],
): Weights<F> {
  if (typed.length === 0) return weights;
  const next = new Map([...weights].map(([path, values]) => [path, values.slice() as F]));
  for (const one of typed) {
    const index = indexOfTyped(plan, one);
    const values = next.get(one.path);
    if (index !== undefined && values) values[index] = one.value;
  }
  return next;
}
