import { glorotUniform } from "./glorot-uniform.ts";
import { identity } from "./identity.ts";
import { normal } from "./normal.ts";
import { orthogonal } from "./orthogonal.ts";
import { uniform } from "./uniform.ts";

/** Every initialiser, in menu order: one line each. */
export const initializers = {
  uniform,
  glorotUniform,
  orthogonal,
  identity,
  normal,
} as const;

export type InitializerKind = keyof typeof initializers;
