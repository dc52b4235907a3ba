/** An engine against the oracle, against itself and against its promises. */

import type { Engine, EngineKind } from "../../src/engine/engine.ts";
import { EVALUATION_BYTES, forwardBytesPerSequence } from "../../src/engine/reference/memory.ts";
import { inEnglish } from "../../src/lib/phrase.ts";
import { rngFrom } from "../../src/lib/rng.ts";
import type { PlanRequest } from "../../src/model/build.ts";
import { heldGru, type plainGrus, randomBatch } from "../../src/model/networks.ts";
import { optimize, startTraining } from "../../src/model/optimize.ts";
import { lossAndSlope } from "../../src/model/oracle/loss.ts";
import { traceOracle, traceUpdate } from "../../src/model/oracle/run.ts";
import type { RandomKey, UpdateSettings } from "../../src/model/results.ts";
import { changedByPadding } from "../../src/testing/padded-bits.ts";
import { engineOf, isWasm, isWebgl } from "./engines.ts";
import {
  batchOf,
  bits,
  type Gap,
  gap,
  initialOf,
  type NetworkRequest,
  norm,
  planOf,
  type TrainRequest,
  weightsOf,
} from "./requests.ts";

/** Where update `n` of a request's runs takes its random numbers. */
const randomKeyOf = ({ seed = 1 }: NetworkRequest, n: number): RandomKey => ({ seed, update: n + 1 });
const settingsOf = (request: TrainRequest, n: number): UpdateSettings => ({
  ...request.settings,
  randomKey: randomKeyOf(request, n),
});

