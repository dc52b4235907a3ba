import { stack } from "./stack/architecture.ts";

/** Every way in which layers make a model, in menu order: one line each. */
export const architectures = {
  stack,
} as const;

export type ArchitectureKind = keyof typeof architectures;
export const isArchitectureKind = (kind: string): kind is ArchitectureKind =>
  Object.hasOwn(architectures, kind);
