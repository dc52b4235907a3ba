import { adam } from "./adam/optimizer.ts";
import { sgd } from "./sgd/optimizer.ts";

/** Every optimizer, in menu order: one line each. */
export const optimizers = { adam, sgd } as const;

export type OptimizerKind = keyof typeof optimizers;
export const isOptimizerKind = (kind: string): kind is OptimizerKind => Object.hasOwn(optimizers, kind);
