/** What instruments show of models at one moment: everything by the float64 oracle, from weights alone. */
import { specAt } from "../experiment/describe.ts";
import { type Batch, collate } from "../lib/batch.ts";
import { formatNumber } from "../lib/format.ts";
import { type Formed, phrase } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { horizonCost, horizonOf, horizonThreshold, memoryHorizon, normsBack } from "../model/horizon.ts";
import { type NetworkOfMoment, networkAt } from "../model/in-use.ts";
import { jacobianCost, jacobianRefusal, jacobiansOf } from "../model/jacobian.ts";
import { kernelSpectra, kernelSpectraCost } from "../model/kernel-spectrum.ts";
import { nextUpdateCost, nextUpdateOf } from "../model/next-update.ts";
import { traceOracle } from "../model/oracle/run.ts";
import { type Plan, type ScanNode, scansOf } from "../model/plan.ts";
import { plansOf } from "../model/race-plans.ts";
import { askedLosses, type ReachMap, reachBatch, reachMapCost, reachMapOf } from "../model/reach-map.ts";
import type { Floats, Trace } from "../model/results.ts";
import { hochreiterBound, spectrumCost, spectrumOf } from "../model/singular-values.ts";
import { termsOf } from "../model/terms.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { probeBatch, trainingBatch } from "../trainer/batches.ts";
import { shownTrace } from "../trainer/probe-trace.ts";
import { backwardOf } from "./backward.ts";
import { confusionOf } from "./confusion.ts";
import { type Network, tooMuch } from "./network.ts";
import type {
  BackwardAsk,
  Examination,
  Examined,
  JacobianStrip,
  KernelMoment,
  KernelSpectra,
  MemoryHorizons,
  OrWhy,
  Want,
} from "./protocol.ts";

/**
 * The most multiply-adds of one number of one model: some seconds on a laptop. Where all steps take more, some of them are computed; what is
 * above even then is refused with a sentence, since nobody waits for it.
 */
const mostWork = 4e9;

/** A map of fewer rows than these says nothing of what lies between. */
const leastRows = 8;

/** Of which steps a strip is computed, and how far back the horizon is followed, so that both take no more than there may be. */
interface StripPlan {
  /** Every so many-th step, from the last one back. */
  readonly every: number;
  /** Steps that the horizon is followed back. */
  readonly back: number;
}

/** @returns multiply-adds of one step where already that is too much */
function stripPlan({ plan, most }: Network, scan: ScanNode): StripPlan | number {
  const n = scan.states.length * scan.units;
  const { steps } = plan;
  const jacobian = jacobianCost(plan, scan) / steps;
  const [ofStep, ofStepBack] = [jacobian + spectrumCost(n), jacobian + horizonCost(n, 1)];
  if (steps * (ofStep + ofStepBack) <= most) return { every: 1, back: steps };
  // Half for each; what the strip leaves is the horizon's.
  const every = Math.max(1, Math.ceil((steps * ofStep) / (most / 2)));
  const left = most - Math.ceil(steps / every) * ofStep;
  const back = Math.floor(left / ofStepBack);
  return back < 1 ? ofStep + ofStepBack : { every, back: Math.min(steps, back) };
}

const joined = (parts: readonly Formed[]): Formed | null =>
  parts.reduce<Formed | null>((all, part) => (all ? phrase`${all} ${part}` : part), null);

function stripOf(network: Network, trace: Trace<Floats>, scan: ScanNode): OrWhy<JacobianStrip> {
  const refusal = jacobianRefusal(scan);
  if (refusal) return refusal;
  const planned = stripPlan(network, scan);
  if (typeof planned === "number") return tooMuch(planned, network.most);
  const { every, back } = planned;
  const jacobians = jacobiansOf(network.plan, network.weights, network.batch, trace, scan.index);
  const { size, stepsBack } = jacobians;
  const steps = stepsBack.length;
  const unknown = () => new Float64Array(steps).fill(Number.NaN);
  const [largest, median, smallest] = [unknown(), unknown(), unknown()];
  let said: Formed | null = null;
  let near: Float64Array | null = null;
  stepsBack.forEach((t, k) => {
    if (k % every > 0) return;
    const spectrum = spectrumOf(jacobians.at(t), size, near);
    if (spectrum.kind === "largest") {
      said = spectrum.said;
      near = spectrum.vector;
      largest[t] = spectrum.value;
      return;
    }
    const { values } = spectrum;
    largest[t] = values[0] as number;
    median[t] = values[Math.floor(size / 2)] as number;
    smallest[t] = values[size - 1] as number;
  });
  return {
    largest,
    median: said ? null : median,
    smallest: said ? null : smallest,
    said: joined([...(said ? [said] : []), ...(every > 1 ? [leftOut(every)] : [])]),
    bound: hochreiterBound(scan, network.weights),
    horizon: horizonOf(normsBack(jacobians, horizonThreshold, back), steps),
  };
}

const leftOut = (every: number): Formed =>
  phrase`Computed at one step in ${every}: all of them would take too long.`;

/** The map of as many rows as there is time for, and the losses of all steps. */
function reachOf({ plan, weights, batch, most }: Network, { outputs }: Trace<Floats>): OrWhy<ReachMap> {
  const every = Math.ceil(reachMapCost(plan) / most);
  // Fewer rows than these are no map.
  if (every > Math.max(1, plan.steps / leastRows)) return tooMuch(reachMapCost(plan), most);
  const copies = reachBatch(batch, 0, every);
  const map = reachMapOf(plan, copies, traceOracle(plan, weights, copies));
  return { ...map, losses: askedLosses(plan, batch, outputs) };
}

