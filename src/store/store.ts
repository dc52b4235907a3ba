import { createStore } from "zustand/vanilla";
import { isCellKind } from "../cells/index.ts";
import { checkField, defaults, type FieldValue } from "../lib/fields.ts";
import { planModel, requestOf } from "../model/plan.ts";
import { isOptimizerKind, optimizers } from "../optimizers/index.ts";
import { addModel, fieldAt, isLive, removeModel, specAt, withModel, withValue } from "../spec/describe.ts";
import { decode, encode } from "../spec/link.ts";
import { presets } from "../spec/presets.ts";
import { type Change, type ExperimentSpec, maxModels, modelNames } from "../spec/spec.ts";
import { isTaskKind, tasks } from "../tasks/index.ts";
import { fetchAsset } from "../tasks/load-asset.ts";
import { en } from "../text/en.ts";
import { createTrainerClient, type TrainerClient } from "../trainer/client.ts";
import type { Events, Handlers } from "../trainer/protocol.ts";
import type { AppStore } from "./hooks.ts";
import { readDevice, writeDevice } from "./persist.ts";
import { createRate } from "./rate.ts";
import {
  newRecord,
  type RunRecord,
  recordEvaluation,
  recordMetrics,
  recordSample,
  recordTrace,
  truncateRecord,
} from "./run-record.ts";
import type { Actions, AppState, Failure, Pointed, RunSummary } from "./state.ts";
import { milestoneOf, modelStatuses } from "./summary.ts";
import { createUrlSync } from "./url-sync.ts";

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

interface Kept {
  readonly record: RunRecord;
  readonly spec: ExperimentSpec;
  readonly base: ExperimentSpec;
}

const nowhere: Pointed = { step: null, model: null, unit: null, gate: null, parameter: null };

