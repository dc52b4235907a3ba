import { type Deviation, deviation } from "../model/deviation.ts";
import { horizonOf, horizonThreshold, normsBack } from "../model/horizon.ts";
import { jacobiansOf } from "../model/jacobian.ts";
import { reachMap } from "../model/reach-map.ts";
import { singularValues, spectralNorm } from "../model/singular-values.ts";
import type { GoldenMachine } from "./golden-compare.ts";
import type { GoldenJacobians, GoldenReach } from "./golden-jacobians.ts";

/** Products of the matrices [n, n] of all steps, from the last one back: of one, of two, …, of all. */
function productsBack(steps: readonly ArrayLike<number>[], n: number): readonly Float64Array[] {
  const products: Float64Array[] = [];
  for (const step of steps.toReversed()) {
    const left = products.at(-1);
    products.push(
      Float64Array.from({ length: n * n }, (_, i) => {
        const [row, column] = [Math.floor(i / n), i % n];
        if (!left) return step[i] as number;
        let sum = 0;
        for (let j = 0; j < n; j++) sum += (left[row * n + j] as number) * (step[j * n + column] as number);
        return sum;
      }),
    );
  }
  return products;
}

/** Jacobians, their products and the horizon that they show: from the trajectories of a trace. */
function compareSteps(
  golden: GoldenJacobians,
  { plan, batch }: GoldenReach,
  trace: Awaited<ReturnType<GoldenMachine["trace"]>>,
): Deviation[] {
  const jacobians = jacobiansOf(plan, golden.weights, batch, trace, 0);
  const { size: n, at } = jacobians;
  const steps = Array.from({ length: plan.steps }, (_, t) => at(t));
  const product = productsBack(steps, n).at(-1);
  const all = [
    ...golden.jacobians.map((expected, t) => deviation(`jacobian ${t}`, steps[t], expected)),
    ...golden.singularValues.map((expected, t) =>
      deviation(`singular values ${t}`, singularValues(steps[t] as Float64Array, n), expected),
    ),
  ];
  if (golden.product) all.push(deviation("product of all steps", product, golden.product));
  const norms = normsBack(jacobians);
  if (golden.productValues)
    all.push(
      deviation(
        "singular values of the product",
        singularValues(product as Float64Array, n),
        golden.productValues,
      ),
      deviation("norm of the product", norms.slice(-1), golden.productValues.slice(0, 1)),
    );
  if (golden.jacobians.length === plan.steps) {
    const expected = productsBack(golden.jacobians, n).map((matrix) => spectralNorm(matrix, n));
    all.push(deviation("norms of products", norms, expected));
    // Once at the usual threshold, and once at one that some of the norms are below.
    for (const threshold of [horizonThreshold, (Math.max(...expected) + Math.min(...expected)) / 2]) {
      const end = expected.findIndex((norm) => norm <= threshold);
      const { steps } = horizonOf(norms, plan.steps, threshold);
      all.push(deviation("horizon", [steps], [end < 0 ? plan.steps : end]));
    }
  }
  return all;
}

/** Every array of the file against what a machine makes of it. */
export async function compareJacobians(
  golden: GoldenJacobians,
  machine: GoldenMachine,
): Promise<readonly Deviation[]> {
  const all: Deviation[] = [];
  for (const [i, reach] of golden.reaches.entries()) {
    const { name, plan, batch } = reach;
    const trace = await machine.trace(plan, golden.weights, batch, []);
    for (const [state, expected] of Object.entries(golden.trajectories[0] ?? {}))
      all.push(deviation(`${name}.forward ${state} layer 0`, trace.trajectories[0]?.[state], expected));
    if (golden.outputs) all.push(deviation(`${name}.outputs`, trace.outputs, golden.outputs));
    // They do not depend on the loss.
    if (i === 0) all.push(...compareSteps(golden, reach, trace));
    const map = await reachMap(plan, batch, (copies) => machine.trace(plan, golden.weights, copies, []));
    if (reach.losses) all.push(deviation(`${name}.loss of each step`, map.losses, reach.losses));
    for (const [state, expected] of Object.entries(reach.norms))
      all.push(deviation(`${name}.|dL_t/d${state}|`, map.norms[0]?.[state], expected));
  }
  return all;
}
