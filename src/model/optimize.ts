import { type OptimizerKind, optimizers } from "../optimizers/index.ts";
import type { OptimizerAlgebra } from "../optimizers/optimizer.ts";
import { normOf } from "./matrix.ts";
import type { Floats, NetworkState, UpdateSettings } from "./results.ts";
import type { Weights } from "./weights.ts";

/** Global norm over all parameters. */
export const globalNorm = (gradients: Weights<Floats>): number => normOf(...gradients.values());

/** Factor that brings a gradient down to `clipNorm`: 1 / max(norm/θ, 1), TensorFlow's form; 1 where clipping is off (0). */
export const clipFactor = (norm: number, clipNorm: number): number =>
  clipNorm === 0 ? 1 : 1 / Math.max(norm / clipNorm, 1);

/** The gradient at most `clipNorm` long, over all parameters together. */
export function clipByGlobalNorm(gradients: Weights<Floats>, clipNorm: number): Weights<Float64Array> {
  const factor = clipFactor(globalNorm(gradients), clipNorm);
  return new Map(
    [...gradients].map(([path, values]) => [path, Float64Array.from(values, (g) => g * factor)]),
  );
}

/** First state of training: no update made, slots zero. */
export function startTraining(
  weights: Weights<Floats>,
  optimizer: OptimizerKind,
): NetworkState<Float64Array> {
  const copy = (value: (x: number) => number) =>
    new Map([...weights].map(([path, values]) => [path, Float64Array.from(values, value)]));
  const slots = optimizers[optimizer].slots.map((slot) => [slot, copy(() => 0)]);
  return { updates: 0, weights: copy((x) => x), slots: Object.fromEntries(slots) };
}

type Value = number | Float64Array;

/** Element by element; scalars stay scalars. */
function lift(f: (a: number, b: number) => number): (a: Value, b: Value) => Value {
  const pick = (value: Value, i: number) => (typeof value === "number" ? value : (value[i] as number));
  return (a, b) => {
    const array = typeof a !== "number" ? a : typeof b !== "number" ? b : undefined;
    return array ? array.map((_, i) => f(pick(a, i), pick(b, i))) : f(a as number, b as number);
  };
}

const arithmetic: Omit<OptimizerAlgebra<Value>, "ref"> = {
  constant: (value) => value,
  add: lift((a, b) => a + b),
  sub: lift((a, b) => a - b),
  mul: lift((a, b) => a * b),
  div: lift((a, b) => a / b),
  sqrt: (a) => (typeof a === "number" ? Math.sqrt(a) : a.map(Math.sqrt)),
};

export interface Optimized {
  readonly state: NetworkState<Float64Array>;
  /** Global norm of the gradient before and after clipping. */
  readonly gradientNorm: number;
  readonly clippedNorm: number;
}

/** One update in float64: clips, then runs the optimizer's equations on every parameter. `before` stays as it was. */
export function optimize(
  before: NetworkState<Float64Array>,
  gradients: Weights<Floats>,
  { optimizer: { kind, values }, clipNorm }: UpdateSettings,
): Optimized {
  const def = optimizers[kind];
  const updates = before.updates + 1;
  const scalars = def.scalars(values, updates);
  const clipped = clipByGlobalNorm(gradients, clipNorm);
  const weights = new Map<string, Float64Array>();
  const slots = Object.fromEntries(def.slots.map((slot) => [slot, new Map<string, Float64Array>()]));
  for (const [path, parameter] of before.weights) {
    const gradient = clipped.get(path);
    if (!gradient) throw new RangeError(`no gradient for “${path}”`);
    const known = new Map<string, Value>([
      ...Object.entries(scalars),
      ["parameter", parameter],
      ["gradient", gradient],
    ]);
    for (const slot of def.slots) known.set(slot, before.slots[slot]?.get(path) ?? parameter.map(() => 0));
    const ref = (name: string): Value => {
      const value = known.get(name);
      if (value === undefined)
        throw new Error(`${kind} reads “${name}”; known are ${[...known.keys()].join(", ")}`);
      return value;
    };
    const next = (slot: string, value: Value): Value => {
      known.set(`${slot}'`, value);
      slots[slot]?.set(path, value as Float64Array);
      return value;
    };
    weights.set(path, def.update({ ...arithmetic, ref }, next) as Float64Array);
  }
  const gradientNorm = globalNorm(gradients);
  return { state: { updates, weights, slots }, gradientNorm, clippedNorm: globalNorm(clipped) };
}