const idle: RunSummary = {
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

const prefersDark = (): boolean => globalThis.matchMedia?.("(prefers-color-scheme: dark)").matches ?? false;

export interface OpenStore extends AppStore {
  dispose(): void;
}

/** The page's state: one store, one worker, the address bar. */
export function createAppStore(): OpenStore {
  const opened = decode(location.hash);
  const assetBase = new URL("./", location.href).href;
  const backend = new URLSearchParams(location.search).get("backend") === "cpu" ? "cpu" : "auto";

  const state = createStore<AppState>()(() => ({
    spec: { ...specAt(opened.spec, 0), changes: [] },
    run: idle,
    record: null,
    earlier: [],
    canUndo: false,
    device: null,
    problems: opened.problems.map(({ message }) => message),
    presetId: null,
    pointed: nowhere,
    pinnedStep: null,
    shownLayer: -1,
    openModel: null,
    shownParameters: [],
    ...readDevice({
      gradientMode: "share",
      lossAxis: "log",
      smoothing: 0.9,
      theme: prefersDark() ? "dark" : "light",
      shortcuts: true,
    }),
  }));
  const { getState: get, setState: set } = state;

  /** The experiment as a link holds it: values at the start, and the changes made since. */
  let base: ExperimentSpec = opened.spec;
  let undoable: Kept[] = [];
  let runIds = 0;
  let restart: ReturnType<typeof setTimeout> | undefined;
  let summaryDue: ReturnType<typeof setTimeout> | undefined;
  let traceDue: ReturnType<typeof setTimeout> | undefined;
  const rate = createRate();

  const linkSpec = (): ExperimentSpec => {
    const { view, training } = get().spec;
    const { updates, stopWhenSolved } = training;
    return { ...base, view, training: { ...base.training, updates, stopWhenSolved } };
  };
  const url = createUrlSync((hash) => {
    const link = decode(hash);
    set({ problems: link.problems.map(({ message }) => message), presetId: null });
    begin(link.spec);
  });
  const syncUrl = () => url.write(encode(linkSpec()));

  function renewSummary(change: Partial<RunSummary> = {}): void {
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
  const renewSoon = () => {
    summaryDue ??= setTimeout(renewSummary, summaryEvery);
  };

  function fail(failure: Failure): void {
    renewSummary({ phase: "failed", failure });
  }
  const pullTrace = () => client.send("pullTrace", get().run.id, {});

  const handlers: Handlers<Events> = {
    engine: ({ engine, backend: runs, renderer, note }) =>
      set({ device: { engine, backend: runs, renderer, note } }),
    phase: ({ phase, reason }) => {
      if (phase !== "training") rate.reset();
      else rate.note(get().record?.update ?? 0, performance.now());
      renewSummary({
        phase,
        ...(phase === "failed" ? {} : { failure: null }),
        ...(phase === "finished" && reason ? { milestone: reason } : {}),
      });
    },
    metrics: (event) => {
      const { record } = get();
      if (!record) return;
      recordMetrics(record, event);
      rate.note(record.update, performance.now());
      renewSoon();
    },
    evaluation: (event) => {
      const { record, run } = get();
      if (!record) return;
      recordEvaluation(record, event);
      renewSummary({ milestone: milestoneOf(record) ?? run.milestone });
    },
    trace: (event) => {
      const { record } = get();
      if (record) recordTrace(record, event);
      clearTimeout(traceDue);
      traceDue = setTimeout(pullTrace, traceEvery);
    },
    sample: (event) => {
      const { record } = get();
      if (record) recordSample(record, event);
    },
    changed: ({ update, field, value }) => {
      const { record, spec } = get();
      const change: Change = { update, field, value };
      record?.changes.push(change);
      const planned = base.changes.filter((other) => other.field !== field || other.update < update);
      base = { ...base, changes: [...planned, change].sort((a, b) => a.update - b.update) };
      set({ spec: withValue(spec, field, value) });
      syncUrl();
    },
    rolledBack: ({ update }) => {
      const { record } = get();
      if (record) truncateRecord(record, update);
      base = { ...base, changes: base.changes.filter((change) => change.update <= update) };
      clearTimeout(traceDue);
      pullTrace();
      renewSummary({ failure: null, milestone: null });
    },
    failed: ({ code, message, update, model, gradientNorm, lastGood }) =>
      fail({ code, message, update, model, gradientNorm, lastGood }),
  };

  const bug = (message: string): Failure => ({
    code: "bug",
    message,
    update: get().record?.update ?? 0,
    model: null,
    gradientNorm: null,
    lastGood: null,
  });
  const client: TrainerClient = createTrainerClient(handlers, (message) =>
    fail(bug(en.store.workerBroke(message))),
  );

  /** A new run of `next`; the present one stays pale, and Undo returns to it. */
  async function start(next: ExperimentSpec): Promise<void> {
    clearTimeout(restart);
    restart = undefined;
    const { record: old, spec: oldSpec, earlier, run } = get();
    const id = ++runIds;
    if (old && old.id === run.id) {
      undoable = [
        ...undoable,
        { record: old, spec: pendingFrom ?? oldSpec, base: pendingBase ?? base },
      ].slice(-undoDepth);
    }
    pendingFrom = null;
    pendingBase = null;
    base = next;
    // Losses of another task have another scale: their curves would only be in the way.
    const pale = (old && old.update > 0 ? [old, ...earlier] : earlier)
      .filter((record) => record.spec.task.kind === next.task.kind)
      .slice(0, paleRuns);
    rate.reset();
    set({
      spec: { ...specAt(next, 0), changes: [] },
      run: { ...idle, id },
      earlier: pale,
      canUndo: undoable.length > 0,
      pinnedStep: null,
      pointed: nowhere,
    });
    syncUrl();
    const def = tasks[next.task.kind];
    try {
      const task = await def.prepare(next.task.values, next.training.seed, fetchAsset(assetBase));
      if (get().run.id !== id) return;
      const request = requestOf(task.io, def.loss, next.training.batchSize);
      const plans = next.models.map((model) => planModel(model, request));
      set({ record: newRecord(id, next, task, plans, modelNames(next.models)), shownLayer: -1 });
      renewSummary();
      client.send("configure", id, { spec: next, assetBase, backend });
      pullTrace();
    } catch (error) {
      if (get().run.id !== id) return;
      set({ record: null });
      fail({ ...bug(error instanceof Error ? error.message : String(error)), code: "dataMissing" });
    }
  }

  let pendingFrom: ExperimentSpec | null = null;
  let pendingBase: ExperimentSpec | null = null;
  /** Starts a new run soon: at once for what is pressed, after a rest for what is dragged. */
  function begin(next: ExperimentSpec, soon = false): void {
    pendingFrom ??= get().spec;
    pendingBase ??= linkSpec();
    clearTimeout(restart);
    base = next;
    set({ spec: next });
    if (!soon) {
      void start(next);
      return;
    }
    client.send("pause", get().run.id, {});
    restart = setTimeout(() => void start(next), restartAfter);
  }
  const settle = () => {
    if (restart !== undefined) void start(get().spec);
  };
  /** The settings in force, as the start of another run. */
  const fresh = (): ExperimentSpec => ({ ...get().spec, changes: [] });

  const actions: Actions = {
    train: () => {
      settle();
      const { run, spec } = get();
      const { updates } = spec.training;
      // At the planned end Train goes on: the plan grows by what it was.
      if (run.phase === "finished" && updates > 0 && run.update >= updates) {
        const planned = base.training.updates || updates;
        actions.set("training.updates", Math.min(1_000_000, run.update + planned));
      }
      client.send("train", get().run.id, {});
    },
    pause: () => client.send("pause", get().run.id, {}),
    oneUpdate: () => {
      settle();
      client.send("oneUpdate", get().run.id, {});
    },
    reset: () => begin(fresh()),
    undo: () => {
      const kept = undoable.at(-1);
      if (!kept) return;
      clearTimeout(restart);
      restart = undefined;
      pendingFrom = null;
      pendingBase = null;
      undoable = undoable.slice(0, -1);
      base = kept.base;
      rate.reset();
      set({
        spec: kept.spec,
        record: kept.record,
        earlier: get().earlier.filter((record) => record !== kept.record),
        canUndo: undoable.length > 0,
        run: { ...idle, id: kept.record.id },
        presetId: null,
        shownLayer: -1,
      });
      kept.record.version++;
      client.send("resume", kept.record.id, { to: kept.record.id });
      renewSummary();
      pullTrace();
      syncUrl();
    },
    clearEarlier: () => set({ earlier: [] }),
    set: (path: string, value: FieldValue) => {
      const { spec, run } = get();
      const field = fieldAt(spec, path);
      if (!field) return;
      const checked = checkField(field, value);
      if (!checked.ok) {
        set({ problems: [checked.error] });
        return;
      }
      const next = withValue(spec, path, checked.value);
      if (!isLive(path)) {
        set({ presetId: null });
        begin({ ...next, changes: [] }, true);
        return;
      }
      set({ spec: next });
      const moves =
        path.startsWith("optimizer.") || path === "training.clipNorm" || path === "training.speed";
      if (!moves || run.update === 0) base = withValue(base, path, checked.value);
      if (restart === undefined) client.send("change", run.id, { field: path, value: checked.value });
      else begin({ ...next, changes: [] }, true);
      syncUrl();
    },
    setTask: (kind) => {
      if (!isTaskKind(kind) || kind === get().spec.task.kind) return;
      set({ presetId: null });
      begin({ ...fresh(), task: { kind, values: defaults(tasks[kind].fields) } });
    },
    setOptimizer: (kind) => {
      if (!isOptimizerKind(kind) || kind === get().spec.optimizer.kind) return;
      set({ presetId: null });
      begin({ ...fresh(), optimizer: { kind, values: defaults(optimizers[kind].fields) } });
    },
    addModel: (cell) => {
      if (!isCellKind(cell)) return;
      if (get().spec.models.length >= maxModels) {
        set({ problems: [en.store.fifthModel(maxModels)] });
        return;
      }
      set({ presetId: null });
      begin(addModel(fresh(), cell));
    },
    removeModel: (index) => {
      if (get().spec.models.length <= 1) {
        set({ problems: [en.store.lastModel] });
        return;
      }
      set({ presetId: null, openModel: null });
      begin(removeModel(fresh(), index));
    },
    setModelCell: (index, cell) => {
      if (!isCellKind(cell)) return;
      set({ presetId: null });
      begin(withModel(fresh(), index, cell));
    },
    usePreset: (id) => {
      const preset = presets.find((candidate) => candidate.id === id);
      if (!preset) throw new RangeError(en.store.unknownPreset(id));
      begin(preset.spec);
      set({ presetId: id, openModel: null });
    },
    continueWithClipping: () => client.send("rollBack", get().run.id, { clipNorm: 1 }),
    link: () => `${location.origin}${location.pathname}${location.search}${encode(linkSpec())}`,
    share: async () => {
      const link = actions.link();
      try {
        await navigator.clipboard.writeText(link);
      } catch {
        throw new Error(en.store.clipboardRefused);
      }
      return link;
    },
    point: (pointed) => set({ pointed: { ...get().pointed, ...pointed } }),
    pin: (pinnedStep) => set({ pinnedStep }),
    show: (change) => {
      set(change);
      writeDevice(get());
    },
    dismissProblems: () => set({ problems: [] }),
  };

  void start(opened.spec);
  return {
    state,
    actions,
    dispose: () => {
      for (const timer of [restart, summaryDue, traceDue]) clearTimeout(timer);
      url.dispose();
      client.dispose();
    },
  };
}
