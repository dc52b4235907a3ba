import { idle } from "../lib/idle.ts";
import type { Snapshot } from "../trainer/protocol.ts";
import { readSnapshot, writeSnapshot } from "../trainer/snapshot-file.ts";
import { openDatabase } from "./database.ts";
import { bytesOf, mostBytes, type Sized, thin } from "./kept-moments.ts";
import { type MomentFiles, momentFiles } from "./moments-database.ts";
import { withoutData } from "./run-entry.ts";
import type { RunRecord } from "./run-record.ts";

/** Runs whose moments are kept beside the present one's. */
const mostRuns = 3;
/** Of the room that the browser has left for the page, what the moments of a run may take. */
const shareOfRoom = 1 / 4;
/** While it trains, a write is followed by a rest of so many times its own length, … */
const restTimes = 9;
/** … and what was refused is tried again after this time, both in milliseconds. */
const tryAgainAfter = 60_000;

/** Writes the kept moments of runs beside the runs, while the page has nothing else to do, and brings them back. */
export interface MomentSaving {
  /** The run is kept as `id`: its moments follow. */
  follow(record: RunRecord, id: string, isTraining: boolean): Promise<void>;
  /** The moments of a run that goes on come back; resolves once they are there, or as many as can be read. */
  restore(record: RunRecord, id: string): Promise<void>;
  /** A run is to be written and there is no room: moments go first. @returns whether any went. */
  makeRoom(id: string): Promise<boolean>;
}

export interface MomentSavingOptions {
  readonly files?: MomentFiles;
  /** Ids of kept runs, the one saved last at the end. */
  readonly keptRuns?: () => Promise<readonly string[]>;
  /** What the browser says of its room, in bytes; null where it says nothing. */
  readonly estimate?: () => Promise<{ readonly quota?: number; readonly usage?: number } | null>;
  /** Not all moments can be kept; told once. */
  readonly onRefused: () => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** What is written of a run. */
interface Written extends Sized {
  /** Null of what an earlier page wrote and nobody has restored: it goes. */
  readonly snapshot: Snapshot | null;
}

interface Mirror {
  written: Written[];
  /** Those that were thought about: what was left out stays out. */
  readonly considered: WeakSet<Snapshot>;
}

interface Plan {
  readonly gone: readonly number[];
  readonly added: readonly Snapshot[];
}

/**
 * What to remove and what to write, so that what is kept fits and stays spread evenly.
 * @param header bytes of a file beside its arrays
 */
export function planOf(
  kept: readonly Snapshot[],
  { written, considered }: Mirror,
  room: number,
  header: number,
): Plan {
  const present = new Map(kept.map((snapshot) => [snapshot.update, snapshot]));
  // One that another of the same update took the place of is written again.
  const stays = written.filter(
    ({ update, snapshot }) => snapshot !== null && present.get(update) === snapshot,
  );
  const known = new Set(stays.map(({ update }) => update));
  const fresh = kept
    .filter((snapshot) => !known.has(snapshot.update) && !considered.has(snapshot))
    .map((snapshot): Written => ({ update: snapshot.update, bytes: bytesOf(snapshot) + header, snapshot }));
  const all = [...stays, ...fresh].sort((a, b) => a.update - b.update);
  thin(all, room);
  const wanted = new Set(all);
  const added = fresh.flatMap((one) => (wanted.has(one) && one.snapshot ? [one.snapshot] : []));
  const isRewritten = new Set(added.map(({ update }) => update));
  return {
    gone: written.flatMap((one) => (wanted.has(one) || isRewritten.has(one.update) ? [] : [one.update])),
    added,
  };
}

const isFull = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "QuotaExceededError";

const askedKeptRuns = async () => (await openDatabase()).getAllKeysFromIndex("runs", "savedAt");
const askedEstimate = async () => (await globalThis.navigator?.storage?.estimate?.()) ?? null;
const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function createMomentSaving({
  files = momentFiles,
  keptRuns = askedKeptRuns,
  estimate = askedEstimate,
  onRefused,
  now = Date.now,
}: MomentSavingOptions): MomentSaving {
  const mirrors = new WeakMap<RunRecord, Mirror>();
  /** One thing at a time. */
  let work: Promise<unknown> = Promise.resolve();
  /** The run that is followed: another one ends what is under way. */
  let followed: { readonly record: RunRecord; readonly id: string; readonly isTraining: boolean } | null =
    null;
  let isTidy = false;
  let isTold = false;
  let refusedUntil = 0;
  /** Bytes that there proved to be no more of. */
  let least = mostBytes;
  let header = 4096;

  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const done = work.then(task);
    work = done.catch(() => undefined);
    return done;
  };

  async function mirrorOf(record: RunRecord, id: string): Promise<Mirror> {
    const known = mirrors.get(record);
    if (known) return known;
    const found = await files.of(id);
    const mirror: Mirror = {
      written: found.map((one) => ({ ...one, snapshot: null })),
      considered: new WeakSet(),
    };
    mirrors.set(record, mirror);
    return mirror;
  }

