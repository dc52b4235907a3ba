import { encode } from "../experiment/link.ts";
import type { ExperimentSpec } from "../experiment/spec.ts";
import { trainingFields, viewFields } from "../experiment/training-fields.ts";
import { defaults } from "../lib/fields.ts";
import { uniqueName } from "../lib/unique-name.ts";
import type { EnginesByModel } from "../trainer/protocol.ts";
import { type KeptRun, keptFormat, openDatabase, openedDatabase } from "./database.ts";

/** Ids of runs that are kept by hand begin so: neither their number nor their age drops them, and no run is written over them. */
const byHand = "kept:";
export const idByHand = (): string => `${byHand}${uniqueName()}`;
export const isByHand = ({ id }: Pick<KeptRun, "id">): boolean => id.startsWith(byHand);

let opened: string | null = null;
/** Of several runs of an experiment this is the one that is offered next: somebody opens it from the list. */
export const openNext = (id: string): void => {
  opened = id;
};

/** Longest name of a run that is kept by hand. */
export const longestName = 60;

/** Entries kept beside those that are in use and those kept by hand, and for how long, in milliseconds. */
export const mostKept = 12;
export const keptForMs = 14 * 24 * 3600 * 1000;

/**
 * What two runs have in common that could have been one: the link without what moves no weight and without what was
 * changed on the way.
 */
export function identityOf(spec: ExperimentSpec): string {
  const { updates, stopWhenSolved, speed } = defaults(trainingFields);
  return encode({
    ...spec,
    training: { ...spec.training, updates, stopWhenSolved, speed },
    view: defaults(viewFields),
    changes: [],
  });
}

const isEngine = (kind: unknown): boolean => ["webgl", "wasm", "reference"].includes(kind as string);

/** By model, the engines of a kept run; null where none is known, or the entry is not of so many models. */
export function enginesOf({ engine, engines }: KeptRun, models: number): EnginesByModel | null {
  if (engines?.length === models) return engines;
  return engine === null ? null : Array.from({ length: models }, () => engine);
}

const isFork = (fork: unknown): boolean =>
  typeof fork === "object" &&
  fork !== null &&
  "id" in fork &&
  typeof fork.id === "string" &&
  "update" in fork &&
  Number.isSafeInteger(fork.update) &&
  Number(fork.update) >= 0;

/** What another page, another version or a person's hand may have left under the name of a run is not believed. */
function isKeptRun(run: KeptRun | undefined): run is KeptRun {
  if (run?.format !== keptFormat || typeof run.experiment !== "string") return false;
  const { update, savedAt, state, engine, engines, forkedFrom, name, file, record } = run as {
    readonly [K in keyof KeptRun]: unknown;
  };
  return (
    Number.isSafeInteger(update) &&
    Number(update) > 0 &&
    Number.isFinite(savedAt) &&
    ["training", "resting", "finished"].includes(state as string) &&
    (engine === null || isEngine(engine)) &&
    (engines === undefined ||
      (Array.isArray(engines) && engines.every((kind) => kind === null || isEngine(kind)))) &&
    (forkedFrom === undefined || isFork(forkedFrom)) &&
    (name === undefined || (typeof name === "string" && name.length <= longestName)) &&
    file instanceof Uint8Array &&
    typeof record === "object" &&
    record !== null
  );
}

/** Where runs are kept. Everything rejects where storage is full or forbidden. */
export interface KeptRuns {
  /** In place of the entry of that id. Under way when this returns, once the database is open: pages close. */
  put(run: KeptRun): Promise<void>;
  /** Ids of an experiment's entries, newest first; what is too old or too many is dropped on the way. */
  of(experiment: string): Promise<readonly string[]>;
  get(id: string): Promise<KeptRun | null>;
  /**
   * So many with what they hold, newest first; what is no run of ours is left out. Entries are megabytes: no more are read than are asked for.
   */
  newest(count: number): Promise<readonly KeptRun[]>;
  /** How many there are, by their keys alone. */
  count(): Promise<number>;
  remove(id: string): Promise<void>;
  /** Makes room: drops the oldest entry that is not `own`. @returns whether there was one. */
  dropOldest(own: string): Promise<boolean>;
}

interface Entry {
  readonly id: string;
  readonly savedAt: number;
}

/** @param now milliseconds since 1970. */
export function createKeptRuns(now: () => number = Date.now): KeptRuns {
  /** Drops entries by their keys alone, newest first: the entries themselves are megabytes. */
  async function drop(choose: (all: readonly Entry[]) => readonly Entry[]): Promise<number> {
    const transaction = (await openDatabase()).transaction("runs", "readwrite");
    const all: Entry[] = [];
    const index = transaction.store.index("savedAt");
    for (let at = await index.openKeyCursor(null, "prev"); at; at = await at.continue())
      if (!isByHand({ id: at.primaryKey })) all.push({ id: at.primaryKey, savedAt: at.key });
    const dropped = choose(all);
    await Promise.all([...dropped.map(({ id }) => transaction.store.delete(id)), transaction.done]);
    return dropped.length;
  }
  return {
    put: async (run) => {
      await (openedDatabase() ?? (await openDatabase())).put("runs", run);
    },
    of: async (experiment) => {
      await drop((all) =>
        all.filter(({ savedAt }, place) => place >= mostKept || now() - savedAt > keptForMs),
      );
      const range = IDBKeyRange.bound([experiment, 0], [experiment, Number.POSITIVE_INFINITY]);
      const ids = await (await openDatabase()).getAllKeysFromIndex("runs", "experiment", range);
      const newestFirst = ids.reverse();
      return opened !== null && ids.includes(opened)
        ? [opened, ...newestFirst.filter((id) => id !== opened)]
        : newestFirst;
    },
    get: async (id) => {
      const run = await (await openDatabase()).get("runs", id);
      return isKeptRun(run) && run.id === id ? run : null;
    },
    newest: async (count) => {
      const index = (await openDatabase()).transaction("runs").store.index("savedAt");
      const newest: KeptRun[] = [];
      for (let at = await index.openCursor(null, "prev"); at; at = await at.continue()) {
        if (isKeptRun(at.value)) newest.push(at.value);
        if (newest.length === count) break;
      }
      return newest;
    },
    count: async () => (await openDatabase()).count("runs"),
    remove: async (id) => {
      await (await openDatabase()).delete("runs", id);
    },
    dropOldest: async (own) => (await drop((all) => all.filter(({ id }) => id !== own).slice(-1))) > 0,
  };
}
