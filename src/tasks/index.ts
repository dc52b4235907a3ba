import { adding } from "./adding/task.ts";
import { byHand } from "./by-hand/task.ts";
import { co2 } from "./co2/task.ts";
import { copyMemory } from "./copy-memory/task.ts";
import { hello } from "./hello/task.ts";
import { mobyDick } from "./moby-dick/task.ts";
import { parity } from "./parity/task.ts";
import { sine } from "./sine/task.ts";
import { sonnets } from "./sonnets/task.ts";
import { source } from "./source/task.ts";
import { table } from "./table/task.ts";
import { temperature } from "./temperature/task.ts";
import { temporalOrder } from "./temporal-order/task.ts";
import { text } from "./text/task.ts";

/** Every task, in menu order: one line each. */
export const tasks = {
  "temporal-order": temporalOrder,
  adding,
  "copy-memory": copyMemory,
  parity,
  hello,
  sonnets,
  "moby-dick": mobyDick,
  sine,
  temperature,
  co2,
  source,
  text,
  table,
  "by-hand": byHand,
} as const;

export type TaskKind = keyof typeof tasks;
export const isTaskKind = (kind: string): kind is TaskKind => Object.hasOwn(tasks, kind);
