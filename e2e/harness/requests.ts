/** Networks, weights and batches for tests and measurements, from plain data. */

import { type CellKind, cells } from "../../src/cells/index.ts";
import { layerFields } from "../../src/experiment/layer-fields.ts";
import { stackModel } from "../../src/experiment/spec.ts";
import type { Batch } from "../../src/lib/batch.ts";
import { type AnyValues, defaults } from "../../src/lib/fields.ts";
import { rngFrom } from "../../src/lib/rng.ts";
import { planModel } from "../../src/model/build.ts";
import { type Plan, scansOf } from "../../src/model/plan.ts";
import type { Floats, InitialStates, UpdateSettings } from "../../src/model/results.ts";
import { initialWeights, type Weights } from "../../src/model/weights.ts";

export interface NetworkRequest {
  readonly layers: readonly {
    readonly cell: CellKind;
    readonly units: number;
    readonly options?: AnyValues;
  }[];
  readonly steps: number;
  /** Sequences of a training batch. */
  readonly batch: number;
  /** Sequences that are compared, if others than those. */
  readonly given?: number;
  readonly input: "tokens" | "floats";
  readonly inputs: number;
  readonly outputs: number;
  readonly loss: "mse" | "crossEntropy";
  readonly reduction?: "mean" | "batch";
  /** Steps after which the gradient stops. */
  readonly truncation?: number;
  /** Sequences end anywhere, one of them at the last step. */
  readonly isPadded?: boolean;
  /** "random": about half of the steps count, by weights of their own. */
  readonly weight?: "every" | "last" | "random";
  readonly initial?: boolean;
  readonly seed?: number;
  /** Leaves the first weights as the initialisers make them; else each is moved a little, biases too. */
  readonly unmoved?: boolean;
}

export interface TrainRequest extends NetworkRequest {
  readonly updates: number;
  readonly settings: UpdateSettings;
  readonly profiles?: boolean;
}

export function planOf(request: NetworkRequest): Plan {
  return planModel(
    stackModel(
      request.layers.map(({ cell, units, options }) => ({
        cell,
        values: { ...defaults({ ...layerFields, ...cells[cell].fields }), ...options, units },
      })),
    ),
    {
      steps: request.steps,
      batch: request.batch,
      input: { kind: request.input, size: request.inputs },
      outputs: request.outputs,
      loss: request.loss,
      reduction: request.reduction,
      ...(request.truncation !== undefined && { truncation: request.truncation }),
      isPadded: request.isPadded ?? false,
    },
  );
}

export function weightsOf(plan: Plan, seed: number, unmoved = false): Weights {
  const rng = rngFrom(seed);
  if (unmoved) return initialWeights(plan, rng);
  // Biases begin at zero, which would hide a bias that is never added.
  return new Map(
    [...initialWeights(plan, rng)].map(([path, values]) => {
      const own = rng.fork(`moved/${path}`);
      return [path, values.map((value) => value + 0.1 * own.normal())];
    }),
  );
}

export function batchOf(plan: Plan, request: NetworkRequest, seed = request.seed ?? 1): Batch {
  const rng = rngFrom(seed).fork("batch");
  const { steps, batch, outputs } = plan;
  const rows = steps * batch;
  const floats = (name: string, size: number) => {
    const own = rng.fork(name);
    return Float32Array.from({ length: size }, () => own.normal());
  };
  const below = (name: string, limit: number) => {
    const own = rng.fork(name);
    return Int32Array.from({ length: rows }, () => own.below(limit));
  };
  const weights = rng.fork("weight");
  const weight = Float32Array.from({ length: rows }, (_, i) => {
    const isLast = i >= rows - batch;
    if (request.weight === "last") return isLast ? 1 : 0;
    if (request.weight !== "random") return 1;
    const value = weights.uniform();
    return value < 0.5 && !isLast ? 0 : value;
  });
  const ends = rng.fork("lengths");
  const lengths = Int32Array.from({ length: batch }, (_, b) => (b === 0 ? steps : 1 + ends.below(steps)));
  const isWithin = (i: number) => Math.floor(i / batch) < (lengths[i % batch] as number);
  return {
    steps,
    size: batch,
    x: plan.input.kind === "tokens" ? below("x", plan.input.size) : floats("x", rows * plan.input.size),
    y: request.loss === "crossEntropy" ? below("y", outputs) : floats("y", rows * outputs),
    ...(plan.isPadded
      ? { weight: weight.map((value, i) => (isWithin(i) ? value : 0)), lengths }
      : { weight }),
  };
}

export function initialOf(plan: Plan, request: NetworkRequest): InitialStates {
  if (!request.initial) return [];
  const rng = rngFrom(request.seed ?? 1).fork("initial");
  return scansOf(plan).map(({ index, states, units }) =>
    Object.fromEntries(
      states.map((state) => {
        const own = rng.fork(`${index}/${state}`);
        return [state, Float32Array.from({ length: plan.batch * units }, () => 0.5 * own.normal())];
      }),
    ),
  );
}

export interface Gap {
  readonly what: string;
  /** Worst error over the largest entry of the oracle's array; as text, since JSON has no NaN. */
  readonly error: string;
}

export function gap(
  what: string,
  actual: ArrayLike<number> | undefined,
  expected: Floats | readonly number[],
): Gap {
  if (actual?.length !== expected.length) return { what, error: `${actual?.length} for ${expected.length}` };
  let worst = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const off = Math.abs((actual[i] as number) - (expected[i] as number));
    worst = Number.isNaN(off) || Number.isNaN(worst) ? Number.NaN : Math.max(worst, off);
    largest = Math.max(largest, Math.abs(expected[i] as number));
  }
  return { what, error: String(worst === 0 ? 0 : worst / largest) };
}

export const norm = (values: Floats) => Math.sqrt([...values].reduce((sum, value) => sum + value * value, 0));

/** A hash of every bit of the values. */
export const bits = (values: Float32Array): string => {
  const view = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let hash = 0x811c9dc5;
  for (const word of view) hash = Math.imul(hash ^ word, 0x01000193) ^ (hash >>> 13);
  return (hash >>> 0).toString(16);
};
