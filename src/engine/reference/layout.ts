import type { Plan } from "../../model/plan.ts";
import type { Weights } from "../../model/weights.ts";

/**
 * All parameters of a network in one flat array: the optimizer is then a handful of operations for the whole network
 * instead of for each parameter. Every parameter begins at a multiple of `ROW`; the gaps stay zero.
 */
export const ROW = 128;

export interface Segment {
  readonly path: string;
  readonly shape: readonly number[];
  readonly size: number;
  /** First entry in the flat array. */
  readonly offset: number;
  /** Rows of `ROW` entries, the last one padded. */
  readonly rows: number;
}

export interface Layout {
  readonly segments: readonly Segment[];
  /** Entries of the flat array, gaps included: rows · ROW. */
  readonly size: number;
  readonly rows: number;
}

export function layoutOf(plan: Plan): Layout {
  let row = 0;
  const segments = plan.params.map(({ path, shape, size }): Segment => {
    const rows = Math.ceil(size / ROW);
    const offset = row * ROW;
    row += rows;
    return { path, shape, size, offset, rows };
  });
  return { segments, size: row * ROW, rows: row };
}

/** @throws RangeError if a parameter is missing or has another size. */
export function flatten({ segments, size }: Layout, weights: Weights): Float32Array {
  const flat = new Float32Array(size);
  for (const segment of segments) {
    const values = weights.get(segment.path);
    if (values?.length !== segment.size)
      throw new RangeError(
        `“${segment.path}” has ${values?.length ?? "no"} values, but the plan wants ${segment.size}`,
      );
    flat.set(values, segment.offset);
  }
  return flat;
}

export const unflatten = ({ segments }: Layout, flat: Float32Array): Weights =>
  new Map(segments.map(({ path, offset, size }) => [path, flat.slice(offset, offset + size)]));
