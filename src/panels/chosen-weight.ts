import { choice } from "./choice.ts";

/** The weight that is typed next in a large network: pressed in a matrix, or picked in the workbench. From 0. */
export const chosenWeight = choice<{
  readonly path: string;
  readonly row: number;
  readonly column: number;
} | null>(null);
