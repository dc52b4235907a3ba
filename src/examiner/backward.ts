/** The way back through one scan, as the walk in the equations panel shows it. */
import { backwardStepsOf, lossAtStep } from "../model/backward-steps.ts";
import { horizonCost, normsBack } from "../model/horizon.ts";
import { jacobianCost, jacobianRefusal, jacobiansOf } from "../model/jacobian.ts";
import { type ScanNode, scansOf } from "../model/plan.ts";
import type { Floats, Trace } from "../model/results.ts";
import { type Network, tooMuch } from "./network.ts";
import type { Backward, BackwardAsk, OrWhy } from "./protocol.ts";

/** ‖∂s_t/∂s_k‖₂ by k, [T], of the steps k that a step t comes after; 1 at t itself. */
function productsTo(network: Network, trace: Trace<Floats>, scan: ScanNode, t: number): OrWhy<Float64Array> {
  const { plan, weights, batch, most } = network;
  const refusal = jacobianRefusal(scan);
  if (refusal) return refusal;
  const n = scan.states.length * scan.units;
  const work = jacobianCost(plan, scan) + horizonCost(n, plan.steps);
  if (work > most) return tooMuch(work, most);
  const whole = jacobiansOf(plan, weights, batch, trace, scan.index);
  const isOnTheWay = (step: number) => (scan.direction === "forward" ? step <= t : step >= t);
  const stepsBack = whole.stepsBack.filter(isOnTheWay);
  const products = new Float64Array(whole.stepsBack.length);
  products[t] = 1;
  // The last is by the first state, which stands at no step.
  normsBack({ ...whole, stepsBack }).forEach((norm, k) => {
    const before = stepsBack[k + 1];
    if (before !== undefined) products[before] = norm;
  });
  return products;
}

/** Null where what was asked for is no more: the network has fewer scans, or the sequence fewer steps. */
export function backwardOf(network: Network, trace: Trace<Floats>, ask: BackwardAsk): OrWhy<Backward> | null {
  const { plan, weights, batch, most } = network;
  const { lossAt } = ask;
  const scan = scansOf(plan)[ask.scan];
  const steps = batch.lengths?.[0] ?? batch.steps;
  if (!scan || (lossAt ?? 0) >= steps) return null;
  const work = plan.multiplyAdds / plan.batch;
  if (work > most) return tooMuch(work, most);
  return {
    ask,
    scan,
    way: backwardStepsOf(plan, weights, lossAt === null ? batch : lossAtStep(batch, lossAt), ask.scan),
    products: lossAt === null ? null : productsTo(network, trace, scan, lossAt),
  };
}
