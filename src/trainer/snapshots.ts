import type { ModelState } from "../model/counted.ts";
import type { Pipeline } from "./pipeline.ts";
import type { JudgeMemory, Snapshot } from "./protocol.ts";
import type { WholeModel } from "./racers.ts";

/** Updates between two snapshots. Not the cadence of evaluations: a device may be lost at any time. */
export const snapshotEvery = 16;
/** … or, where updates are slow, milliseconds: what is kept of a run that is cut off is to be seconds old. */
export const snapshotEveryMs = 1500;
/** Those of the cadence that a roll back chooses from. */
const kept = 3;

/** What a snapshot holds beside the models' states. */
export interface SnapshotHeader extends Omit<Snapshot, "format" | "models"> {
  /** By model. */
  readonly judges: readonly JudgeMemory[];
}

export const snapshotOf = (
  { judges, ...header }: SnapshotHeader,
  states: readonly ModelState[],
): Snapshot => ({
  format: 1,
  ...header,
  models: states.map((state, m) => ({ state, judge: judges[m] ?? [] })),
});

/** Takes snapshots while training goes on, and keeps the last few. */
export interface Snapshots {
  /**
   * Begins one of the weights after the updates submitted so far. It is complete once its states are read and all
   * those updates have been taken. No more than one is read at a time: work behind this one waits for the one before,
   * so that the newest complete snapshot is at most two cadences old.
   */
  begin(update: number): void;
  /** Whether one is to follow an update; by the clock only while none is being read, which the next would wait for. */
  due(update: number): boolean;
  /** Update of the newest one begun. */
  readonly begun: number;
  /** The newest complete one of the cadence at or before an update, else the oldest there is. */
  before(update: number): Snapshot | undefined;
  /** Those that are being read are not believed, and not published. */
  abandon(): void;
  /** Forgets later ones, and those that are being read. */
  goBackTo(update: number): void;
  /** Resolves when none is being read. */
  settled(): Promise<void>;
  /** Complete ones of the cadence, oldest first. */
  list(): readonly Snapshot[];
}

export interface SnapshotsOptions {
  readonly models: readonly Pick<WholeModel, "read">[];
  readonly pipeline: Pipeline;
  readonly from: readonly Snapshot[];
  /** Called when everything up to the snapshot's update has been taken. */
  readonly header: () => SnapshotHeader;
  readonly publish: (snapshot: Snapshot) => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** States could not be read. */
  readonly crash: (error: unknown) => void;
}

export function createSnapshots({
  models,
  pipeline,
  from,
  header,
  publish,
  now,
  crash,
}: SnapshotsOptions): Snapshots {
  let list = from;
  let begun = from.at(-1)?.update ?? -1;
  let begunAt = now();
  let underWay = 0;
  let reading: Promise<void> = Promise.resolve();
  let completing: Promise<unknown> = Promise.resolve();
  let timeline = 0;

  function complete(snapshot: Snapshot): void {
    if (snapshot.update % snapshotEvery === 0)
      list = [...list.filter(({ update }) => update < snapshot.update), snapshot].slice(-kept);
    publish(snapshot);
  }

  return {
    begin: (update) => {
      begun = update;
      begunAt = now();
      underWay++;
      const own = timeline;
      const before = reading;
      const states = Promise.all(models.map((model) => model.read()));
      // A rejection is told where the states are taken; dropped ones tell nobody.
      const isRead = () => {
        underWay--;
      };
      reading = states.then(isRead, isRead);
      pipeline.push("mark", before, () => {
        const at = header();
        const done = states.then(
          (read) => {
            if (own === timeline) complete(snapshotOf(at, read));
          },
          (error: unknown) => crash(error),
        );
        completing = Promise.all([completing, done]);
      });
    },
    due: (update) => update % snapshotEvery === 0 || (underWay === 0 && now() - begunAt >= snapshotEveryMs),
    get begun() {
      return begun;
    },
    before: (update) => list.filter((one) => one.update <= update).at(-1) ?? list[0],
    abandon: () => {
      timeline++;
    },
    goBackTo: (update) => {
      timeline++;
      begun = update;
      list = list.filter((one) => one.update <= update);
    },
    settled: async () => {
      await Promise.all([reading, completing]);
    },
    list: () => list,
  };
}
