import type {
  Confused,
  Examinations,
  JacobianStrip,
  KernelSpectra,
  MemoryHorizons,
} from "../examiner/protocol.ts";
import { type Change, type ExperimentSpec, modelNames, prepareTask } from "../experiment/spec.ts";
import { type Formed, isFormed } from "../lib/phrase.ts";
import { Columns, Series } from "../lib/series.ts";
import { isCounted, planOf, type RaceModel } from "../model/counted.ts";
import { scansOf } from "../model/plan.ts";
import { plansOf } from "../model/race-plans.ts";
import type { OwnSequence } from "../tasks/own-sequence.ts";
import type { AssetLoader, PreparedTask } from "../tasks/task.ts";
import {
  type EngineKind,
  type EnginesByModel,
  type Event,
  type Events,
  type ModelEvaluation,
  networkMetrics,
  type Snapshot,
} from "../trainer/protocol.ts";
import { createKeptMoments, type KeptMoments } from "./kept-moments.ts";
import type { TextAnswers } from "./text-answers.ts";

/** Curves of a model that counts: a number an update. */
export interface CountedCurves {
  readonly loss: Series;
}

/** Curves of a network. All are numbers an update; `waterfall` has a column of T an update. */
export interface NetworkCurves extends CountedCurves {
  readonly gradientNorm: Series;
  readonly clippedNorm: Series;
  /** By parameter path, before clipping. */
  readonly parameterNorms: ReadonlyMap<string, Series>;
  /** ‖∂L/∂s_t‖ on the training batch by scan and state ("0/h", "0/c"). */
  readonly waterfalls: ReadonlyMap<string, Columns>;
}

export type ModelCurves = NetworkCurves | CountedCurves;

/** With the gradient curves of a network; null of a model that counts, and where there is no model. */
export const networkCurves = (curves: ModelCurves | undefined): NetworkCurves | null =>
  curves && "gradientNorm" in curves ? curves : null;

/**
 * What a run has shown so far. It lives outside of the store's state and changes in place; `version` grows with every
 * change, and the views read it on animation frames.
 */
export interface RunRecord {
  readonly id: number;
  /** The spec at the start of the run; live changes are in `changes`. */
  readonly spec: ExperimentSpec;
  readonly task: PreparedTask;
  /** By model: a network's plan, or a model that counts. */
  readonly plans: readonly RaceModel[];
  readonly names: readonly string[];
  readonly models: readonly ModelCurves[];
  /** In order of update; the first is of update 0. */
  readonly evaluations: { update: number; models: readonly ModelEvaluation[] }[];
  readonly samples: Events["sample"][];
  readonly changes: Change[];
  /** What panels show: of the newest weights, or of the moment that is looked back at. */
  trace: (Events["trace"] & { readonly own?: OwnSequence }) | null;
  /** That of the present weights, whatever moment `trace` is of. */
  newestTrace: Events["trace"] | null;
  /** The sequence that is looked at in place of a held-out one. */
  own: OwnSequence | null;
  /** The moment that is looked back at. */
  lookedAt: Snapshot | null;
  /** What can be returned to. */
  readonly moments: KeptMoments;
  /** What the open instruments show, or why they show nothing. */
  examined: Examinations | Formed | null;
  /** What is known about text, by need. */
  text: TextAnswers;
  /** Answers to the held-out sequences, or why there are none. */
  confused: Confused | Formed | null;
  /** In order of update, at the updates that were examined: by model and scan. */
  readonly horizons: HorizonPoint[];
  /** The run that it began as a fork of, and at which update; null of any other. */
  forkedFrom: { readonly run: number; readonly update: number } | null;
  /** Of recurrent kernels, in order of update, at moments that were examined. */
  readonly spectra: KernelSpectra[];
  /** The newest complete one: the weights that panels draw. */
  snapshot: Snapshot | null;
  forecast: Events["forecast"] | null;
  /** Null before they are known. Another one would go on with other bits. */
  engines: EnginesByModel | null;
  /** Where an engine took the place of another one, in order of update: from the update after it on. */
  readonly moves: EngineMove[];
  /** Updates made. */
  update: number;
  /** Training time, pauses left out. */
  seconds: number;
  /** Over the last seconds; 0 before it is known. */
  updatesPerSecond: number;
  tensors: number;
  version: number;
}

