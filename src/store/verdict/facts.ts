import type { ExperimentSpec } from "../../experiment/spec.ts";
import { inEnglish, type Phrase } from "../../lib/phrase.ts";
import { rngFrom } from "../../lib/rng.ts";
import type { Series } from "../../lib/series.ts";
import { planOf } from "../../model/counted.ts";
import { type Plan, scansOf } from "../../model/plan.ts";
import type { PreparedTask } from "../../tasks/task.ts";
import { answerNamed } from "../../tasks/trivial.ts";
import { type NetworkCurves, networkCurves, type RunRecord } from "../run-record.ts";
import type { RunSummary } from "../run-summary.ts";

/** A trivial answer: its name without the number ("chance"), and its loss. */
export interface Baseline {
  readonly name: string;
  readonly loss: number;
}

/** How much of the gradient at the last step arrives at an earlier one, 1-based. */
export interface Reach {
  /** ‖∂L/∂h_t‖ at that step over its value at the last step. */
  readonly share: number;
  readonly step: number;
}

/** What one model's curves say. Losses are in the unit of the task's loss. */
export interface ModelFacts {
  readonly name: string;
  readonly solvedAt: number | null;
  /** Its last evaluation meets the task's criterion, which counts from the second in a row. */
  readonly isNearlySolved: boolean;
  /** The baseline that it stands at. */
  readonly at: Baseline | null;
  readonly heldOut: number | null;
  readonly metric: number | null;
  /** The lowest baseline that it is clearly below, and the lowest of those that it is not below. */
  readonly beats: Baseline | null;
  readonly misses: Baseline | null;
  /** Its lowest held-out loss since training began. */
  readonly best: { readonly update: number; readonly loss: number } | null;
  /** Mean training loss over the last updates. */
  readonly training: number;
  /** By what share the training loss fell over the last `over` updates; negative if it rose. */
  readonly fall: { readonly share: number; readonly over: number } | null;
  readonly reach: Reach | null;
  /** Gradient norm before clipping: the median and the largest of the last updates. */
  readonly norm: { readonly median: number; readonly largest: number } | null;
}

/** What a verdict may speak of: nothing else is claimed. */
export interface Facts {
  readonly ending: "finished" | "paused" | "diverged";
  readonly update: number;
  /** The update of the newest evaluation; 0: none since training began. */
  readonly evaluatedAt: number;
  /** Planned updates; 0 is without end. */
  readonly planned: number;
  /** The task has a criterion for "solved". */
  readonly solvable: boolean;
  readonly hasBaselines: boolean;
  readonly metric: { readonly unit: string; readonly label: string };
  /** 0 is off. */
  readonly clipNorm: number;
  readonly diverged: {
    readonly model: string;
    readonly update: number;
    readonly gradientNorm: number | null;
  } | null;
  readonly models: readonly ModelFacts[];
}

/** Within this share of a baseline a loss stands at it; the trainer's judge has the same. */
const within = 0.02;
/** Updates over which norms and the training loss are read. */
const recent = 100;

