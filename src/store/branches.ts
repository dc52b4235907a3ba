/** Runs that go on from a snapshot of an earlier one: kept runs, forks, and forks from between two kept moments. */
import type { StoreApi } from "zustand/vanilla";
import { withValue } from "../experiment/describe.ts";
import type { ExperimentSpec } from "../experiment/spec.ts";
import { readTyped, type TypedWeight, writeTyped } from "../experiment/typed-weights.ts";
import { phrase } from "../lib/phrase.ts";
import { Refused } from "../lib/said.ts";
import type { Snapshot } from "../trainer/protocol.ts";
import type { KeptRun } from "./database.ts";
import { enginesOf } from "./kept-runs.ts";
import { goBackTo, newRecord, type RunRecord } from "./run-record.ts";
import type { Session } from "./session.ts";
import type { AppState } from "./state.ts";
import { forkedRecord, readRecord } from "./written-record.ts";

/** A kept run, taken up again. */
export interface TakenUp {
  readonly record: RunRecord;
  /** The one that it was forked from, pale beside it. */
  readonly first: RunRecord | null;
}

/**
 * A kept run of the same experiment takes the place of the untrained one, and trains on if it was training.
 * @param keptFirst the run that it was forked from, where that is kept
 * @throws RangeError if its curves are those of another experiment.
 */
export function takeUp(
  { branch, train }: Session,
  kept: KeptRun,
  snapshot: Snapshot,
  keptFirst: KeptRun | null = null,
): TakenUp {
  const old = branch.present();
  if (!old) throw new Error("there is no run that it could replace");
  const { task, plans, names } = old;
  const spec = { ...snapshot.spec, task: branch.base().task };
  const nextId = branch.nextId();
  const read = (id: number, written: KeptRun["record"]) => {
    const record = newRecord(id, { ...spec, changes: [] }, task, plans, names);
    readRecord(record, written);
    return record;
  };
  const first = keptFirst && read(nextId, keptFirst.record);
  const record = read(first ? nextId + 1 : nextId, kept.record);
  if (kept.update !== snapshot.update || record.update < snapshot.update)
    throw new Refused(
      phrase`Its weights are from update ${snapshot.update}, but its curves end at update ${Math.min(kept.update, record.update)}.`,
    );
  record.engines = enginesOf(kept, plans.length);
  goBackTo(record, snapshot);
  // Views compare versions: in the place of another record this one is newer.
  record.version += old.version;
  record.moments.add(snapshot);
  if (first && kept.forkedFrom) record.forkedFrom = { run: first.id, update: kept.forkedFrom.update };
  branch.become(record, snapshot, spec, null, first);
  if (kept.state === "training") train();
  return { record, first };
}

/**
 * What a fork at an update trains on: the experiment as far as it had come at the moment before, with what was changed from there to the
 * update. What a link planned for later, and nobody changed since, stays planned.
 */
export function specUntil(from: ExperimentSpec, whole: ExperimentSpec, update: number): ExperimentSpec {
  const isPlanned = (field: string, at: number) =>
    from.changes.some((change) => change.field === field && change.update === at);
  const { changes } = whole;
  return {
    ...from,
    changes: changes.filter((change) => change.update < update || isPlanned(change.field, change.update)),
  };
}

/** What the page shows of a fork that trains to its update: until it is there, or somebody stops it. */
function showReplay(state: StoreApi<AppState>, from: number, to: number): void {
  const { id } = state.getState().run;
  state.setState({ replay: { from, to } });
  let hasBegun = false;
  const leave = state.subscribe(({ run, replay }) => {
    hasBegun ||= run.phase === "training";
    const isOver = run.update >= to || (hasBegun && run.phase !== "training") || run.phase === "failed";
    if (replay !== null && run.id === id && !isOver) return;
    leave();
    if (run.id === id) state.setState({ replay: null });
  });
}

/**
 * A run that goes on from a kept moment of the present one, which stays pale; Undo returns to it. Without a change it repeats the
 * other's curves bit for bit. At an update between two moments it trains from the one before to there, and stops.
 */
export function fork(state: StoreApi<AppState>, { branch, oneUpdate }: Session): void {
  const old = branch.present();
  const { asked } = state.getState();
  const looked = old?.lookedAt;
  if (!old || !looked) return;
  const until = asked ?? looked.update;
  const from = old.moments.before(until) ?? looked;
  const base = branch.base();
  const own = { ...from.spec, task: base.task };
  const spec = until > from.update ? specUntil(own, base, until) : own;
  const record = forkedRecord(branch.nextId(), old, { ...spec, changes: [] });
  goBackTo(record, from);
  record.forkedFrom = { run: old.id, update: until };
  branch.become(record, from, spec, old);
  if (until <= from.update) return;
  showReplay(state, from.update, until);
  oneUpdate(until - from.update);
}

/**
 * The run with weights that were typed: of untrained models another start, else a fork from the moment that is shown. Undo
 * returns to the run before.
 * @param typed their `update` is that of the moment
 */
export function typeWeights({ begin, fresh, branch, moment }: Session, typed: readonly TypedWeight[]): void {
  const old = branch.present();
  const from = old?.lookedAt ?? moment()?.snapshot;
  // A run that is only about to begin has no moments: the next cell can be typed before the worker knows of the last one.
  const update = from?.update ?? 0;
  const earlier = readTyped(branch.base().training.typed).filter((one) => one.update <= update);
  const text = writeTyped([...earlier, ...typed.map((one) => ({ ...one, update }))]);
  if (!old || !from || update === 0) {
    begin(withValue(fresh(), "training.typed", text));
    return;
  }
  const task = branch.base().task;
  const spec = withValue({ ...from.spec, task }, "training.typed", text);
  const record = forkedRecord(branch.nextId(), old, { ...spec, changes: [] });
  goBackTo(record, from);
  record.forkedFrom = { run: old.id, update };
  // The worker types them into the snapshot, and tells the page.
  branch.become(record, from, spec, old);
}
