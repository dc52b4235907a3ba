/** Tables are read in a worker where that takes long, so that what trains stays smooth and the dialog answers. */
import { notePacked } from "../experiment/data-in-link.ts";
import { readTable, type TableChoices, type TableRead } from "../own-data/read-table.ts";
import type { TableAnswer, TableRequest } from "./table-messages.ts";

/** Characters up to which a table is read at once, within a few milliseconds. */
export const readAtOnce = 60_000;

export interface TableReader {
  /**
   * Reads in the worker; an earlier request that is not answered yet is given up.
   * @param onProgress told the share that is done, from 0 to 1.
   * @returns null where a later request took its place, or `dispose` was called.
   */
  read(
    text: string,
    title: string,
    choices: TableChoices,
    onProgress: (share: number) => void,
  ): Promise<TableRead | null>;
  dispose(): void;
}

type Port = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror">;
const startPort = (): Port =>
  new Worker(new URL("./table-worker.ts", import.meta.url), { type: "module", name: "table" });

/** @param start makes the worker; tests have none. */
export function createTableReader(start: () => Port = startPort): TableReader {
  let next = 0;
  let port: Port | null = null;
  let giveUp: () => void = () => {};
  const stop = () => {
    port?.terminate();
    port = null;
    giveUp();
  };
  return {
    read(text, title, choices, onProgress) {
      // A table that nobody waits for any more would delay the one that is wanted.
      stop();
      const id = next++;
      return new Promise((resolve, reject) => {
        giveUp = () => resolve(null);
        const finish = (read: TableRead) => {
          giveUp = () => {};
          resolve(read);
          stop();
        };
        const started = start();
        port = started;
        started.onmessage = ({ data }: MessageEvent<TableAnswer>) => {
          if (data.id !== id) return;
          if (data.kind === "progress") onProgress(data.share);
          else if (data.kind === "failed") reject(new Error(data.reason));
          else {
            if (data.read.ok && data.packed) notePacked(data.read.table, data.packed);
            finish(data.read);
          }
        };
        // Where the worker cannot run, the page reads the table itself: late is better than never.
        started.onerror = () => finish(readTable(text, title, choices));
        started.postMessage({ id, text, title, choices } satisfies TableRequest);
      });
    },
    dispose: stop,
  };
}