/** Trace, update telemetry and evaluation of an open engine against the oracle. */
export async function compareTrace(request: NetworkRequest, kind?: EngineKind): Promise<readonly Gap[]> {
  const plan = planOf(request);
  const weights = weightsOf(plan, request.seed ?? 1, request.unmoved);
  const given = { ...plan, batch: request.given ?? plan.batch };
  const batch = batchOf(given, request);
  const initial = initialOf(given, request);
  const expected = traceOracle(plan, weights, batch, initial);
  const network = engineOf(kind).createNetwork(plan, weights);
  const trace = await network.trace(batch, initial);
  const gaps = [gap("loss", [trace.loss], [expected.loss]), gap("outputs", trace.outputs, expected.outputs)];
  expected.trajectories.forEach((byName, layer) => {
    for (const [name, values] of Object.entries(byName)) {
      const own = name.endsWith("'") ? name.slice(0, -1) : name;
      gaps.push(gap(`${own} of layer ${layer}`, trace.trajectories[layer]?.[own], values));
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
  // Only an update has random numbers.
  const randomKey = randomKeyOf(request, 3);
  const traced = traceUpdate(plan, weights, batch, randomKey);
  const told = await network.update(batch, { ...settings, randomKey }, { profiles: true });
  const norms = [...traced.gradients.values()].map(norm);
  gaps.push(gap("update's loss", [told.loss], [traced.loss]));
  gaps.push(gap("parameter norms", told.parameterNorms, norms));
  gaps.push(gap("gradient norm", [told.gradientNorm], [Math.hypot(...norms)]));
  for (const { scan, state, norms } of told.profiles) {
    const values = traced.stateGradients[scan]?.[state] as Float64Array;
    const width = values.length / plan.steps;
    const own = Array.from({ length: plan.steps }, (_, t) =>
      norm(values.subarray(t * width, (t + 1) * width)),
    );
    // Each step by itself: these are painted on a log axis. Where nothing arrives, 0 is right and nothing else.
    const worst = own.map((value, t) =>
      norms[t] === value ? 0 : Math.abs((norms[t] as number) - value) / value,
    );
    gaps.push({ what: `profile of ${state}, scan ${scan}`, error: String(Math.max(...worst)) });
  }
  // What the update drew is gone again.
  const later = traceOracle(plan, (await network.read()).weights, batch).outputs;
  gaps.push(gap("outputs after an update", (await network.trace(batch)).outputs, later));
  gaps.push(gap("evaluated after an update", (await network.evaluate(batch)).outputs, later));
  network.dispose();
  return gaps;
}

/**
 * A GRU with r = 1 and z = 0 against the plain RNN that it is, both on one engine: what a trace holds, and the weights after three
 * updates. Of two biases each moves as the RNN's one does, so that together they move twice as far: then weights are not compared.
 */
export async function plainGru({ options, twoBiases }: (typeof plainGrus)[number], kind?: EngineKind) {
  const request: PlanRequest = {
    ...{ steps: 9, batch: 6, outputs: 3, loss: "mse" },
    input: { kind: "floats", size: 4 },
  };
  const { gru, rnn } = heldGru(options, request, rngFrom(31));
  const batch = randomBatch(gru.plan, rngFrom(32));
  const sgd = { kind: "sgd", values: { learningRate: 0.1, momentum: 0.9 } } as const;
  const run = async ({ plan, weights }: typeof gru) => {
    const given = new Map([...weights].map(([path, values]) => [path, Float32Array.from(values)]));
    const network = engineOf(kind).createNetwork(plan, given);
    const trace = await network.trace(batch);
    for (let n = 0; n < 3; n++)
      await network.update(batch, { optimizer: sgd, clipNorm: 1 }, { profiles: false });
    const after = await network.read();
    network.dispose();
    return { trace, after: after.weights };
  };
  const [held, plain] = [await run(gru), await run(rnn)];
  const gaps = [gap("loss", [held.trace.loss], [plain.trace.loss])];
  gaps.push(gap("outputs", held.trace.outputs, plain.trace.outputs));
  for (const what of ["trajectories", "stateGradients"] as const)
    gaps.push(gap(`${what} h`, held.trace[what][0]?.h, plain.trace[what][0]?.h ?? []));
  for (const [path, values] of plain.trace.gradients)
    gaps.push(gap(`∂L/∂${path}`, held.trace.gradients.get(path), values));
  for (const [path, values] of twoBiases ? [] : plain.after)
    gaps.push(gap(`${path} after three updates`, held.after.get(path), values));
  return gaps;
}

/** What changes, to the last bit, where the same sequences have more padding behind them. @param more steps */
export const paddingChanges = (
  request: NetworkRequest,
  more: readonly number[],
  kind?: EngineKind,
): Promise<readonly string[]> =>
  changedByPadding(engineOf(kind), (steps) => planOf({ ...request, steps }), request.steps, more);

/** Gradients of the oracle at the benchmark's sizes take seconds: each is computed once. */
const slow = new Map<string, ReadonlyMap<string, Float64Array>>();

/**
 * The worst entry of any parameter's gradient, relative to that gradient's largest entry, and the parameter it is in.
 */
export async function gradientError(request: NetworkRequest, kind?: EngineKind) {
  const plan = planOf(request);
  const weights = weightsOf(plan, request.seed ?? 1, request.unmoved);
  const batch = batchOf(plan, request);
  const key = JSON.stringify(request);
  const expected = slow.get(key) ?? traceOracle(plan, weights, batch).gradients;
  slow.set(key, expected);
  const network = engineOf(kind).createNetwork(plan, weights);
  const { gradients } = await network.trace(batch);
  network.dispose();
  const gaps = [...expected].map(([path, values]) => gap(path, gradients.get(path), values));
  return gaps.reduce((worst, one) => (Number(one.error) <= Number(worst.error) ? worst : one));
}

/** Losses and norms of a run and a hash of the weights after it, to the last bit. */
export async function curve(request: TrainRequest, kind?: EngineKind) {
  const plan = planOf(request);
  const network = engineOf(kind).createNetwork(plan, weightsOf(plan, request.seed ?? 1));
  const losses: number[] = [];
  const norms: number[] = [];
  for (let n = 0; n < request.updates; n++) {
    const batch = batchOf(plan, request, n);
    const told = await network.update(batch, settingsOf(request, n), {
      profiles: request.profiles ?? false,
    });
    losses.push(told.loss);
    norms.push(told.gradientNorm);
  }
  const state = await network.read();
  network.dispose();
  return { losses, norms, weights: [...state.weights.values()].map(bits), updates: state.updates };
}

/** Tensors alive, and what else the engine says that it holds. */
const heldBy = (engine: Engine) => ({
  tensors: engine.tensorCount(),
  ...(isWebgl(engine) && engine.resources()),
  ...(isWasm(engine) && { bytes: engine.memoryBytes() }),
});

/** What is held after 10 and after 30 updates, evaluations, traces and snapshots between them. */
export async function leak(request: TrainRequest, kind?: EngineKind) {
  const engine = engineOf(kind);
  const before = heldBy(engine);
  const plan = planOf(request);
  const network = engine.createNetwork(plan, weightsOf(plan, 1));
  const counts: ReturnType<typeof heldBy>[] = [];
  for (let n = 1; n <= 30; n++) {
    const batch = batchOf(plan, request, n);
    await network.update(batch, settingsOf(request, n), { profiles: n % 2 === 0 });
    if (n % 5 === 0) {
      await network.evaluate(batch);
      await network.trace(batch);
      network.restore(await network.read());
    }
    if (n === 10 || n === 30) counts.push(heldBy(engine));
  }
  network.dispose();
  return { after10: counts[0], after30: counts[1], before, after: heldBy(engine) };
}

/** An update whose loss is not finite: what it tells, and whether any weight moved. */
export async function notApplied(request: NetworkRequest, kind?: EngineKind) {
  const plan = planOf(request);
  const weights = weightsOf(plan, 1);
  const network = engineOf(kind).createNetwork(plan, weights);
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
  // From an update that was not applied until `restore` none is.
  network.restore(await network.read());
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
    applied: [told.applied, huge.applied],
    // JSON has no NaN.
    told: [told, huge].map(({ loss, gradientNorm }) => [String(loss), String(gradientNorm)]),
    before: hashes(before),
    after: hashes(after),
    updates: after.updates,
  };
}

/** A run of n updates, and the same run put aside in the middle and taken up in a new network. */
export async function restored(request: TrainRequest, kind?: EngineKind) {
  const plan = planOf(request);
  const engine = engineOf(kind);
  const run = async (network: ReturnType<typeof engine.createNetwork>, from: number, to: number) => {
    const losses: number[] = [];
    for (let n = from; n < to; n++)
      losses.push(
        (await network.update(batchOf(plan, request, n), settingsOf(request, n), { profiles: false })).loss,
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
    const randomKey = randomKeyOf(request, n);
    const { loss, gradients } = traceUpdate(plan, state.weights, batchOf(plan, request, n), randomKey);
    losses.push(loss);
    state = optimize(state, gradients, request.settings).state;
  }
  return { losses };
}

/** An evaluation that takes several chunks: its last sequences against an evaluation of those alone, its loss against its outputs'. */
export async function chunked(request: NetworkRequest, size: number, kind?: EngineKind) {
  const plan = planOf(request);
  const batch = batchOf({ ...plan, batch: size }, request);
  const network = engineOf(kind).createNetwork(plan, weightsOf(plan, 1));
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
  // The reference takes as many at a time as fit; the others take training batches.
  const isReference = engineOf(kind).kind === "reference";
  return {
    chunks: isReference
      ? (batch.size * forwardBytesPerSequence(plan)) / EVALUATION_BYTES
      : batch.size / plan.batch,
    gap: Math.max(...gaps.map(({ error }) => Number(error))),
  };
}

/** What an engine says to a plan that is too large, and what it holds before and after it said so. */
export function refused(request: NetworkRequest, kind?: EngineKind) {
  const engine = engineOf(kind);
  const plan = planOf(request);
  const support = engine.supports(plan);
  const before = heldBy(engine);
  let thrown = "nothing";
  try {
    engine.createNetwork(plan, new Map());
  } catch (error) {
    thrown = error instanceof RangeError ? error.message : String(error);
  }
  return { reason: support.ok ? "none" : inEnglish(support.reason), thrown, before, after: heldBy(engine) };
}