  /** Forgets moments of runs that are kept no more, and of all but the newest. */
  async function tidy(id: string): Promise<void> {
    if (isTidy) return;
    isTidy = true;
    const kept = (await keptRuns()).filter((one) => one !== id).slice(-mostRuns);
    for (const run of await files.runs()) if (run !== id && !kept.includes(run)) await files.forget(run);
  }

  async function roomFor({ written }: Mirror): Promise<number> {
    const told = await estimate().catch(() => null);
    const own = written.reduce((sum, { bytes }) => sum + bytes, 0);
    const left = told?.quota === undefined ? Number.POSITIVE_INFINITY : told.quota - (told.usage ?? 0) + own;
    return Math.min(least, Math.max(0, shareOfRoom * left));
  }

  async function write(record: RunRecord, id: string, mirror: Mirror, snapshot: Snapshot): Promise<void> {
    const file = writeSnapshot(withoutData(snapshot), record.plans);
    header = file.byteLength - bytesOf(snapshot);
    const { update } = snapshot;
    await files.put(id, update, file).catch(async (error: unknown) => {
      if (!isFull(error) || !(await dropOthers(id))) throw error;
      await files.put(id, update, file);
    });
    mirror.written = [
      ...mirror.written.filter((one) => one.update !== update),
      { update, bytes: file.byteLength, snapshot },
    ].sort((a, b) => a.update - b.update);
  }

  async function remove(id: string, mirror: Mirror, gone: readonly number[]): Promise<void> {
    if (gone.length === 0) return;
    await files.remove(id, gone);
    mirror.written = mirror.written.filter(({ update }) => !gone.includes(update));
  }

  async function dropOthers(id: string): Promise<boolean> {
    const others = (await files.runs()).filter((run) => run !== id);
    for (const run of others) await files.forget(run);
    return others.length > 0;
  }

  async function bringUp(record: RunRecord, id: string): Promise<void> {
    await tidy(id);
    const mirror = await mirrorOf(record, id);
    const kept = record.moments.list();
    const plan = planOf(kept, mirror, await roomFor(mirror), header);
    await remove(id, mirror, plan.gone);
    for (const snapshot of plan.added) {
      await idle();
      if (followed?.record !== record) return;
      const from = performance.now();
      await write(record, id, mirror, snapshot);
      mirror.considered.add(snapshot);
      if (followed.isTraining) await rest(restTimes * (performance.now() - from));
    }
    // What there is no room for is not asked about again.
    for (const snapshot of kept) mirror.considered.add(snapshot);
  }

  function refuse(record: RunRecord, error: unknown): void {
    // The run itself is kept, and training goes on: fewer moments survive.
    if (!(error instanceof DOMException)) throw error;
    const mirror = mirrors.get(record);
    if (isFull(error) && mirror) least = (3 / 4) * mirror.written.reduce((sum, { bytes }) => sum + bytes, 0);
    refusedUntil = now() + tryAgainAfter;
    if (!isTold) onRefused();
    isTold = true;
  }

  /** Runs that wait to be brought up: of each, once. */
  const waiting = new Set<RunRecord>();
  return {
    follow: async (record, id, isTraining) => {
      followed = { record, id, isTraining };
      if (waiting.has(record) || now() < refusedUntil) return;
      waiting.add(record);
      await inTurn(async () => {
        waiting.delete(record);
        await bringUp(record, id).catch((error: unknown) => refuse(record, error));
      });
    },
    restore: (record, id) =>
      inTurn(async () => {
        try {
          const mirror = await mirrorOf(record, id);
          for (const { update } of [...mirror.written]) {
            const file = update <= record.update ? await files.get(id, update) : null;
            const read = file && (await readSnapshot(file, async () => record.plans));
            if (!read?.ok || read.snapshot.update !== update) continue;
            const { snapshot } = read;
            record.moments.restore(snapshot);
            mirror.written = mirror.written.map((one) =>
              one.update === update ? { ...one, snapshot } : one,
            );
          }
        } catch (error) {
          // Forbidden or damaged: then there are as many as there are.
          if (!(error instanceof DOMException)) throw error;
        }
        record.version++;
      }),
    makeRoom: async (id) => {
      if (await dropOthers(id)) return true;
      const own = await files.of(id);
      const left = [...own];
      least = own.reduce((sum, { bytes }) => sum + bytes, 0) / 2;
      thin(left, least);
      const gone = own.filter((one) => !left.includes(one)).map(({ update }) => update);
      const mirror = followed?.id === id ? mirrors.get(followed.record) : undefined;
      await remove(id, mirror ?? { written: [], considered: new WeakSet() }, gone);
      return gone.length > 0;
    },
  };
}
