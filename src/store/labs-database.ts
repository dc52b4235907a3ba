/** Labs as this browser keeps them, in a database of their own: what each was asked, and the runs that are over. */
import type { DBSchema, IDBPDatabase } from "idb";
import type { LabResults } from "../lab/results.ts";

export interface KeptLab {
  readonly id: string;
  readonly format: typeof labFormat;
  /** Of its experiment, as a link. */
  readonly experiment: string;
  /** As `writeLab` writes it. */
  readonly lab: string;
  readonly results: LabResults;
  /** Of the engine; null before the first run was over. */
  readonly variant: string | null;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

export const labFormat = 1;
/** The newest; older ones are dropped. */
const mostKept = 8;

interface LabsSchema extends DBSchema {
  labs: { key: string; value: KeptLab; indexes: { savedAt: number } };
}

/** Everything rejects where storage is full or forbidden. */
export interface KeptLabs {
  put(lab: KeptLab): Promise<void>;
  /** Null where there is none that this version reads. */
  newest(): Promise<KeptLab | null>;
  remove(id: string): Promise<void>;
}

const isKept = (lab: KeptLab | undefined): lab is KeptLab =>
  lab?.format === labFormat &&
  typeof lab.experiment === "string" &&
  typeof lab.lab === "string" &&
  Array.isArray(lab.results);

export function createKeptLabs(): KeptLabs {
  let opening: Promise<IDBPDatabase<LabsSchema>> | null = null;
  const open = (): Promise<IDBPDatabase<LabsSchema>> => {
    const forget = () => {
      opening = null;
    };
    // `indexedDB` itself is missing in some windows.
    if (!globalThis.indexedDB)
      return Promise.reject(new DOMException("This browser has no IndexedDB here.", "SecurityError"));
    opening ??= import("idb").then(({ openDB }) =>
      openDB<LabsSchema>("unrolled-labs", 1, {
        upgrade: (database) => {
          database.createObjectStore("labs", { keyPath: "id" }).createIndex("savedAt", "savedAt");
        },
        blocking: (_current, _wanted, event) => {
          (event.target as IDBDatabase).close();
          forget();
        },
        terminated: forget,
      }),
    );
    opening.catch(forget);
    return opening;
  };
  return {
    put: async (lab) => {
      const transaction = (await open()).transaction("labs", "readwrite");
      await transaction.store.put(lab);
      const keys = await transaction.store.index("savedAt").getAllKeys();
      await Promise.all(keys.slice(0, -mostKept).map((key) => transaction.store.delete(key)));
      await transaction.done;
    },
    newest: async () => {
      const all = await (await open()).getAllFromIndex("labs", "savedAt");
      return all.filter(isKept).at(-1) ?? null;
    },
    remove: async (id) => {
      await (await open()).delete("labs", id);
    },
  };
}
