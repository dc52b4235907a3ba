import { idle } from "../lib/idle.ts";
import type { Formed } from "../lib/phrase.ts";
import { saidBy } from "../lib/said.ts";
import { uniqueName } from "../lib/unique-name.ts";
import type { KeptRun } from "./database.ts";
import type { KeptRuns } from "./kept-runs.ts";
import type { MomentSaving } from "./moment-saving.ts";
import type { RunToKeep } from "./run-entry.ts";
import type { RunRecord } from "./run-record.ts";
import type { TabLock } from "./tab-lock.ts";

/** Between two writes of a run that trains, in milliseconds; with the age of a snapshot it stays under five seconds. */
export const saveEvery = 3_000;
/** What was refused is tried again after this time, in milliseconds: somebody may have made room. */
const tryAgainAfter = 60_000;

/** Writes runs down while they train, so that closing the page loses a few seconds of them. */
export interface Autosave {
  /** "soon" is at most every few seconds; "now" is for what rests, and for a page that may be gone the next moment. */
  keep(run: RunToKeep, when: "now" | "soon"): void;
  /** This record is what is kept as `entry`, and goes on there. */
  adopt(record: RunRecord, entry: KeptRun): void;
}

export interface AutosaveOptions {
  readonly runs: KeptRuns;
  readonly tabLock: TabLock;
  /** Storage is full or forbidden; told once. */
  readonly onRefused: () => void;
  /** The run itself cannot be written; told once for each, with a sentence. */
  readonly onUnwritable: (reason: Formed) => void;
  /** What writes the moments of runs beside them; loaded once a run is kept. */
  readonly moments?: () => Promise<Pick<MomentSaving, "follow" | "makeRoom">>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

interface Written {
  readonly id: string;
  readonly update: number;
  readonly state: KeptRun["state"];
}

export function createAutosave({
  runs,
  tabLock,
  onRefused,
  onUnwritable,
  moments,
  now = Date.now,
}: AutosaveOptions): Autosave {
  const written = new WeakMap<RunRecord, Written>();
  /** The run that was written last: what is opened again is the newest one. */
  let newest: RunRecord | null = null;
  const unwritable = new WeakSet<RunRecord>();
  let underWay = 0;
  let dueAt = 0;
  /** 0 as long as nothing was refused. */
  let refusedUntil = 0;

  /** How runs are written: loaded long before a page that trains may be closed, and not before the first picture. */
  let entries: typeof import("./run-entry.ts") | null = null;
  const load = async () => {
    entries ??= await import("./run-entry.ts");
    return entries;
  };
  // Where it cannot be loaded now, the first write tries again and is refused.
  idle()
    .then(load)
    .catch(() => undefined);

  /** Where the disk is full, moments go first, then the oldest run. */
  const makeRoom = async (id: string): Promise<boolean> =>
    (await (await moments?.())?.makeRoom(id)) || (await runs.dropOldest(id));

  const firstIdOf = ({ first }: RunToKeep) => (first && written.get(first)?.id) ?? null;

  async function put(id: string, state: KeptRun["state"], run: RunToKeep): Promise<void> {
    underWay++;
    try {
      const entry = (entries ?? (await load())).entryOf(id, state, run, now(), firstIdOf(run));
      await runs.put(entry).catch(async (error: unknown) => {
        const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
        if (!isFull || !(await makeRoom(id))) throw error;
        await runs.put(entry);
      });
      void moments?.().then((saving) => saving.follow(run.record, id, run.isTraining));
    } catch (error) {
      // Nothing on screen depends on it, and training goes on.
      if (!(error instanceof DOMException)) {
        if (!unwritable.has(run.record)) onUnwritable(saidBy(error));
        unwritable.add(run.record);
        return;
      }
      // A run that rests is to be tried again as well.
      newest = null;
      if (refusedUntil === 0) onRefused();
      refusedUntil = now() + tryAgainAfter;
      dueAt = refusedUntil;
    } finally {
      underWay--;
    }
  }

  return {
    keep: (run, when) => {
      const { record, snapshot } = run;
      const at = now();
      if (when === "soon" ? at < dueAt || underWay > 0 : at < refusedUntil) return;
      const before = written.get(record);
      const state = run.isTraining ? "training" : snapshot.finished ? "finished" : "resting";
      if (newest === record && before?.update === snapshot.update && before.state === state) return;
      const id = before?.id ?? uniqueName();
      void tabLock.take(id);
      written.set(record, { id, update: snapshot.update, state });
      newest = record;
      dueAt = at + saveEvery;
      void put(id, state, run);
    },
    adopt: (record, { id, update, state }) => {
      written.set(record, { id, update, state });
      newest = record;
    },
  };
}
