import type { StoreApi } from "zustand/vanilla";
import { messageOf } from "../lib/error-message.ts";
import type { FieldValue } from "../lib/fields.ts";
import { formatCount } from "../lib/format.ts";
import { isRecorded, specAt, withChange, withChangesUntil, withValue } from "../spec/describe.ts";
import { encode } from "../spec/link.ts";
import type { Change, ExperimentSpec } from "../spec/spec.ts";
import { fetchAsset } from "../tasks/load-asset.ts";
import { en } from "../text/en.ts";
import type { TrainerClient } from "../trainer/client.ts";
import { type Commands, type Event, preparingCode, type Snapshot } from "../trainer/protocol.ts";
import type { KeptRun } from "./database.ts";
import type { RunToKeep } from "./keeper.ts";
import { createLooking } from "./looking.ts";
import { createLosses } from "./losses.ts";
import { readProven } from "./persist.ts";
import {
  newRecord,
  openRecord,
  type PutAside,
  type RunRecord,
  recordLate,
  truncateRecord,
} from "./run-record.ts";
import { createStanding } from "./standing.ts";
import { type AppState, type Failure, idle, nowhere } from "./state.ts";
import { readRecord } from "./written-record.ts";

/** Runs that Undo can return to; the worker keeps the weights of as many. */
const undoDepth = 4;
/** Earlier runs drawn pale. */
const paleRuns = 3;
/** A slider that is being dragged starts one run when it rests, not one at every pixel. */
const restartAfter = 200;

export interface SessionOptions {
  readonly state: StoreApi<AppState>;
  readonly spec: ExperimentSpec;
  readonly assetBase: string;
  readonly backend: "auto" | "cpu";
  readonly client: TrainerClient;
  /** The address bar follows the experiment. */
  readonly writeUrl: (hash: string) => void;
}

/** What the controls show after `update` updates. */
const inForceAt = (spec: ExperimentSpec, update: number): ExperimentSpec => ({
  ...specAt(spec, update),
  changes: [],
});

/**
 * The runs of one page: the present one, those that Undo returns to, and what a link of it holds. Actions and the
 * worker's events both act on it.
 */