/** Bucket values of updates from + 1 … to. */
function valuesOf(series: Series, from: number, to: number, value: (k: number) => number): number[] {
  const first = Math.max(0, Math.floor(from / series.stride));
  const values: number[] = [];
  for (let k = first; k < series.buckets && series.updateAt(k) <= to; k++)
    if (series.updateAt(k) > from) values.push(value(k));
  return values.filter((one) => Number.isFinite(one));
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;

const meanOver = (series: Series, from: number, to: number): number =>
  mean(valuesOf(series, from, to, (k) => series.mean(k)));

function fallOf(loss: Series): ModelFacts["fall"] {
  const over = Math.min(recent, Math.floor(loss.length / 2));
  if (over < 10) return null;
  const before = meanOver(loss, loss.length - 2 * over, loss.length - over);
  const after = meanOver(loss, loss.length - over, loss.length);
  const share = (before - after) / before;
  return before > 0 && Number.isFinite(share) ? { share, over } : null;
}

function normOf(norms: Series): ModelFacts["norm"] {
  const from = norms.length - recent;
  const sorted = valuesOf(norms, from, norms.length, (k) => norms.mean(k)).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (median === undefined) return null;
  return { median, largest: Math.max(...valuesOf(norms, from, norms.length, (k) => norms.max(k))) };
}

const samplesLookedAt = 32;
const firstSteps = new WeakMap<PreparedTask, number | null>();

/**
 * The first step (0-based) at which an input can stand that matters, as drawings of the task mark it; null where every
 * step has a loss of its own, or where no step is marked.
 */
export function firstRelevantStep(task: PreparedTask, seed: number): number | null {
  const known = firstSteps.get(task);
  if (known !== undefined) return known;
  let first = Number.POSITIVE_INFINITY;
  if (task.io.readout !== "every") {
    const rng = rngFrom(seed);
    for (let n = 0; n < samplesLookedAt; n++)
      for (const track of task.drawing(task.sample(rng, "heldOut")).input) {
        const at =
          track.kind === "symbols"
            ? track.emphasis.findIndex((emphasis) => emphasis > 0)
            : track.kind === "marks"
              ? track.at.indexOf(true)
              : -1;
        if (at >= 0 && at < first) first = at;
      }
  }
  const found = Number.isFinite(first) ? first : null;
  firstSteps.set(task, found);
  return found;
}

/** Where a second state carries this many times more, the first one alone does not say what arrives. */
const muchMore = 10;

/** The newest gradient norms of a state as shares of that at the last step; null where there are none. */
function shareAt(curves: NetworkCurves, key: string, step: number): number | null {
  const columns = curves.waterfalls.get(key);
  if (!columns || columns.kept === 0) return null;
  const norms = columns.column(columns.kept - 1);
  let end = norms.length - 1;
  while (end > 0 && norms[end] === 0) end--;
  const share = (norms[step] ?? Number.NaN) / (norms[end] ?? 0);
  return step < end && Number.isFinite(share) ? share : null;
}

/** By the layer and the state that panels show at first: the last layer, read forward, and its first state. */
function reachOf(plan: Plan, curves: NetworkCurves, step: number | null): Reach | null {
  const scans = scansOf(plan);
  const scan = scans.find(({ layer, direction }) => layer === scans.at(-1)?.layer && direction === "forward");
  if (step === null || !scan) return null;
  const [share, ...others] = scan.states.map((state) => shareAt(curves, `${scan.index}/${state}`, step));
  if (share == null || others.some((other) => other !== null && other > muchMore * share)) return null;
  return { share, step: step + 1 };
}

function modelFacts(
  record: RunRecord,
  m: number,
  step: number | null,
  say: (said: Phrase) => string,
): ModelFacts {
  const { trivial, solved } = record.task;
  const evaluation = record.evaluations.at(-1)?.models[m];
  const evaluated = (record.evaluations.at(-1)?.update ?? 0) > 0;
  const heldOut = evaluated ? (evaluation?.loss ?? null) : null;
  const baselines = trivial.map((answer) => ({ ...answer, name: say(answer.name) }));
  const rising = [...baselines].sort((a, b) => a.loss - b.loss);
  const stuck = answerNamed(baselines, evaluation?.stuckAt ?? null);
  const near = rising.find(({ loss }) => heldOut !== null && Math.abs(heldOut - loss) <= within * loss);
  const solvedAt = evaluation?.solvedAt ?? null;
  const at = solvedAt === null && evaluated ? (stuck ?? near ?? null) : null;
  const plain = (baseline: Baseline | undefined): Baseline | null =>
    baseline ? { name: baseline.name, loss: baseline.loss } : null;
  const seen = record.evaluations.filter(({ update }) => update > 0);
  const best = seen.reduce<ModelFacts["best"]>((least, { update, models }) => {
    const loss = models[m]?.loss ?? Number.NaN;
    return Number.isFinite(loss) && (least === null || loss < least.loss) ? { update, loss } : least;
  }, null);
  const loss = record.models[m]?.loss;
  // What counts has no gradient to speak of.
  const [plan, curves] = [planOf(record.plans[m]), networkCurves(record.models[m])];
  return {
    name: record.names[m] ?? "",
    solvedAt,
    isNearlySolved: solvedAt === null && evaluated && evaluation !== undefined && !!solved?.test(evaluation),
    at: plain(at ?? undefined),
    heldOut,
    metric: evaluated ? (evaluation?.metric ?? null) : null,
    beats: plain(heldOut === null ? undefined : rising.find((one) => heldOut < (1 - within) * one.loss)),
    misses: plain(heldOut === null ? undefined : rising.find((one) => heldOut >= (1 - within) * one.loss)),
    best,
    training: loss ? meanOver(loss, loss.length - Math.min(20, loss.length), loss.length) : Number.NaN,
    fall: loss ? fallOf(loss) : null,
    reach: plan && curves ? reachOf(plan, curves, step) : null,
    norm: curves ? normOf(curves.gradientNorm) : null,
  };
}

/**
 * The facts of a run that rests; null before its first update, while it trains, and where it broke of no model's doing.
 * @param spec the settings in force.
 * @param say in which language baselines and the metric are named.
 */
export function factsOf(
  record: RunRecord,
  run: Pick<RunSummary, "id" | "phase" | "failure">,
  spec: ExperimentSpec,
  say: (said: Phrase) => string = inEnglish,
): Facts | null {
  const { failure, phase } = run;
  const diverged = phase === "failed" && failure?.code === "diverged" ? failure : null;
  const rests = phase === "paused" || phase === "finished";
  if (record.id !== run.id || !(diverged || (rests && record.update > 0))) return null;
  const step = firstRelevantStep(record.task, record.spec.training.seed);
  return {
    ending: diverged ? "diverged" : phase === "finished" ? "finished" : "paused",
    update: record.update,
    evaluatedAt: record.evaluations.at(-1)?.update ?? 0,
    planned: spec.training.updates,
    solvable: record.task.solved !== undefined,
    hasBaselines: record.task.trivial.length > 0,
    metric: { unit: record.task.metric.unit, label: say(record.task.metric.label) },
    clipNorm: spec.training.clipNorm,
    diverged: diverged && {
      model: record.names[diverged.model ?? 0] ?? "",
      update: diverged.update,
      gradientNorm: diverged.gradientNorm,
    },
    models: record.names.map((_, m) => modelFacts(record, m, step, say)),
  };
}
