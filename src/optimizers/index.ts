import { adagrad } from "./adagrad/optimizer.ts";
import { adam } from "./adam/optimizer.ts";
import { rmsprop } from "./rmsprop/optimizer.ts";
import { sgd } from "./sgd/optimizer.ts";

/** Every optimizer, in menu order: one line each. */
export const optimizers = {
  adam,
  sgd,
  rmsprop,
  adagrad,
} as const;

export type OptimizerKind = keyof typeof optimizers;
export const isOptimizerKind = (kind: string): kind is OptimizerKind => Object.hasOwn(optimizers, kind);
