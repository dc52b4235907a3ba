import * as tf from "@tensorflow/tfjs";
import type { UpdateSettings } from "../../model/results.ts";
import { optimizers } from "../../optimizers/index.ts";

/** A network's parameters and optimizer slots, each flat (see layout.ts). */
export interface Flat {
  readonly parameters: tf.Tensor1D;
  readonly slots: ReadonlyMap<string, tf.Tensor1D>;
}

/**
 * One step of an optimizer from its equations, on all parameters at once. Slots that are missing are zero. To be called
 * inside `tf.tidy`; nothing that came in is disposed.
 * @param t 1 for the first update.
 */
export function optimize(
  { kind, values }: UpdateSettings["optimizer"],
  { parameters, slots }: Flat,
  gradient: tf.Tensor1D,
  t: number,
): Flat {
  const def = optimizers[kind];
  const scalars = def.scalars(values, t);
  const known = new Map<string, tf.Tensor>([
    ["parameter", parameters],
    ["gradient", gradient],
  ]);
  for (const slot of def.slots) known.set(slot, slots.get(slot) ?? tf.zerosLike(parameters));
  const next = new Map<string, tf.Tensor1D>();
  const updated = def.update<tf.Tensor>(
    {
      ref: (name) => {
        const value = known.get(name) ?? (name in scalars ? tf.scalar(scalars[name] as number) : undefined);
        if (!value) throw new Error(`${kind} reads “${name}”, which is neither a slot nor a scalar of it`);
        known.set(name, value);
        return value;
      },
      constant: (value) => tf.scalar(value),
      add: (a, b) => tf.add(a, b),
      sub: (a, b) => tf.sub(a, b),
      mul: (a, b) => tf.mul(a, b),
      div: (a, b) => tf.div(a, b),
      sqrt: (a) => tf.sqrt(a),
    },
    (slot, value) => {
      known.set(`${slot}'`, value);
      next.set(slot, value as tf.Tensor1D);
      return value;
    },
  );
  return { parameters: updated as tf.Tensor1D, slots: next };
}
