import type { ExperimentSpec } from "../experiment/spec.ts";
import { trainingFields } from "../experiment/training-fields.ts";
import { flopsOf, totalFlops } from "../model/costs.ts";
import { networksOf } from "../model/counted.ts";
import type { EngineKind, EngineOption, EnginesByModel, Phase } from "../trainer/protocol.ts";
import type { RunRecord } from "./run-record.ts";

/** What was measured last on an engine: an update of so many operations, all models together, took so many seconds. */
export interface Pace {
  readonly flops: number;
  readonly seconds: number;
}

/** A run is long from here on, in seconds: then the page says how long before it is started. */
export const longRun = 20;

/** Floating-point operations of an update of all networks of a run: counting takes next to nothing beside them. */
export const flopsOfRun = ({ plans, spec }: RunRecord): number =>
  networksOf(plans).reduce((sum, plan) => sum + totalFlops(flopsOf(plan, spec.optimizer.kind)), 0);

interface Engine {
  readonly engine: EngineKind;
  readonly backend: string;
  readonly byModel: EnginesByModel;
}

/** What a pace is known by: a race over several engines is as fast as none of them. */
export const paceKey = ({ engine, backend, byModel }: Engine): string => {
  const kinds = new Set([engine, ...byModel.filter((kind) => kind !== null)]);
  const inOrder = [...kinds].sort((a, b) => Number(b === engine) - Number(a === engine));
  return `${inOrder.join("+")} ${backend}`;
};

/**
 * The pace of an engine that was just chosen for a run: as it was timed for that choice, else as known from before. An
 * experiment that is too large to be timed twice is estimated from what the same engine did last.
 */
export function paceOfEngine(
  now: Engine & { readonly options: readonly EngineOption[] },
  before: (Engine & { readonly pace: Pace | null }) | null,
  record: RunRecord | null,
): Pace | null {
  const ms = now.options.find(
    ({ kind, backend }) => kind === now.engine && backend === now.backend,
  )?.millisecondsPerUpdate;
  const flops = record ? flopsOfRun(record) : 0;
  // Of models that only count, no pace of another run can be told.
  if (flops > 0 && ms) return { flops, seconds: ms / 1000 };
  return before && paceKey(before) === paceKey(now) ? before.pace : null;
}

/** The pace of a run as it went; null before it is known, or where the run was held back. */
export function paceOfRun(record: RunRecord, { training }: ExperimentSpec): Pace | null {
  const flops = flopsOfRun(record);
  return flops > 0 && record.updatesPerSecond > 0 && training.speed === "max"
    ? { flops, seconds: 1 / record.updatesPerSecond }
    : null;
}

/** To the planned end. @param planned updates; 0 is without end. @returns null without an end, or where the pace is unknown */
export const secondsLeft = (
  planned: number,
  update: number,
  secondsPerUpdate: number | null,
): number | null =>
  planned > 0 && secondsPerUpdate !== null ? Math.max(0, planned - update) * secondsPerUpdate : null;

/**
 * At the planned end Train goes on: the plan grows by what it was, up to the most that it can be.
 * @returns by how many updates; null before the end, or without one
 */
export function updatesMore(
  { phase, update }: { readonly phase: Phase; readonly update: number },
  { training }: Pick<ExperimentSpec, "training">,
): number | null {
  const { updates } = training;
  if (phase !== "finished" || updates === 0 || update < updates) return null;
  return Math.max(0, Math.min(updates, trainingFields.updates.max - update));
}

/** How long the updates to the planned end take. */
export interface Duration {
  readonly updates: number;
  readonly seconds: number;
  /** From operations and the pace of another experiment, not from this one's own. */
  readonly isEstimate: boolean;
}

/**
 * Before a run and while it rests. What is shown may wait for a run of its own: `flops` are of what is shown.
 * @returns null without an end, or where nothing was measured
 */
export function durationOf(
  { training }: Pick<ExperimentSpec, "training">,
  { update, updatesPerSecond }: { readonly update: number; readonly updatesPerSecond: number },
  record: RunRecord | null,
  pace: Pace | null,
  flops: number,
): Duration | null {
  const isOwn = record !== null && updatesPerSecond > 0 && flops === flopsOfRun(record);
  const fastest = isOwn ? 1 / updatesPerSecond : pace && (pace.seconds * flops) / pace.flops;
  const held = training.speed === "max" ? 0 : 1 / Number(training.speed);
  const seconds = secondsLeft(training.updates, update, fastest === null ? null : Math.max(fastest, held));
  if (seconds === null) return null;
  return {
    updates: Math.max(0, training.updates - update),
    seconds,
    isEstimate: !isOwn && flops !== pace?.flops,
  };
}
