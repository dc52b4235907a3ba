import { gru } from "./gru/cell.ts";
import { lstm } from "./lstm/cell.ts";
import { simple } from "./simple/cell.ts";

/** Every recurrent cell, in menu order: one line each. */
export const cells = { simple, lstm, gru } as const;

export type CellKind = keyof typeof cells;
export const isCellKind = (kind: string): kind is CellKind => Object.hasOwn(cells, kind);
