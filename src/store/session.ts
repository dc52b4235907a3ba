import type { StoreApi } from "zustand/vanilla";
import { inForceAt, isRecorded, withValue } from "../experiment/describe.ts";
import { encodeChecked } from "../experiment/link.ts";
import type { Change, ExperimentSpec } from "../experiment/spec.ts";
import type { FieldValue } from "../lib/fields.ts";
import { formatCount } from "../lib/format.ts";
import type { Phrase } from "../lib/phrase.ts";
import { saidBy } from "../lib/said.ts";
import { fetchAsset } from "../tasks/load-asset.ts";
import { type Message, message } from "../text/message.ts";
import type { TrainerClient } from "../trainer/client.ts";
import { preparingCode, type Snapshot } from "../trainer/protocol.ts";
import { createDemand } from "./demand.ts";
import type { Moment } from "./examining.ts";
import { asideBytes, mostBytes } from "./kept-moments.ts";
import { createLinkSpec } from "./link-spec.ts";
import { createLosses } from "./losses.ts";
import { createPendingChanges } from "./pending-changes.ts";
import { readProven } from "./persist.ts";
import { createRestart } from "./restart.ts";
import type { RunToKeep } from "./run-entry.ts";
import { goBackTo, lookBack, openRecord, type RunRecord } from "./run-record.ts";
import { idle } from "./run-summary.ts";
import { type AppState, nowhere } from "./state.ts";
import { createSummaryUpdates } from "./summary-updates.ts";
import { createUndoRuns } from "./undo-runs.ts";
import { createWorkerRun } from "./worker-run.ts";

/** Earlier runs drawn pale. */
const paleRuns = 3;

export interface SessionOptions {
  readonly state: StoreApi<AppState>;
  readonly spec: ExperimentSpec;
  readonly assetBase: string;
  readonly backend: "auto" | "cpu";
  readonly client: TrainerClient;
  /** The address bar follows the experiment. */
  readonly writeUrl: (hash: string) => void;
}

/**
 * The runs of one page: the present one and those that Undo returns to. It puts together what knows one thing each: the settings
 * as the link holds them, the run at the worker, changes on their way there, runs that were put aside, the summary.
 */
