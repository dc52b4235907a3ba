import type { Plan } from "../../model/plan.ts";
import type { Weights } from "../../model/weights.ts";

/**
 * All parameters of a network in one flat array: the optimizer is then a handful of operations for the whole network
 * instead of for each parameter. Every parameter begins at a multiple of `ROW`; the gaps stay zero.
 */
export const ROW = 128;

export interface Slot {
  readonly path: string;
  readonly shape: readonly number[];
  readonly size: number;
  /** First entry in the flat array. */
  readonly offset: number;
  /** Rows of `ROW` entries, the last one padded. */
  readonly rows: number;
}

export interface Layout {
  readonly slots: readonly Slot[];
  /** Entries of the flat array, gaps included: rows · ROW. */
  readonly size: number;
  readonly rows: number;
}

export function layoutOf(plan: Plan): Layout {
  let row = 0;
  const slots = plan.params.map(({ path, shape, size }): Slot => {
    const rows = Math.ceil(size / ROW);
    const offset = row * ROW;
    row += rows;
    return { path, shape, size, offset, rows };
  });
  return { slots, size: row * ROW, rows: row };
}

/** @throws RangeError if a parameter is missing or has another size. */
export function flatten({ slots, size }: Layout, weights: Weights): Float32Array {
  const flat = new Float32Array(size);
  for (const slot of slots) {
    const values = weights.get(slot.path);
    if (values?.length !== slot.size)
      throw new RangeError(
        `“${slot.path}” has ${values?.length ?? "no"} values, but the plan wants ${slot.size}`,
      );
    flat.set(values, slot.offset);
  }
  return flat;
}

export const unflatten = ({ slots }: Layout, flat: Float32Array): Weights =>
  new Map(slots.map(({ path, offset, size }) => [path, flat.slice(offset, offset + size)]));
