/** Reads a table and finds whether it fits a link, both of which take long for a large one. */

import { packed } from "../experiment/data-in-link.ts";
import { messageOf } from "../lib/error-message.ts";
import { readTable } from "../own-data/read-table.ts";
import type { TableAnswer, TableRequest } from "./table-messages.ts";

interface WorkerScope {
  postMessage(message: TableAnswer): void;
}
const scope = self as unknown as WorkerScope;

/** Share of the time that reading takes; compressing takes the rest. */
const readAt = 0.8;

export function receive({ id, text, title, choices }: TableRequest): void {
  try {
    const read = readTable(text, title, choices, (share) =>
      scope.postMessage({ kind: "progress", id, share: readAt * share }),
    );
    scope.postMessage({ kind: "progress", id, share: readAt });
    scope.postMessage({ kind: "read", id, read, packed: read.ok ? packed(read.table) : null });
  } catch (error) {
    scope.postMessage({ kind: "failed", id, reason: messageOf(error) });
  }
}
