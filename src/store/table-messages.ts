/** What the page and the worker that reads tables say to each other. */
import type { Packed } from "../experiment/data-in-link.ts";
import type { TableChoices, TableRead } from "../own-data/read-table.ts";

export interface TableRequest {
  readonly id: number;
  readonly text: string;
  readonly title: string;
  readonly choices: TableChoices;
}

export type TableAnswer =
  | { readonly kind: "progress"; readonly id: number; readonly share: number }
  | { readonly kind: "read"; readonly id: number; readonly read: TableRead; readonly packed: Packed | null }
  | { readonly kind: "failed"; readonly id: number; readonly reason: string };