/** How far back every model remembered at an update; by model and scan, null where that is not known. */
export interface HorizonPoint {
  readonly update: number;
  /** Index of the held-out sequence: points of two sequences make no line. */
  readonly probe: number;
  readonly models: readonly (readonly (JacobianStrip["horizon"] | null)[])[];
}

export interface EngineMove {
  /** Updates made by then. */
  readonly update: number;
  readonly from: EngineKind;
  readonly to: EngineKind;
}

/** A run that Undo returns to. */
export interface PutAside {
  readonly record: RunRecord;
  readonly spec: ExperimentSpec;
  /** As its link holds it; what its worker still tells of joins it. */
  base: ExperimentSpec;
  /** Generation of the worker that has its weights. */
  readonly worker: number;
  /** The preset that was followed, and how far. */
  readonly preset: { readonly presetId: string | null; readonly presetStep: number };
  /** Should that worker be gone by then. */
  snapshot: Snapshot | null;
}

/** Loads what a run trains on and plans its models. @throws (rejects) with a sentence for people. */
export async function openRecord(id: number, spec: ExperimentSpec, load: AssetLoader): Promise<RunRecord> {
  const task = await prepareTask(spec, load);
  const plans = plansOf(spec, task);
  return newRecord(id, spec, task, plans, modelNames(spec.models));
}

/** An empty record of a run that is about to start. */
export function newRecord(
  id: number,
  spec: ExperimentSpec,
  task: PreparedTask,
  plans: readonly RaceModel[],
  names: readonly string[],
): RunRecord {
  return {
    id,
    spec,
    task,
    plans,
    names,
    models: plans.map(newCurves),
    evaluations: [],
    samples: [],
    changes: [],
    trace: null,
    newestTrace: null,
    own: null,
    ...{ lookedAt: null, moments: createKeptMoments() },
    ...{ examined: null, confused: null, text: {} },
    horizons: [],
    forkedFrom: null,
    spectra: [],
    snapshot: null,
    forecast: null,
    engines: null,
    moves: [],
    ...{ update: 0, seconds: 0, updatesPerSecond: 0, tensors: 0, version: 0 },
  };
}

function newCurves(model: RaceModel): ModelCurves {
  if (isCounted(model)) return { loss: new Series() };
  return {
    loss: new Series(),
    gradientNorm: new Series(),
    clippedNorm: new Series(),
    parameterNorms: new Map(model.params.map(({ path }) => [path, new Series(1024)])),
    waterfalls: new Map(
      scansOf(model).flatMap(({ index, states }) =>
        states.map((state) => [`${index}/${state}`, new Columns(model.steps)] as const),
      ),
    ),
  };
}

const samplesKept = 64;

export function recordMetrics(record: RunRecord, event: Events["metrics"]): void {
  record.models.forEach(({ loss }, m) => {
    for (const value of event.models[m]?.loss ?? []) loss.append(value);
    const [curves, metrics, plan] = [
      networkCurves(record.models[m]),
      networkMetrics(event.models[m]),
      planOf(record.plans[m]),
    ];
    if (!curves || !metrics || !plan) return;
    for (let row = 0; row < event.count; row++) {
      curves.gradientNorm.append(metrics.gradientNorm[row] as number);
      curves.clippedNorm.append(metrics.clippedNorm[row] as number);
      plan.params.forEach(({ path }, p) => {
        curves.parameterNorms
          .get(path)
          ?.append(metrics.parameterNorms[row * plan.params.length + p] as number);
      });
      for (const { scan, state, norms } of event.profiles[m] ?? [])
        curves.waterfalls
          .get(`${scan}/${state}`)
          ?.append(norms.subarray(row * plan.steps, (row + 1) * plan.steps));
    }
  });
  record.update = event.first + event.count - 1;
  record.seconds = event.seconds;
  record.tensors = event.tensors;
  record.version++;
}

