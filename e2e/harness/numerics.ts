import type { CellKind } from "../../src/cells/index.ts";
import { cells } from "../../src/cells/index.ts";
import { EVALUATION_BYTES, forwardBytesPerSequence } from "../../src/engine/reference/memory.ts";
import type { Batch } from "../../src/lib/batch.ts";
import { type AnyValues, defaults } from "../../src/lib/fields.ts";
import { rngFrom } from "../../src/lib/rng.ts";
import { optimize, startTraining } from "../../src/model/optimize.ts";
import { lossAndSlope, traceOracle } from "../../src/model/oracle.ts";
import { type Plan, planModel } from "../../src/model/plan.ts";
import type { Floats, InitialStates, UpdateSettings } from "../../src/model/results.ts";
import { initialWeights, type Weights } from "../../src/model/weights.ts";
import { layerFields } from "../../src/spec/layer-fields.ts";
import { openEngine } from "./engines.ts";

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
    {
      architecture: "stack",
      layers: request.layers.map(({ cell, units, options }) => ({
        cell,
        values: { ...defaults({ ...layerFields, ...cells[cell].fields }), ...options, units },
      })),
    },
    {
      steps: request.steps,
      batch: request.batch,
      input: { kind: request.input, size: request.inputs },
      outputs: request.outputs,
      loss: request.loss,
      reduction: request.reduction,
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
  return {
    steps,
    size: batch,
    x: plan.input.kind === "tokens" ? below("x", plan.input.size) : floats("x", rows * plan.input.size),
    y: request.loss === "crossEntropy" ? below("y", outputs) : floats("y", rows * outputs),
    weight,
  };
}