/** What the update after a moment does to a network. Its batch is the same for all of them, and made once. */
function nextAfter(task: PreparedTask, { spec, update }: Pick<Examination, "spec" | "update">, most: number) {
  const { optimizer, training } = specAt(spec, update);
  const { seed, batchSize, clipNorm } = training;
  let batch: Batch | undefined;
  return ({ plan, state }: NetworkOfMoment): Examined["next"] => {
    const work = nextUpdateCost(plan, batchSize);
    if (work > most)
      return phrase`The next update takes ${formatNumber(work / 1e9, 2)} billion multiply-adds; up to ${formatNumber(most / 1e9, 2)} billion are computed here. A smaller batch, fewer steps or fewer units need less.`;
    batch ??= trainingBatch(task, rngFrom(seed), update + 1, batchSize);
    return nextUpdateOf(plan, state, batch, {
      ...{ optimizer, clipNorm },
      randomKey: { seed, update: update + 1 },
    });
  };
}

interface Asked {
  readonly wants: readonly Want[];
  readonly withTerms: boolean;
  /** Null of another model. */
  readonly backward: BackwardAsk | null;
}

function examineNetwork(
  network: Network,
  { wants, withTerms, backward }: Asked,
): Omit<Examined, "next" | "confusion"> {
  const { plan, weights, batch } = network;
  const trace = traceOracle(plan, weights, batch);
  return {
    trace: wants.includes("trace")
      ? shownTrace(plan, trace, batch, withTerms ? { weights, termsOf } : undefined)
      : null,
    reach: wants.includes("reach") ? reachOf(network, trace) : null,
    jacobians: wants.includes("jacobians")
      ? scansOf(plan).map((scan) => stripOf(network, trace, scan))
      : null,
    backward: wants.includes("backward") && backward ? backwardOf(network, trace, backward) : null,
  };
}

const nothing: Examined = {
  ...{ trace: null, reach: null, jacobians: null, backward: null, next: null, confusion: null },
};

/** A plan for sequences that end before the task's do, as one that is typed. */
const withPadding = (plan: Plan, { lengths }: Batch): Plan => (lengths ? { ...plan, isPadded: true } : plan);

/** By model, what was asked for. @param most multiply-adds of one number of one model */
export function examine(
  task: PreparedTask,
  { spec, update, probe, own, models, wants, withTerms, backward }: Omit<Examination, "run" | "id">,
  most = mostWork,
): readonly Examined[] {
  const plans = plansOf(spec, task);
  const { seed } = spec.training;
  const batch = own ? collate([own]) : probeBatch(task, seed, probe);
  const nextOf = nextAfter(task, { spec, update }, most);
  return models.map((state, m) => {
    const network = networkAt(spec, update, plans[m], m, state);
    if (!network) return nothing;
    const walked = backward?.model === m ? backward : null;
    const looked = { ...network, plan: withPadding(network.plan, batch), batch, most };
    return {
      ...examineNetwork(looked, { wants, withTerms, backward: walked }),
      next: wants.includes("next") ? nextOf(network) : null,
      confusion: wants.includes("confusion") ? confusionOf(task, seed, network, most) : null,
    };
  });
}

/** The most multiply-adds of one horizon of a line over the run, which has hundreds: about a tenth of a second. */
const mostOfPoint = 1e8;

/**
 * How far back all models remember at a moment, the same number as in a strip; null where it takes too long for a line over the run.
 * @param probe index of the held-out sequence
 */
export function horizonsOf(
  task: PreparedTask,
  { spec, update, models }: KernelMoment,
  probe: number,
  most = mostOfPoint,
): MemoryHorizons {
  const plans = plansOf(spec, task);
  const batch = probeBatch(task, spec.training.seed, probe);
  return {
    update,
    models: models.map((state, m) => {
      const network = networkAt(spec, update, plans[m], m, state);
      if (!network) return [];
      const { plan, weights } = network;
      let trace: Trace<Floats> | undefined;
      return scansOf(plan).map((scan) => {
        const n = scan.states.length * scan.units;
        const work = jacobianCost(plan, scan) + horizonCost(n, plan.steps);
        if (jacobianRefusal(scan) || work > most) return null;
        trace ??= traceOracle(plan, weights, batch);
        return memoryHorizon(jacobiansOf(plan, weights, batch, trace, scan.index));
      });
    }),
  };
}

/** The spectra of the recurrent kernels of all models at a moment. */
export function spectraOf(task: PreparedTask, { spec, update, models }: KernelMoment): KernelSpectra {
  const plans = plansOf(spec, task);
  return {
    update,
    models: models.map((state, m) => {
      const network = networkAt(spec, update, plans[m], m, state);
      if (!network) return [];
      const scans = scansOf(network.plan);
      const work = scans.reduce((sum, scan) => sum + kernelSpectraCost(scan), 0);
      if (work > mostWork)
        return phrase`The spectra of all recurrent kernels take ${formatNumber(work / 1e9, 2)} billion multiply-adds; up to ${mostWork / 1e9} billion are computed. Fewer units or layers need less.`;
      return scans.map((scan) => kernelSpectra(scan, network.weights));
    }),
  };
}
