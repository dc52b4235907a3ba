import type { DBSchema, IDBPDatabase } from "idb";
import type { EngineKind, EnginesByModel } from "../trainer/protocol.ts";
import type { WrittenRecord } from "./written-record.ts";

/** A run as this browser keeps it. */
export interface KeptRun {
  /** Of this entry; a run of another tab has another one. */
  readonly id: string;
  /** What an entry must be of to be offered: see `identityOf`. */
  readonly experiment: string;
  /** What somebody called it who keeps it by hand; it may be empty. Absent in runs that are kept by themselves. */
  readonly name?: string;
  /** Of the form below; others are not read. */
  readonly format: typeof keptFormat;
  readonly update: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** What it was doing: whoever goes on with it goes on doing that. */
  readonly state: "training" | "resting" | "finished";
  /** Another one would go on with other bits. */
  readonly engine: EngineKind | null;
  /** Where not all models run on the same: then `engine` is the first one's. */
  readonly engines?: EnginesByModel;
  /** The entry of the run that it was forked from, and where; absent in others, and where that one is not kept. */
  readonly forkedFrom?: { readonly id: string; readonly update: number };
  /** The snapshot as a file. */
  readonly file: Uint8Array<ArrayBuffer>;
  readonly record: WrittenRecord;
}

export const keptFormat = 1;

interface KeptData {
  readonly fingerprint: string;
  readonly data: unknown;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
}

export interface KeptSchema extends DBSchema {
  runs: {
    key: string;
    value: KeptRun;
    indexes: { savedAt: number; experiment: [string, number] };
  };
  data: { key: string; value: KeptData; indexes: { usedAt: number } };
}
export type Database = IDBPDatabase<KeptSchema>;

let opening: Promise<Database> | null = null;
let opened: Database | null = null;

/** The database if it is open: a page that is being closed cannot wait for it. */
export const openedDatabase = (): Database | null => opened;

function forget(): void {
  opening = null;
  opened = null;
}

/**
 * What this browser keeps for the page, opened once.
 * @throws (rejects) DOMException where storage is forbidden: a private window, a frame of another site, a setting.
 */
export function openDatabase(): Promise<Database> {
  opening ??= open().then(
    (database) => {
      opened = database;
      return database;
    },
    (error: unknown) => {
      forget();
      throw error;
    },
  );
  return opening;
}

/** `indexedDB` itself throws in some frames, and is missing in some windows. */
async function open(): Promise<Database> {
  if (!globalThis.indexedDB) throw new DOMException("This browser has no IndexedDB here.", "SecurityError");
  const { openDB } = await import("idb");
  return openDB<KeptSchema>("unrolled", 1, {
    upgrade: (database) => {
      const runs = database.createObjectStore("runs", { keyPath: "id" });
      runs.createIndex("savedAt", "savedAt");
      runs.createIndex("experiment", ["experiment", "savedAt"]);
      database.createObjectStore("data", { keyPath: "fingerprint" }).createIndex("usedAt", "usedAt");
    },
    // A newer page in another tab wants to change the database: this one lets go, and opens it again when it needs it.
    blocking: (_current, _wanted, event) => {
      (event.target as IDBDatabase).close();
      forget();
    },
    terminated: forget,
  });
}
