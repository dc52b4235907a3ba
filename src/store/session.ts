import type { StoreApi } from "zustand/vanilla";
import { planModel, requestOf } from "../model/plan.ts";
import { specAt } from "../spec/describe.ts";
import { encode } from "../spec/link.ts";
import { type Change, type ExperimentSpec, modelNames } from "../spec/spec.ts";
import { tasks } from "../tasks/index.ts";
import { fetchAsset } from "../tasks/load-asset.ts";
import type { Commands } from "../trainer/protocol.ts";
import { createRate } from "./rate.ts";
import { newRecord, type RunRecord } from "./run-record.ts";
import type { AppState, Failure, Pointed, RunSummary } from "./state.ts";
import { modelStatuses } from "./summary.ts";

/** Runs that Undo can return to; the worker keeps the weights of as many. */
const undoDepth = 4;
/** Earlier runs drawn pale. */
const paleRuns = 3;
/** At most this often is the summary of a running training renewed, in milliseconds. */
const summaryEvery = 100;
/** Between a trace and the request for the next one, in milliseconds: about eight a second. */
const traceEvery = 100;
/** A slider that is being dragged starts one run when it rests, not one at every pixel. */
const restartAfter = 200;

export const nowhere: Pointed = { step: null, model: null, unit: null, gate: null, parameter: null };

export const idle: RunSummary = {
  id: 0,
  phase: "preparing",
  update: 0,
  updatesPerSecond: 0,
  seconds: 0,
  secondsLeft: null,
  models: [],
  failure: null,
  milestone: null,
};

/** A run that Undo returns to. */
interface Kept {
  readonly record: RunRecord;
  readonly spec: ExperimentSpec;
  readonly base: ExperimentSpec;
}

/** Sends a command on behalf of a run. */
export type Send = <K extends keyof Commands>(type: K, run: number, command: Commands[K]) => void;

export interface SessionOptions {
  readonly state: StoreApi<AppState>;
  readonly spec: ExperimentSpec;
  readonly assetBase: string;
  readonly backend: "auto" | "cpu";
  readonly send: Send;
  /** The address bar follows the experiment. */
  readonly writeUrl: (hash: string) => void;
}

/**
 * The runs of one page: the present one, those that Undo returns to, and what a link of it holds. Actions and the
 * worker's events both act on it.
 */