export function recordEvaluation(record: RunRecord, event: Events["evaluation"]): void {
  // A run that began anew evaluates its untrained models anew.
  while ((record.evaluations.at(-1)?.update ?? -1) >= event.update) record.evaluations.pop();
  record.evaluations.push({ update: event.update, models: event.models });
  record.version++;
}

export function recordTrace(record: RunRecord, event: Events["trace"]): void {
  record.newestTrace = event;
  if (record.lookedAt === null && record.own === null) record.trace = event;
  record.version++;
}

/** The newest weights; the run goes on from them as well, should its worker be lost. */
export function recordSnapshot(record: RunRecord, snapshot: Snapshot | null): void {
  record.snapshot = snapshot;
  record.version++;
}

/** Points of a line over examined updates that are kept; the middle is thinned where there are more. */
const pointsKept = 600;

/** A point takes its place in order of update, or that of the one at the same update. */
function keepPoint<P extends { readonly update: number }>(points: P[], point: P): void {
  const at = points.findIndex(({ update }) => update >= point.update);
  points.splice(at < 0 ? points.length : at, points[at]?.update === point.update ? 1 : 0, point);
  if (points.length > pointsKept) for (let k = points.length - 2; k > 0; k -= 2) points.splice(k, 1);
}

/** @param own the sequence that was examined, if it was typed */
export function recordExamined(
  record: RunRecord,
  examined: Examinations | Formed,
  own: OwnSequence | null = null,
): void {
  record.examined = examined;
  record.version++;
  if (isFormed(examined)) return;
  const traces = examined.models.flatMap(({ trace }) => trace ?? []);
  const isOfMoment = (record.lookedAt ?? (own && examined))?.update === examined.update;
  if (isOfMoment && own === record.own && traces.length === examined.models.length)
    record.trace = { update: examined.update, probe: examined.probe, models: traces, ...(own && { own }) };
  if (own || !examined.models.some(({ jacobians }) => jacobians)) return;
  const models = examined.models.map(({ jacobians }) =>
    (jacobians ?? []).map((strip) => (isFormed(strip) ? null : strip.horizon)),
  );
  const { update, probe } = examined;
  recordHorizons(record, probe, [{ update, models }]);
}

/** @param probe index of the held-out sequence: what is known of another one goes */
export function recordHorizons(record: RunRecord, probe: number, moments: readonly MemoryHorizons[]): void {
  if (record.horizons[0] && record.horizons[0].probe !== probe) record.horizons.length = 0;
  for (const { update, models } of moments) keepPoint(record.horizons, { update, probe, models });
  record.version++;
}

export function recordSpectra(record: RunRecord, moments: readonly KernelSpectra[]): void {
  for (const moment of moments) keepPoint(record.spectra, moment);
  record.version++;
}

/** Panels show a kept moment from now on, once it is examined; null: the present. */
export function lookBack(record: RunRecord, moment: Snapshot | null): void {
  record.lookedAt = moment;
  if (moment === null && record.own === null) record.trace = record.newestTrace;
  record.version++;
}

export function recordForecast(record: RunRecord, event: Events["forecast"]): void {
  record.forecast = event;
  record.version++;
}

/** What trains the run from an update on, by model. */
export function recordEngine(
  record: RunRecord,
  { byModel, update }: Pick<Events["engine"], "byModel" | "update">,
): void {
  const before = record.engines;
  record.engines = byModel;
  if (before === null || update === 0) return;
  // Models that moved together are one move.
  const pairs = new Map(
    byModel.flatMap((to, m) => {
      const from = before[m] ?? null;
      return from === null || to === null || from === to
        ? []
        : [[`${from} ${to}`, { update, from, to }] as const];
    }),
  );
  if (pairs.size === 0) return;
  record.moves.push(...pairs.values());
  record.version++;
}

