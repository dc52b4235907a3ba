import { coupled } from "./coupled/cell.ts";
import { embedding } from "./embedding/cell.ts";
import { gru } from "./gru/cell.ts";
import { higherOrder } from "./higher-order/cell.ts";
import { lstm } from "./lstm/cell.ts";
import { mgu } from "./mgu/cell.ts";
import { peephole } from "./peephole/cell.ts";
import { simple } from "./simple/cell.ts";
import { stateSkip } from "./state-skip/cell.ts";
import { ugrnn } from "./ugrnn/cell.ts";

/** Every recurrent cell, in menu order: one line each. */
export const cells = {
  simple,
  lstm,
  gru,
  peephole,
  coupled,
  ugrnn,
  mgu,
  "state-skip": stateSkip,
  "higher-order": higherOrder,
  embedding,
} as const;

export type CellKind = keyof typeof cells;
export const isCellKind = (kind: string): kind is CellKind => Object.hasOwn(cells, kind);