export function createSession({ state, spec: opened, assetBase, backend, send, writeUrl }: SessionOptions) {
  const { getState: get, setState: set } = state;
  /** The experiment as a link holds it: values at the start, and the changes made since. */
  let base = opened;
  /** What was in force before a setting was touched whose run has not started yet. */
  let touched: { spec: ExperimentSpec; base: ExperimentSpec } | null = null;
  let undoable: readonly Kept[] = [];
  let runIds = 0;
  let restartDue: ReturnType<typeof setTimeout> | undefined;
  let summaryDue: ReturnType<typeof setTimeout> | undefined;
  let traceDue: ReturnType<typeof setTimeout> | undefined;
  const rate = createRate();

  /** Settings that move no weight are taken from what is shown, the rest from the start of the run. */
  const linkSpec = (): ExperimentSpec => {
    const { view, training } = get().spec;
    const { updates, stopWhenSolved } = training;
    return { ...base, view, training: { ...base.training, updates, stopWhenSolved } };
  };
  const hash = () => encode(linkSpec());
  const syncUrl = () => writeUrl(hash());
  const pullTrace = () => send("pullTrace", get().run.id, {});

  function renew(change: Partial<RunSummary> = {}): void {
    clearTimeout(summaryDue);
    summaryDue = undefined;
    const { run, record, spec } = get();
    if (!record) {
      set({ run: { ...run, ...change } });
      return;
    }
    const updatesPerSecond = rate.perSecond() || run.updatesPerSecond;
    record.updatesPerSecond = updatesPerSecond;
    const { updates } = spec.training;
    const left = updates > 0 && updatesPerSecond > 0 ? (updates - record.update) / updatesPerSecond : null;
    set({
      run: {
        ...run,
        update: record.update,
        seconds: record.seconds,
        updatesPerSecond,
        secondsLeft: left === null ? null : Math.max(0, left),
        models: modelStatuses(record),
        ...change,
      },
    });
  }

  const failed = (code: Failure["code"], message: string): void =>
    renew({
      phase: "failed",
      failure: {
        code,
        message,
        update: get().record?.update ?? 0,
        model: null,
        gradientNorm: null,
        lastGood: null,
      },
    });

  function keepForUndo(): void {
    const { record, run, spec } = get();
    const before = touched ?? { spec, base: linkSpec() };
    touched = null;
    if (record && record.id === run.id) undoable = [...undoable, { record, ...before }].slice(-undoDepth);
  }

  /** A new run of `next`; the present one stays pale, and Undo returns to it. */
  async function start(next: ExperimentSpec): Promise<void> {
    clearTimeout(restartDue);
    restartDue = undefined;
    keepForUndo();
    const { record: old, earlier } = get();
    const id = ++runIds;
    base = next;
    rate.reset();
    set({
      spec: { ...specAt(next, 0), changes: [] },
      run: { ...idle, id },
      // Losses of another task have another scale: their curves would only be in the way.
      earlier: (old && old.update > 0 ? [old, ...earlier] : earlier)
        .filter((record) => record.spec.task.kind === next.task.kind)
        .slice(0, paleRuns),
      canUndo: undoable.length > 0,
      pinnedStep: null,
      pointed: nowhere,
      shownLayer: -1,
    });
    syncUrl();
    const def = tasks[next.task.kind];
    try {
      const task = await def.prepare(next.task.values, next.training.seed, fetchAsset(assetBase));
      if (get().run.id !== id) return;
      const request = requestOf(task.io, def.loss, next.training.batchSize);
      const plans = next.models.map((model) => planModel(model, request));
      set({ record: newRecord(id, next, task, plans, modelNames(next.models)) });
      renew();
      send("configure", id, { spec: next, assetBase, backend });
      pullTrace();
    } catch (error) {
      if (get().run.id !== id) return;
      set({ record: null });
      failed("dataMissing", error instanceof Error ? error.message : String(error));
    }
  }

  return {
    start,
    renew,
    failed,
    hash,
    syncUrl,
    pullTrace,
    renewSoon: () => {
      summaryDue ??= setTimeout(renew, summaryEvery);
    },
    /** Now for what is pressed, after a rest for what is dragged. */
    begin: (next: ExperimentSpec, when: "now" | "rested" = "now") => {
      touched ??= { spec: get().spec, base: linkSpec() };
      clearTimeout(restartDue);
      set({ spec: next });
      if (when === "now") {
        void start(next);
        return;
      }
      send("pause", get().run.id, {});
      restartDue = setTimeout(() => void start(next), restartAfter);
    },
    /** A run that waits for a slider to rest. */
    waiting: () => restartDue !== undefined,
    settle: () => {
      if (restartDue !== undefined) void start(get().spec);
    },
    /** The settings in force, as the start of another run. */
    fresh: (): ExperimentSpec => ({ ...get().spec, changes: [] }),
    plannedUpdates: () => base.training.updates,
    editBase: (edit: (spec: ExperimentSpec) => ExperimentSpec) => {
      base = edit(base);
    },
    /** A change in force from now on replaces what the link planned for that field. */
    recordChange: (change: Change) => {
      const others = base.changes.filter(
        ({ field, update }) => field !== change.field || update < change.update,
      );
      base = { ...base, changes: [...others, change].sort((a, b) => a.update - b.update) };
    },
    forgetChangesAfter: (update: number) => {
      base = { ...base, changes: base.changes.filter((change) => change.update <= update) };
    },
    undo: () => {
      const kept = undoable.at(-1);
      if (!kept) return;
      clearTimeout(restartDue);
      restartDue = undefined;
      touched = null;
      undoable = undoable.slice(0, -1);
      base = kept.base;
      rate.reset();
      kept.record.version++;
      set({
        spec: kept.spec,
        record: kept.record,
        earlier: get().earlier.filter((record) => record !== kept.record),
        canUndo: undoable.length > 0,
        run: { ...idle, id: kept.record.id },
        presetId: null,
        shownLayer: -1,
      });
      send("resume", kept.record.id, { to: kept.record.id });
      renew();
      pullTrace();
      syncUrl();
    },
    noteRate: (update: number) => rate.note(update, performance.now()),
    resetRate: () => rate.reset(),
    /** The next trace, a little after the last. */
    pullTraceLater: () => {
      clearTimeout(traceDue);
      traceDue = setTimeout(pullTrace, traceEvery);
    },
    dispose: () => {
      for (const timer of [restartDue, summaryDue, traceDue]) clearTimeout(timer);
    },
  };
}

export type Session = ReturnType<typeof createSession>;