/** Keeps the first samples and the newest, thinning the middle, so that a long run still shows how it began. */
export function recordSample(record: RunRecord, event: Events["sample"]): void {
  const last = record.samples.at(-1);
  // A run that was taken up again samples again where it stands.
  if (last?.update === event.update && last.temperature === event.temperature) record.samples.pop();
  record.samples.push(event);
  if (record.samples.length > samplesKept)
    for (let k = record.samples.length - 2; k > 0; k -= 2) record.samples.splice(k, 1);
  record.version++;
}

/** The change that an event tells of, without what makes it an event. */
export const changeOf = ({ update, field, value }: Change): Change => ({ update, field, value });

/** A change takes the place of one to the same setting at the same update. */
export function recordChange(record: RunRecord, { update, field, value }: Change): void {
  const at = record.changes.findIndex((change) => change.update === update && change.field === field);
  if (at >= 0) record.changes.splice(at, 1);
  record.changes.push({ update, field, value });
  record.version++;
}

/** What a run that was put aside still had under way: its curves are to reach as far as its weights. */
export function recordLate(record: RunRecord, event: Event): void {
  if (event.type === "metrics") recordMetrics(record, event);
  else if (event.type === "evaluation") recordEvaluation(record, event);
  else if (event.type === "sample") recordSample(record, event);
  else if (event.type === "changed") recordChange(record, event);
  else if (event.type === "snapshot") recordSnapshot(record, event.snapshot);
}

/**
 * Shortens a series to an update exactly, so that what is appended next stands at its own update. Where several
 * updates share a bucket, those of the cut bucket that stay take its mean, which is what they were drawn as.
 */
function cut(series: Series, update: number): void {
  if (update >= series.length) return;
  const mean = series.at(update);
  series.truncate(update);
  while (series.length < update) series.append(mean);
}

/** The record goes back to a snapshot, or to its start. */
export function goBackTo(record: RunRecord, snapshot: Snapshot | null): void {
  truncateRecord(record, snapshot?.update ?? 0);
  record.seconds = snapshot?.seconds ?? 0;
  recordSnapshot(record, snapshot);
}

/** Forgets what came after an update. */
export function truncateRecord(record: RunRecord, update: number): void {
  for (const model of record.models) {
    cut(model.loss, update);
    const curves = networkCurves(model);
    if (!curves) continue;
    for (const series of [curves.gradientNorm, curves.clippedNorm, ...curves.parameterNorms.values()])
      cut(series, update);
    for (const columns of curves.waterfalls.values()) columns.truncate(update);
  }
  while ((record.evaluations.at(-1)?.update ?? 0) > update) record.evaluations.pop();
  while ((record.samples.at(-1)?.update ?? 0) > update) record.samples.pop();
  while ((record.changes.at(-1)?.update ?? 0) > update) record.changes.pop();
  // It goes on with the engine that it has now.
  const forgotten = record.moves.findIndex((move) => move.update > update);
  const gone = record.moves.splice(forgotten < 0 ? record.moves.length : forgotten);
  const to = record.engines?.find((kind) => kind !== null);
  const from = new Set(gone.filter((move) => move.update === gone[0]?.update).map((move) => move.from));
  if (update > 0 && to != null)
    for (const kind of from)
      if (!record.engines?.includes(kind)) record.moves.push({ update, from: kind, to });
  for (const points of [record.horizons, record.spectra])
    while ((points.at(-1)?.update ?? 0) > update) points.pop();
  record.moments.goBackTo(update);
  if ((record.snapshot?.update ?? 0) > update) record.snapshot = null;
  record.trace = null;
  record.newestTrace = null;
  record.lookedAt = null;
  record.examined = null;
  record.text = {};
  record.confused = null;
  record.forecast = null;
  record.update = Math.min(record.update, update);
  record.version++;
}