function initialOf(plan: Plan, request: NetworkRequest): InitialStates {
  if (!request.initial) return [];
  const rng = rngFrom(request.seed ?? 1).fork("initial");
  return request.layers.map(({ cell, units }, layer) =>
    Object.fromEntries(
      cells[cell].states.map((state) => {
        const own = rng.fork(`${layer}/${state}`);
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

function gap(what: string, actual: ArrayLike<number> | undefined, expected: Floats | readonly number[]): Gap {
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

const norm = (values: Floats) => Math.sqrt([...values].reduce((sum, value) => sum + value * value, 0));

/** Trace, update telemetry and evaluation of the open engine against the oracle. */
export async function compareTrace(request: NetworkRequest): Promise<readonly Gap[]> {
  const plan = planOf(request);
  const weights = weightsOf(plan, request.seed ?? 1, request.unmoved);
  const given = { ...plan, batch: request.given ?? plan.batch };
  const batch = batchOf(given, request);
  const initial = initialOf(given, request);
  const expected = traceOracle(plan, weights, batch, initial);
  const network = openEngine().createNetwork(plan, weights);
  const trace = await network.trace(batch, initial);
  const gaps = [gap("loss", [trace.loss], [expected.loss]), gap("outputs", trace.outputs, expected.outputs)];
  expected.records.forEach((record, layer) => {
    for (const [name, values] of Object.entries(record)) {
      const own = name.endsWith("'") ? name.slice(0, -1) : name;
      gaps.push(gap(`${own} of layer ${layer}`, trace.records[layer]?.[own], values));
    }
  });
  expected.stateGradients.forEach((states, layer) => {
    for (const [state, values] of Object.entries(states))
      gaps.push(gap(`∂L/∂${state} of layer ${layer}`, trace.stateGradients[layer]?.[state], values));
  });
  for (const [path, values] of expected.gradients)
    gaps.push(gap(`∂L/∂${path}`, trace.gradients.get(path), values));

  // Updates and evaluations begin at zero states.
  const plain = request.initial ? traceOracle(plan, weights, batch) : expected;
  const evaluation = await network.evaluate(batch);
  gaps.push(gap("evaluated loss", [evaluation.loss], [plain.loss]));
  gaps.push(gap("evaluated outputs", evaluation.outputs, plain.outputs));
  const settings = {
    optimizer: { kind: "sgd", values: { learningRate: 0.1, momentum: 0 } },
    clipNorm: 0,
  } as const;
  const told = await network.update(batch, settings, { profiles: true });
  const norms = [...plain.gradients.values()].map(norm);
  gaps.push(gap("update's loss", [told.loss], [plain.loss]));
  gaps.push(gap("parameter norms", told.parameterNorms, norms));
  gaps.push(gap("gradient norm", [told.gradientNorm], [Math.hypot(...norms)]));
  for (const { layer, state, norms } of told.profiles) {
    const values = plain.stateGradients[layer]?.[state] as Float64Array;
    const width = values.length / plan.steps;
    const own = Array.from({ length: plan.steps }, (_, t) =>
      norm(values.subarray(t * width, (t + 1) * width)),
    );
    // Each step by itself: these are drawn on a log axis.
    const worst = own.map((value, t) => Math.abs((norms[t] as number) - value) / value);
    gaps.push({ what: `profile of ${state}, layer ${layer}`, error: String(Math.max(...worst)) });
  }
  network.dispose();
  return gaps;
}

const bits = (values: Float32Array): string => {
  const view = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let hash = 0x811c9dc5;
  for (const word of view) hash = Math.imul(hash ^ word, 0x01000193) ^ (hash >>> 13);
  return (hash >>> 0).toString(16);
};

/** Losses and norms of a run and a hash of the weights after it, to the last bit. */
export async function curve(request: TrainRequest) {
  const plan = planOf(request);
  const network = openEngine().createNetwork(plan, weightsOf(plan, request.seed ?? 1));
  const losses: number[] = [];
  const norms: number[] = [];
  for (let n = 0; n < request.updates; n++) {
    const batch = batchOf(plan, request, n);
    const told = await network.update(batch, request.settings, { profiles: request.profiles ?? false });
    losses.push(told.loss);
    norms.push(told.gradientNorm);
  }
  const state = await network.read();
  network.dispose();
  return { losses, norms, weights: [...state.weights.values()].map(bits), updates: state.updates };
}

/** Tensors alive after 10 and after 60 updates, evaluations, traces and snapshots between them. */
export async function leak(request: TrainRequest) {
  const engine = openEngine();
  const before = engine.tensorCount();
  const plan = planOf(request);
  const network = engine.createNetwork(plan, weightsOf(plan, 1));
  const counts: number[] = [];
  for (let n = 1; n <= 60; n++) {
    const batch = batchOf(plan, request, n);
    await network.update(batch, request.settings, { profiles: n % 2 === 0 });
    if (n % 5 === 0) {
      await network.evaluate(batch);
      await network.trace(batch);
      network.restore(await network.read());
    }
    if (n === 10 || n === 60) counts.push(engine.tensorCount());
  }
  network.dispose();
  return { after10: counts[0], after60: counts[1], before, after: engine.tensorCount() };
}

/** An update whose loss is not finite: what it tells, and whether any weight moved. */
export async function notApplied(request: NetworkRequest) {
  const plan = planOf(request);
  const weights = weightsOf(plan, 1);
  const network = openEngine().createNetwork(plan, weights);
  const settings = {
    optimizer: { kind: "adam", values: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } },
    clipNorm: 1,
  } as const;
  const good = batchOf(plan, request);
  await network.update(good, settings, { profiles: false });
  const before = await network.read();
  const x = Float32Array.from(good.x);
  x[0] = Number.NaN;
  const told = await network.update({ ...good, x }, settings, { profiles: false });
  const huge = await network.update({ ...good, y: Float32Array.from(good.y, () => 1e30) }, settings, {
    profiles: false,
  });
  const after = await network.read();
  network.dispose();
  const hashes = (state: typeof before) =>
    [...state.weights.values(), ...Object.values(state.slots).flatMap((slot) => [...slot.values()])].map(
      bits,
    );
  return {
    loss: String(told.loss),
    applied: told.applied,
    hugeLoss: String(huge.loss),
    hugeApplied: huge.applied,
    before: hashes(before),
    after: hashes(after),
    updates: after.updates,
  };
}

/** A run of n updates, and the same run put aside in the middle and taken up in a new network. */
export async function restored(request: TrainRequest) {
  const plan = planOf(request);
  const engine = openEngine();
  const run = async (network: ReturnType<typeof engine.createNetwork>, from: number, to: number) => {
    const losses: number[] = [];
    for (let n = from; n < to; n++)
      losses.push(
        (await network.update(batchOf(plan, request, n), request.settings, { profiles: false })).loss,
      );
    return losses;
  };
  const half = Math.floor(request.updates / 2);
  const first = engine.createNetwork(plan, weightsOf(plan, 1));
  const one = await run(first, 0, half);
  const state = await first.read();
  const through = [...one, ...(await run(first, half, request.updates))];
  first.dispose();
  const second = engine.createNetwork(plan, weightsOf(plan, 2));
  second.restore(state);
  const again = [...one, ...(await run(second, half, request.updates))];
  second.dispose();
  return { through, again };
}

/** The oracle's losses of the same run as `curve`, in float64. */
export function oracleCurve(request: TrainRequest) {
  const plan = planOf(request);
  let state = startTraining(weightsOf(plan, request.seed ?? 1), request.settings.optimizer.kind);
  const losses: number[] = [];
  for (let n = 0; n < request.updates; n++) {
    const { loss, gradients } = traceOracle(plan, state.weights, batchOf(plan, request, n));
    losses.push(loss);
    state = optimize(state, gradients, request.settings).state;
  }
  return { losses };
}

/** An evaluation that takes several chunks: its last sequences against an evaluation of those alone, its loss against its outputs'. */
export async function chunked(request: NetworkRequest, size: number) {
  const plan = planOf(request);
  const batch = batchOf({ ...plan, batch: size }, request);
  const network = openEngine().createNetwork(plan, weightsOf(plan, 1));
  const last = 3;
  const tail = <A extends Int32Array | Float32Array>(all: A): A => {
    const width = all.length / (batch.steps * batch.size);
    return all.filter((_, i) => Math.floor(i / width) % batch.size >= batch.size - last) as A;
  };
  const whole = await network.evaluate(batch);
  const part = await network.evaluate({
    steps: batch.steps,
    size: last,
    x: tail(batch.x),
    y: tail(batch.y),
    weight: tail(batch.weight),
  });
  network.dispose();
  const { loss } = lossAndSlope(plan, Float64Array.from(whole.outputs), batch);
  const gaps = [gap("outputs", tail(whole.outputs), part.outputs), gap("loss", [whole.loss], [loss])];
  return {
    chunks: (batch.size * forwardBytesPerSequence(plan)) / EVALUATION_BYTES,
    gap: Math.max(...gaps.map(({ error }) => Number(error))),
  };
}

/** What an engine says to a plan that is too large, and how many tensors it made before it said so. */
export function refused(request: NetworkRequest) {
  const engine = openEngine();
  const plan = planOf(request);
  const support = engine.supports(plan);
  const before = engine.tensorCount();
  let thrown = "nothing";
  try {
    engine.createNetwork(plan, new Map());
  } catch (error) {
    thrown = error instanceof RangeError ? error.message : String(error);
  }
  return { reason: support.ok ? "none" : support.reason, thrown, tensors: engine.tensorCount() - before };
}
