/** What instruments show of models at one moment: everything by the float64 oracle, from weights alone. */
import type { Batch } from "../lib/batch.ts";
import { formatNumber } from "../lib/format.ts";
import { type Formed, phrase } from "../lib/phrase.ts";
import { horizonCost, horizonOf, horizonThreshold, normsBack } from "../model/horizon.ts";
import { networkAt } from "../model/in-use.ts";
import { jacobianCost, jacobianRefusal, jacobiansOf } from "../model/jacobian.ts";
import { traceOracle } from "../model/oracle/run.ts";
import { type Plan, type ScanNode, scansOf } from "../model/plan.ts";
import { plansOf } from "../model/race-plans.ts";
import { reachBatch, reachMapCost, reachMapOf } from "../model/reach-map.ts";
import type { Floats, Trace } from "../model/results.ts";
import { hochreiterBound, spectrumCost, spectrumOf } from "../model/singular-values.ts";
import { termsOf } from "../model/terms.ts";
import type { Weights } from "../model/weights.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { probeBatch } from "../trainer/batches.ts";
import { shownTrace } from "../trainer/probe-trace.ts";
import type { Examination, Examined, JacobianStrip, OrWhy, Want } from "./protocol.ts";

/**
 * The most multiply-adds of one number of one model: some seconds on a laptop. What is above is refused with a sentence, since nobody
 * waits for it.
 */
const mostWork = 6e9;

const tooMuch = (work: number): Formed =>
  phrase`This takes ${formatNumber(work / 1e9, 2)} billion multiply-adds for one sequence; up to ${mostWork / 1e9} billion are computed. Fewer steps or units need less.`;

interface Network {
  readonly plan: Plan;
  readonly weights: Weights<Floats>;
  readonly batch: Batch;
}

/** Multiply-adds of one step back and of the horizon, of one scan. */
function stripCost(plan: Plan, scan: ScanNode): number {
  const n = scan.states.length * scan.units;
  return jacobianCost(plan, scan) * 2 + plan.steps * spectrumCost(n) + horizonCost(n, plan.steps);
}

function stripOf(network: Network, trace: Trace<Floats>, scan: ScanNode): OrWhy<JacobianStrip> {
  const refusal = jacobianRefusal(scan);
  if (refusal) return refusal;
  const work = stripCost(network.plan, scan);
  if (work > mostWork) return tooMuch(work);
  const jacobians = jacobiansOf(network.plan, network.weights, network.batch, trace, scan.index);
  const { size, stepsBack } = jacobians;
  const steps = stepsBack.length;
  const largest = new Float64Array(steps);
  const [median, smallest] = [new Float64Array(steps), new Float64Array(steps)];
  let said: Formed | null = null;
  for (const t of stepsBack) {
    const spectrum = spectrumOf(jacobians.at(t), size);
    if (spectrum.kind === "largest") {
      said = spectrum.said;
      largest[t] = spectrum.value;
      continue;
    }
    const { values } = spectrum;
    largest[t] = values[0] as number;
    median[t] = values[Math.floor(size / 2)] as number;
    smallest[t] = values[size - 1] as number;
  }
  return {
    largest,
    median: said ? null : median,
    smallest: said ? null : smallest,
    said,
    bound: hochreiterBound(scan, network.weights),
    horizon: horizonOf(normsBack(jacobians, horizonThreshold), steps),
  };
}

function examineNetwork(network: Network, wants: readonly Want[], withTerms: boolean): Examined {
  const { plan, weights, batch } = network;
  const trace = traceOracle(plan, weights, batch);
  const work = reachMapCost(plan);
  const copies = wants.includes("reach") && work <= mostWork ? reachBatch(batch) : null;
  return {
    trace: wants.includes("trace")
      ? shownTrace(plan, trace, batch, withTerms ? { weights, termsOf } : undefined)
      : null,
    reach: !wants.includes("reach")
      ? null
      : copies
        ? reachMapOf(plan, copies, traceOracle(plan, weights, copies))
        : tooMuch(work),
    jacobians: wants.includes("jacobians")
      ? scansOf(plan).map((scan) => stripOf(network, trace, scan))
      : null,
  };
}

const nothing: Examined = { trace: null, reach: null, jacobians: null };

/** By model, what was asked for. */
export function examine(
  task: PreparedTask,
  { spec, update, probe, models, wants, withTerms }: Omit<Examination, "run" | "id">,
): readonly Examined[] {
  const plans = plansOf(spec, task);
  const batch = probeBatch(task, spec.training.seed, probe);
  return models.map((state, m) => {
    const network = networkAt(spec, update, plans[m], m, state);
    return network ? examineNetwork({ ...network, batch }, wants, withTerms) : nothing;
  });
}
