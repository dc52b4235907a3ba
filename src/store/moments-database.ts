/**
 * Kept moments as this browser keeps them, in a database of their own: a tab with an earlier release of the page goes on keeping its
 * runs, and what is short of room is told apart.
 */
import type { DBSchema, IDBPDatabase } from "idb";

interface WrittenMoment {
  readonly run: string;
  readonly update: number;
  /** Of the file. */
  readonly bytes: number;
  /** The snapshot as a file. */
  readonly file: Uint8Array<ArrayBuffer>;
}

interface MomentsSchema extends DBSchema {
  moments: {
    key: [string, number];
    value: WrittenMoment;
    indexes: { run: string; size: [string, number, number] };
  };
}

/** Where the moments of runs are kept, by the id of the run's entry. Everything rejects where storage is full or forbidden. */
export interface MomentFiles {
  /** In place of the one of that update. */
  put(run: string, update: number, file: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(run: string, updates: readonly number[]): Promise<void>;
  /** All of a run, in order of update, by their keys alone: the files are megabytes. */
  of(run: string): Promise<readonly { readonly update: number; readonly bytes: number }[]>;
  /** The file; null where there is none. */
  get(run: string, update: number): Promise<Uint8Array | null>;
  /** Ids of the runs that have any. */
  runs(): Promise<readonly string[]>;
  forget(run: string): Promise<void>;
}

const name = "unrolled-moments";
let opening: Promise<IDBPDatabase<MomentsSchema>> | null = null;

function open(): Promise<IDBPDatabase<MomentsSchema>> {
  const forget = () => {
    opening = null;
  };
  opening ??= import("idb").then(({ openDB }) =>
    openDB<MomentsSchema>(name, 1, {
      upgrade: (database) => {
        const moments = database.createObjectStore("moments", { keyPath: ["run", "update"] });
        moments.createIndex("run", "run");
        moments.createIndex("size", ["run", "update", "bytes"]);
      },
      // A newer page in another tab wants to change the database.
      blocking: (_current, _wanted, event) => {
        (event.target as IDBDatabase).close();
        forget();
      },
      terminated: forget,
    }),
  );
  opening.catch(forget);
  return opening;
}

const allOf = (run: string): IDBKeyRange => IDBKeyRange.bound([run, 0], [run, Number.POSITIVE_INFINITY]);

export const momentFiles: MomentFiles = {
  put: async (run, update, file) => {
    await (await open()).put("moments", { run, update, bytes: file.byteLength, file });
  },
  remove: async (run, updates) => {
    const { store, done } = (await open()).transaction("moments", "readwrite");
    await Promise.all([...updates.map((update) => store.delete([run, update])), done]);
  },
  of: async (run) => {
    const found: { update: number; bytes: number }[] = [];
    const range = IDBKeyRange.bound([run, 0, 0], [run, Number.POSITIVE_INFINITY, 0]);
    const index = (await open()).transaction("moments").store.index("size");
    for (let at = await index.openKeyCursor(range); at; at = await at.continue())
      found.push({ update: at.key[1], bytes: at.key[2] });
    return found;
  },
  get: async (run, update) => {
    const { file } = ((await (await open()).get("moments", [run, update])) ?? {}) as {
      readonly file?: unknown;
    };
    return file instanceof Uint8Array ? file : null;
  },
  runs: async () => {
    const found: string[] = [];
    const index = (await open()).transaction("moments").store.index("run");
    for (let at = await index.openKeyCursor(null, "nextunique"); at; at = await at.continue())
      found.push(at.key);
    return found;
  },
  forget: async (run) => {
    await (await open()).delete("moments", allOf(run));
  },
};
