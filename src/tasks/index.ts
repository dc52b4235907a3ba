import { adding } from "./adding/task.ts";
import { copyMemory } from "./copy-memory/task.ts";
import { hello } from "./hello/task.ts";
import { sonnets } from "./sonnets/task.ts";
import { temperature } from "./temperature/task.ts";
import { temporalOrder } from "./temporal-order/task.ts";

/** Every task, in menu order: one line each. */
export const tasks = {
  "temporal-order": temporalOrder,
  adding,
  "copy-memory": copyMemory,
  hello,
  sonnets,
  temperature,
} as const;

export type TaskKind = keyof typeof tasks;
export const isTaskKind = (kind: string): kind is TaskKind => Object.hasOwn(tasks, kind);