export function createSession({ state, spec: opened, assetBase, backend, client, writeUrl }: SessionOptions) {
  const { getState: get, setState: set } = state;
  /** The experiment as a link holds it: values at the start, and the changes made since. */
  let base = opened;
  /** What was in force before a setting was touched whose run has not started yet. */
  let touched: { spec: ExperimentSpec; base: ExperimentSpec } | null = null;
  let undoable: readonly PutAside[] = [];
  /** The worker knows the present run; it is of this generation. */
  let configured = false;
  let worker = 0;
  /** Training was asked for in this run: from here on changes are events of it. The worker draws the same line. */
  let begun = false;
  /** Training is to go on should the worker have to be replaced. */
  let wanted = false;
  /** The newest complete snapshot of the present run. */
  let newest: Snapshot | null = null;
  /** Changes that the worker has not recorded yet. */
  let unanswered: readonly { readonly field: string; readonly value: FieldValue }[] = [];
  const losses = createLosses();
  let runIds = 0;
  let restartDue: ReturnType<typeof setTimeout> | undefined;
  const { renew, ...standing } = createStanding(state);

  /** Settings that move no weight are taken from what is shown, the rest from the start of the run. */
  const linkSpec = (): ExperimentSpec => {
    const { view, training } = get().spec;
    const { updates, stopWhenSolved } = training;
    return { ...base, view, training: { ...base.training, updates, stopWhenSolved } };
  };
  const hash = () => encode(linkSpec());
  const syncUrl = () => writeUrl(hash());
  const send = <K extends keyof Commands>(type: K, command: Commands[K]): void => {
    if (configured) client.send(type, get().run.id, command);
  };
  const looking = createLooking(send);

  const failed = (code: Failure["code"], words: string) => standing.fail(code, words, newest?.update ?? null);

  function keepForUndo(): void {
    const { record, run, spec } = get();
    const before = touched ?? { spec, base: linkSpec() };
    touched = null;
    if (record && record.id === run.id)
      undoable = [...undoable, { record, ...before, worker, snapshot: newest }].slice(-undoDepth);
  }

  /** What is known of a run that is about to be the present one. */
  function enter(update: number, snapshot: Snapshot | null): void {
    configured = false;
    begun = update > 0;
    wanted = false;
    newest = snapshot;
    unanswered = [];
    losses.resumed(update);
    standing.resetRate();
  }

  /** Gives the worker the present run, untrained or from a snapshot, and what it was asked in the meantime. */
  function configure(from: Snapshot | null): void {
    configured = true;
    worker = client.generation;
    const before = from ? (get().record?.engine ?? null) : null;
    send("configure", { spec: linkSpec(), assetBase, backend, from, before, proven: readProven() });
    looking.begin();
    if (wanted) send("train", {});
  }

  function goBackTo(record: RunRecord, snapshot: Snapshot | null): void {
    truncateRecord(record, snapshot?.update ?? 0);
    record.seconds = snapshot?.seconds ?? 0;
    record.version++;
  }

  function change(field: string, value: FieldValue): void {
    const recorded = isRecorded(field) && begun && configured;
    if (recorded) unanswered = [...unanswered.filter((one) => one.field !== field), { field, value }];
    else {
      base = withValue(base, field, value);
      syncUrl();
    }
    send("change", { field, value });
  }

  /** The present run on a fresh worker, from its newest snapshot. */
  function goOn(record: RunRecord, words: typeof en.store.deviceLost): void {
    const snapshot = newest;
    const trains = wanted;
    const asked = unanswered;
    const at = record.update;
    goBackTo(record, snapshot);
    enter(record.update, snapshot);
    set({ spec: inForceAt(linkSpec(), record.update) });
    configure(snapshot);
    for (const { field, value } of asked) {
      set({ spec: withValue(get().spec, field, value) });
      change(field, value);
    }
    const notice = words(formatCount(at), formatCount(record.update), trains);
    renew({ phase: "preparing", failure: null, milestone: null, notice });
    if (trains) train();
  }

  function train(): void {
    wanted = true;
    begun = true;
    send("train", {});
  }

  function pause(): void {
    wanted = false;
    send("pause", {});
  }

  /** The record of the present run, once the worker knows it. */
  const presentRecord = (): RunRecord | null => {
    const { record, run } = get();
    return configured && record?.id === run.id ? record : null;
  };

  /** A new run of `next`; the present one stays pale, and Undo returns to it. */
  async function start(next: ExperimentSpec): Promise<void> {
    clearTimeout(restartDue);
    restartDue = undefined;
    keepForUndo();
    const { record: old, earlier } = get();
    const id = ++runIds;
    base = next;
    enter(0, null);
    set({
      spec: inForceAt(next, 0),
      run: { ...idle, id },
      // Losses of another task have another scale: their curves would only be in the way.
      earlier: (old && old.update > 0 ? [old, ...earlier] : earlier)
        .filter((record) => record.spec.task.kind === next.task.kind)
        .slice(0, paleRuns),
      canUndo: undoable.length > 0,
      pinnedStep: null,
      pointed: nowhere,
      shownLayer: null,
    });
    syncUrl();
    try {
      const record = await openRecord(id, next, fetchAsset(assetBase));
      if (get().run.id !== id) return;
      set({ record });
      renew();
      configure(null);
    } catch (error) {
      if (get().run.id !== id) return;
      set({ record: null });
      failed(preparingCode(error), messageOf(error));
    }
  }

  return {
    ...standing,
    start,
    renew,
    hash,
    /** The experiment as its link holds it. */
    linked: linkSpec,
    syncUrl,
    need: looking.need,
    pullTrace: looking.pullTrace,
    pullTraceLater: looking.pullTraceLater,
    /** Now for what is pressed, after a rest for what is dragged. */
    begin: (next: ExperimentSpec, when: "now" | "rested" = "now") => {
      touched ??= { spec: get().spec, base: linkSpec() };
      clearTimeout(restartDue);
      set({ spec: next });
      if (when === "now") return void start(next);
      pause();
      restartDue = setTimeout(() => void start(next), restartAfter);
    },
    /** Training goes on, or will as soon as the worker can. */
    isTraining: () => wanted,
    /** Changes are events of this run. */
    hasBegun: () => begun,
    /** A run that waits for a slider to rest. */
    waiting: () => restartDue !== undefined,
    settle: () => {
      if (restartDue !== undefined) void start(get().spec);
    },
    /** The settings in force, as the start of another run. */
    fresh: (): ExperimentSpec => ({ ...get().spec, changes: [] }),
    plannedUpdates: () => base.training.updates,
    train,
    pause,
    oneUpdate: () => {
      begun = true;
      send("oneUpdate", {});
    },
    rollBack: (clipNorm: number) => {
      wanted = true;
      send("rollBack", { clipNorm });
    },
    change,
    /** Training came to its end, or failed. */
    rest: () => {
      wanted = false;
    },
    /** A complete snapshot of the present run. */
    keep: (snapshot: Snapshot) => {
      newest = snapshot;
    },
    /** The present run as it may be kept; null as long as it has not trained. */
    present: (): RunToKeep | null => {
      const record = presentRecord();
      if (!record || !newest || newest.update === 0) return null;
      return { record, snapshot: newest, spec: base, isTraining: wanted };
    },
    /** Whether this is the present run, and nobody has asked anything of it yet. */
    isUntouched: (id: number): boolean => presentRecord()?.id === id && !begun && restartDue === undefined,
    /**
     * A kept run of the same experiment takes the place of the untrained one, and trains on if it was training.
     * @throws RangeError if its curves are those of another experiment.
     */
    takeUp: (kept: KeptRun, snapshot: Snapshot): RunRecord => {
      const old = presentRecord();
      if (!old) throw new RangeError("there is no run whose place it could take");
      const { task, plans, names } = old;
      const spec = { ...snapshot.spec, task: base.task };
      const record = newRecord(runIds + 1, { ...spec, changes: [] }, task, plans, names);
      readRecord(record, kept.record);
      goBackTo(record, snapshot);
      record.engine = kept.engine;
      // Views compare versions: in the place of another record this one is newer.
      record.version += old.version;
      runIds++;
      base = spec;
      enter(record.update, snapshot);
      const { view } = get().spec;
      set({ spec: { ...inForceAt(spec, record.update), view }, record, run: { ...idle, id: record.id } });
      configure(snapshot);
      renew();
      syncUrl();
      if (kept.state === "training") train();
      return record;
    },
    /** An event of a run that was put aside. */
    late: (event: Event) => {
      const kept = undoable.find(({ record }) => record.id === event.run);
      if (!kept) return;
      if (event.type === "snapshot") kept.snapshot = event.snapshot;
      else recordLate(kept.record, event);
    },
    /** Nothing that the worker has computed since the newest snapshot is believed. @param message for people. */
    lost: (code: "contextLost" | "workerLost", message: string) => {
      client.end();
      const record = presentRecord();
      // A run that waits for its data configures the next worker itself.
      if (!record) return;
      const device = code === "contextLost";
      if (losses.note(record.update, performance.now())) {
        goOn(record, device ? en.store.deviceLost : en.store.workerLost);
        return;
      }
      const at = formatCount(record.update);
      failed(code, device ? en.store.deviceGone(at) : en.store.workerGone(at, message));
    },
    tryAgain: () => {
      const record = presentRecord();
      const { failure } = get().run;
      if (!record || !failure) return;
      losses.forgive();
      goOn(record, failure.code === "contextLost" ? en.store.deviceLost : en.store.workerLost);
    },
    /** A change in force from now on replaces what the link planned for that field. */
    recordChange: (change: Change) => {
      unanswered = unanswered.filter(({ field }) => field !== change.field);
      const isPlanned = base.changes.some(
        ({ field, update, value }) =>
          field === change.field && update === change.update && value === change.value,
      );
      // Told again after going back, or by the link itself: later ones stay.
      if (isPlanned) return;
      base = withChange(base, change);
    },
    /** The run went back: the settings are those in force then, and what the worker has yet to record. */
    forgetChangesAfter: (update: number) => {
      const cut = (spec: ExperimentSpec) => withChangesUntil(spec, update);
      base = cut(base);
      // What is shown is the start of another run, which waits for a slider to rest.
      if (touched) touched = { spec: inForceAt(cut(touched.base), update), base: cut(touched.base) };
      else
        set({
          spec: unanswered.reduce(
            (spec, { field, value }) => withValue(spec, field, value),
            inForceAt(linkSpec(), update),
          ),
        });
      syncUrl();
    },
    undo: () => {
      const kept = undoable.at(-1);
      if (!kept) return;
      clearTimeout(restartDue);
      restartDue = undefined;
      touched = null;
      undoable = undoable.slice(0, -1);
      base = kept.base;
      const isKept = kept.worker === client.generation;
      if (!isKept) goBackTo(kept.record, kept.snapshot);
      enter(kept.record.update, kept.snapshot);
      kept.record.version++;
      set({
        spec: kept.spec,
        record: kept.record,
        earlier: get().earlier.filter((record) => record !== kept.record),
        canUndo: undoable.length > 0,
        run: { ...idle, id: kept.record.id },
        presetId: null,
        shownLayer: null,
      });
      if (isKept) {
        configured = true;
        worker = client.generation;
        const { id, engine: before } = kept.record;
        send("resume", { to: id, spec: linkSpec(), from: kept.snapshot, before });
        looking.begin();
      } else configure(kept.snapshot);
      renew();
      syncUrl();
    },
    dispose: () => {
      standing.dispose();
      looking.dispose();
      clearTimeout(restartDue);
    },
  };
}

export type Session = ReturnType<typeof createSession>;