export function createSession({ state, spec: opened, assetBase, backend, client, writeUrl }: SessionOptions) {
  const { getState: get, setState: set } = state;
  const settings = createLinkSpec(opened);
  const worker = createWorkerRun(
    client,
    () => get().run.id,
    () => demand.begin(),
  );
  const demand = createDemand(worker.send);
  const changes = createPendingChanges((field, value) => worker.send("change", { field, value }));
  const undoable = createUndoRuns();
  const restart = createRestart();
  const losses = createLosses();
  const summary = createSummaryUpdates(state);
  let runIds = 0;

  const linked = (): ExperimentSpec => settings.linked(get().spec);
  const hash = () => encodeChecked(linked());
  const syncUrl = () => writeUrl(hash());
  const lastGood = () => worker.newest?.update ?? null;

  function keepForUndo(): void {
    changes.flush();
    const { record, run, spec, presetId, presetStep } = get();
    const before = settings.leave(spec);
    if (record?.id !== run.id) return;
    const { generation, newest: snapshot } = worker;
    undoable.push({ record, ...before, worker: generation, snapshot, preset: { presetId, presetStep } });
  }

  /** What is known of a run that is about to be the present one. */
  function enter(base: ExperimentSpec, update: number, snapshot: Snapshot | null): void {
    settings.become(base);
    worker.enter(update, snapshot);
    changes.take();
    losses.resumed(update);
    summary.resetRate();
  }

  /** Gives the worker the present run, untrained or from a snapshot, and what it was asked in the meantime. */
  function configure(from: Snapshot | null): void {
    const before = from ? (get().record?.engines ?? null) : null;
    worker.configure({ spec: linked(), assetBase, backend, from, before, proven: readProven() });
  }

  const isEvent = (field: string) => isRecorded(field) && worker.begun && worker.isKnown;
  function change(field: string, value: FieldValue): void {
    if (isEvent(field)) {
      changes.make(field, value, worker.wanted);
      return;
    }
    settings.edit(field, value);
    syncUrl();
    worker.send("change", { field, value });
  }

  /** The present run on a fresh worker, from its newest snapshot. */
  function goOn(record: RunRecord, lost: "deviceLost" | "workerLost"): void {
    const { newest: snapshot, wanted: trains } = worker;
    const asked = changes.take();
    const at = record.update;
    goBackTo(record, snapshot);
    worker.enter(record.update, snapshot);
    losses.resumed(record.update);
    summary.resetRate();
    set({ spec: inForceAt(linked(), record.update), moment: null });
    configure(snapshot);
    for (const { field, value } of asked) {
      set({ spec: withValue(get().spec, field, value) });
      change(field, value);
    }
    const notice = message(lost, formatCount(at), formatCount(record.update), trains);
    summary.renew({ phase: "preparing", failure: null, milestone: null, notice });
    if (trains) train();
  }

  function train(): void {
    changes.flush();
    worker.train();
  }

  function pause(): void {
    changes.flush();
    worker.pause();
  }

  /** The record of the present run, once the worker knows it. */
  const presentRecord = (): RunRecord | null => {
    const { record, run } = get();
    return worker.isKnown && record?.id === run.id ? record : null;
  };

  /** A new run of `next`; the present one stays pale, and Undo returns to it. */
  async function start(next: ExperimentSpec): Promise<void> {
    restart.cancel();
    keepForUndo();
    const { record: old, earlier } = get();
    const id = ++runIds;
    enter(next, 0, null);
    old?.moments.limit(asideBytes);
    set({
      ...{ moment: null, asked: old ? null : get().asked, replay: null },
      spec: inForceAt(next, 0),
      run: { ...idle, id },
      // Losses of another task have another scale: their curves would only be in the way.
      earlier: (old && old.update > 0 ? [old, ...earlier] : earlier)
        .filter((record) => record.spec.task.kind === next.task.kind)
        .slice(0, paleRuns),
      canUndo: !undoable.isEmpty,
      // The first run keeps the step that the address names.
      pinnedStep: old ? null : get().pinnedStep,
      pointed: nowhere,
      shownLayer: null,
      tried: null,
    });
    syncUrl();
    try {
      const record = await openRecord(id, next, fetchAsset(assetBase));
      if (get().run.id !== id) return;
      set({ record });
      summary.renew();
      configure(null);
    } catch (error) {
      if (get().run.id !== id) return;
      set({ record: null });
      summary.fail(preparingCode(error), saidBy(error), lastGood());
    }
  }

  /** Now for what is pressed, after a rest for what is dragged. */
  function begin(next: ExperimentSpec, when: "now" | "rested" = "now"): void {
    changes.flush();
    settings.touch(get().spec);
    restart.cancel();
    set({ spec: next });
    if (when === "now") return void start(next);
    pause();
    restart.later(() => void start(next));
  }

  function undo(): void {
    const kept = undoable.pop();
    if (!kept) return;
    restart.cancel();
    const isKept = kept.worker === client.generation;
    if (!isKept) goBackTo(kept.record, kept.snapshot);
    enter(kept.base, kept.record.update, kept.snapshot);
    kept.record.moments.limit(mostBytes);
    lookBack(kept.record, null);
    set({
      ...{ moment: null, asked: null, replay: null },
      spec: kept.spec,
      record: kept.record,
      earlier: get().earlier.filter((record) => record !== kept.record),
      canUndo: !undoable.isEmpty,
      run: { ...idle, id: kept.record.id },
      ...kept.preset,
      tried: null,
      shownLayer: null,
    });
    if (isKept) {
      const { id, engines: before } = kept.record;
      worker.resume({ to: id, spec: linked(), from: kept.snapshot, before });
    } else configure(kept.snapshot);
    summary.renew();
    syncUrl();
  }

  /**
   * A run that goes on from a snapshot becomes the present one.
   * @param record of it, as it was then
   * @param left the run before it, which stays pale, and Undo returns to it; null: nothing is left of that
   * @param first what is drawn pale beside it besides
   */
  function become(
    record: RunRecord,
    from: Snapshot,
    spec: ExperimentSpec,
    left: RunRecord | null,
    first: RunRecord | null = null,
  ): void {
    restart.cancel();
    if (left) {
      keepForUndo();
      lookBack(left, null);
      left.moments.limit(asideBytes);
    }
    runIds = record.id;
    enter(spec, record.update, from);
    const { view } = get().spec;
    set({
      spec: { ...inForceAt(spec, record.update), view },
      record,
      run: { ...idle, id: record.id },
      earlier: [left, first, ...get().earlier].filter((one) => one !== null).slice(0, paleRuns),
      canUndo: !undoable.isEmpty,
      ...{ moment: null, asked: left ? null : get().asked, replay: null },
      tried: null,
    });
    configure(from);
    summary.renew();
    syncUrl();
  }

  /** What the worker says of the present run, and of those before it. */
  const told = {
    /** Training came to its end, or failed. */
    rested: worker.rest,
    /** A complete snapshot of the present run. */
    snapshot: worker.keep,
    /** An event of a run that was put aside. */
    late: undoable.late,
    /** A change in force from now on replaces what the link planned for that field. */
    changed: (change: Change) => {
      const isPlanned = settings.record(change);
      changes.answered(change.field, !isPlanned);
    },
    /** The run went back: the settings are those in force then, and what the worker has yet to record. */
    wentBack: (update: number) => {
      const spec = settings.goBackTo(update, get().spec);
      // What is shown is else the start of another run, which waits for a slider to rest.
      if (spec)
        set({ spec: changes.list().reduce((next, { field, value }) => withValue(next, field, value), spec) });
      syncUrl();
    },
    /** Nothing that the worker has computed since the newest snapshot is believed. @param why for people. */
    lost: (code: "contextLost" | "workerLost", why: Phrase) => {
      client.end();
      const record = presentRecord();
      // A run that waits for its data configures the next worker itself.
      if (!record) return;
      const device = code === "contextLost";
      if (losses.note(record.update, performance.now())) {
        goOn(record, device ? "deviceLost" : "workerLost");
        return;
      }
      const at = formatCount(record.update);
      summary.fail(code, device ? message("deviceGone", at) : message("workerGone", at, why), lastGood());
    },
  };

  return {
    summary,
    demand,
    told,
    /** The experiment as its link holds it, its address, and the address bar brought up to it. */
    link: { spec: linked, hash, sync: syncUrl },
    start,
    begin,
    /** A run that waits for a slider to rest. */
    waiting: () => restart.isWaiting,
    settle: () => {
      if (restart.isWaiting) void start(get().spec);
    },
    /** The settings in force, as the start of another run. */
    fresh: (): ExperimentSpec => ({ ...get().spec, changes: [] }),
    /** Training goes on, or will as soon as the worker can. */
    isTraining: () => worker.wanted,
    /** Changes are events of this run. */
    hasBegun: () => worker.begun,
    train,
    pause,
    oneUpdate: (count = 1) => {
      changes.flush();
      worker.oneUpdate(count);
    },
    rollBack: (clipNorm: number) => {
      changes.take();
      worker.rollBack(clipNorm);
    },
    change,
    /** Why a change cannot become an event of the run, as a sentence; null where it can, or is none. */
    refusal: (field: string): Message | null =>
      isEvent(field) ? changes.refusal(settings.base, field, get().run.update, worker.wanted) : null,
    /** The present run as it may be kept; null as long as it has not trained. */
    present: (): RunToKeep | null => {
      const record = presentRecord();
      const { newest: snapshot, wanted } = worker;
      if (!record || !snapshot || snapshot.update === 0) return null;
      const first = get().earlier.find(({ id }) => id === record.forkedFrom?.run) ?? null;
      return { record, snapshot, spec: settings.base, first, isTraining: wanted };
    },
    /** The present run at its newest snapshot, that of untrained models included. */
    moment: (): Moment | null => {
      const record = presentRecord();
      return record && worker.newest ? { record, snapshot: worker.newest } : null;
    },
    /** Whether this is the present run, and nobody has asked anything of it yet. */
    isUntouched: (id: number): boolean => presentRecord()?.id === id && !worker.begun && !restart.isWaiting,
    /** For a run that goes on from a snapshot: see `branches.ts`. */
    branch: { present: presentRecord, base: () => settings.base, nextId: () => runIds + 1, become },
    tryAgain: () => {
      const record = presentRecord();
      const { failure } = get().run;
      if (!record || !(failure || get().run.isSilent)) return;
      // A worker that does not answer may still be there.
      client.end();
      losses.forgive();
      goOn(record, failure?.code === "contextLost" ? "deviceLost" : "workerLost");
    },
    undo,
    dispose: () => {
      summary.dispose();
      demand.dispose();
      changes.take();
      restart.cancel();
    },
  };
}

export type Session = ReturnType<typeof createSession>;
