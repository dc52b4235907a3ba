/** What is asked of the fused engine alone: its objects, its shaders, its draws, races in one pass list, and a lost device. */
import * as tf from "@tensorflow/tfjs";
import type { EngineKind, Network, UpdateTelemetry } from "../../src/engine/engine.ts";
import type { UpdateSettings } from "../../src/model/results.ts";
import { type EngineChoice, engineOf, makeWebglEngine, webglEngine } from "./engines.ts";
import { context, count, watchObjects } from "./gl.ts";
import { adam, type CellChoice, layersModel, requestOf, setWeights, trainOnBatch } from "./keras.ts";
import { batchOf, bits, type NetworkRequest, planOf, type TrainRequest, weightsOf } from "./requests.ts";

const settings = { optimizer: { kind: "adam", values: adam }, clipNorm: 1 } as const;
const plainly = { profiles: false } as const;

/** Everything that a network can be asked for, once. */
async function askAll(network: Network, request: NetworkRequest): Promise<void> {
  const batch = batchOf(network.plan, request);
  await network.update(batch, settings, { profiles: true });
  await network.update(batch, settings, plainly);
  await network.evaluate(batchOf({ ...network.plan, batch: 2 * network.plan.batch + 1 }, request));
  await network.trace(batch);
  network.restore(await network.read());
  await network.update(batch, settings, plainly);
}

/**
 * What the engine says that it holds and what was created on the context and not deleted: while a network lives, after it is
 * disposed, and after the engine is.
 */
export async function resources(
  requests: readonly NetworkRequest[],
  choice: Pick<EngineChoice, "drawBuffers">,
) {
  await tf.setBackend("webgl");
  await tf.ready();
  const watch = watchObjects();
  const engine = await makeWebglEngine(choice);
  const both = () => ({ told: engine.resources(), seen: watch.alive() });
  const tensors = engine.tensorCount();
  const opened = both();
  const networks = requests.map((request) => {
    const plan = planOf(request);
    return engine.createNetwork(plan, weightsOf(plan, 1));
  });
  for (const [n, network] of networks.entries()) await askAll(network, requests[n] as NetworkRequest);
  const used = both();
  for (const network of networks) network.dispose();
  const emptied = both();
  const left = engine.tensorCount() - tensors;
  engine.dispose();
  const disposed = both();
  watch.stop();
  return { opened, used, emptied, disposed, tensors: left };
}

/**
 * Bytes of training and its traces: as computed from the plan, as the engine counts them, and as the context saw them
 * allocated. An evaluation's batch has textures of its own beside them, which come and go.
 */
export async function plannedBytes(request: NetworkRequest, models: number) {
  const engine = webglEngine();
  const plan = planOf(request);
  const planned = engine.planned(plan, models);
  const watch = watchObjects();
  const before = engine.resources().bytes;
  const race = engine.createRace(
    Array.from({ length: models }, (_, n) => ({ plan, weights: weightsOf(plan, n + 1) })),
  );
  const batch = batchOf(plan, request);
  await race.update(batch, settings, { profiles: true });
  await race.update(batch, settings, plainly);
  for (const member of race.members) await member.trace(batch);
  const allocated = engine.resources().bytes - before;
  const seen = watch.alive().bytes;
  watch.stop();
  race.dispose();
  return { planned, allocated, seen };
}

/** Shaders and programs that each of the networks makes, from its creation through all that can be asked of it. */
export async function compiled(requests: readonly NetworkRequest[]) {
  const all: { readonly shaders: number; readonly programs: number }[] = [];
  for (const request of requests) {
    const counting = count();
    const plan = planOf(request);
    const network = webglEngine().createNetwork(plan, weightsOf(plan, 1));
    await askAll(network, request);
    network.dispose();
    const { shaders, programs } = counting.stop();
    all.push({ shaders, programs });
  }
  return all;
}

/** Draws of one update as counted, as the engine says, and with gradient profiles. */
export async function drawsOf(request: NetworkRequest, models = 1, kind: EngineKind = "webgl") {
  const engine = engineOf(kind);
  const plan = planOf(request);
  const race = engine.createRace(
    Array.from({ length: models }, (_, n) => ({ plan, weights: weightsOf(plan, n + 1) })),
  );
  const batch = batchOf(plan, request);
  const counts = async (profiles: boolean) => {
    await race.update(batch, settings, { profiles });
    const counting = count();
    await race.update(batch, settings, { profiles });
    return counting.stop().draws;
  };
  const counted = await counts(false);
  const watched = await counts(true);
  race.dispose();
  return {
    counted,
    watched,
    told: kind === "webgl" ? webglEngine().drawCallsPerUpdate(plan, models) : counted,
  };
}

const told = ({ loss, gradientNorm, clippedNorm, parameterNorms, applied }: UpdateTelemetry) =>
  [String(loss), String(gradientNorm), String(clippedNorm), bits(parameterNorms), applied].join(" ");

const seeds = (models: number) => Array.from({ length: models }, (_, n) => n + 1);

/**
 * Models of one race, trained together and each alone, up to the engine's depth under way at a time: telemetry of every
 * update and hashes of the last weights.
 *
 * `spoilt`: the weights of this member hold a NaN, so that no update of it is applied.
 */
export async function raced(request: TrainRequest, models: number, spoilt?: number) {
  const engine = webglEngine();
  const plan = planOf(request);
  const weights = seeds(models).map((seed, n) => {
    const own = weightsOf(plan, seed);
    if (n === spoilt) (own.get("readout.bias") as Float32Array)[0] = Number.NaN;
    return { plan, weights: own };
  });
  async function train(all: typeof weights) {
    const race = engine.createRace(all);
    const rows: string[][] = all.map(() => []);
    const under: Promise<readonly UpdateTelemetry[]>[] = [];
    const take = async () => {
      for (const [n, one] of ((await under.shift()) ?? []).entries()) rows[n]?.push(told(one));
    };
    for (let n = 0; n < request.updates; n++) {
      if (under.length === engine.depth) await take();
      under.push(race.update(batchOf(plan, request, n), request.settings, plainly));
    }
    while (under.length > 0) await take();
    const weights: string[][] = [];
    for (const member of race.members) {
      const state = await member.read();
      weights.push(
        [...state.weights.values(), ...Object.values(state.slots).flatMap((m) => [...m.values()])].map(bits),
      );
    }
    race.dispose();
    return rows.map((telemetry, n) => ({ telemetry, weights: weights[n] }));
  }
  const together = await train(weights);
  const alone = [];
  for (const one of weights) alone.push(...(await train([one])));
  return { together, alone };
}

/** The same run with one update at a time and with the engine's depth under way; watched or not. */
export async function pipelined(request: TrainRequest, atATime: number | "depth") {
  const engine = webglEngine();
  const plan = planOf(request);
  const network = engine.createNetwork(plan, weightsOf(plan, request.seed ?? 1));
  const most = atATime === "depth" ? engine.depth : atATime;
  const under: Promise<UpdateTelemetry>[] = [];
  const rows: string[] = [];
  for (let n = 0; n < request.updates; n++) {
    if (under.length === most) rows.push(told((await under.shift()) as UpdateTelemetry));
    const batch = batchOf(plan, request, n);
    under.push(network.update(batch, request.settings, { profiles: request.profiles ?? false }));
  }
  for (const one of under) rows.push(told(await one));
  const state = await network.read();
  network.dispose();
  return { rows, weights: [...state.weights.values()].map(bits), updates: state.updates };
}

/** A good update, one that is not finite and two good ones, all under way at once; then a restore and a good one. */
export async function poisoned(request: NetworkRequest, value: "NaN" | "Infinity") {
  const plan = planOf(request);
  const network = webglEngine().createNetwork(plan, weightsOf(plan, 1));
  const hashes = async () => {
    const state = await network.read();
    const slots = Object.values(state.slots).flatMap((slot) => [...slot.values()]);
    return { updates: state.updates, bits: [...state.weights.values(), ...slots].map(bits) };
  };
  const good = batchOf(plan, request);
  const x = Float32Array.from(good.x);
  x[0] = Number(value);
  const update = (batch: typeof good, own: UpdateSettings = settings) => network.update(batch, own, plainly);
  const first = await update(good);
  const before = await hashes();
  const rest = await Promise.all([update({ ...good, x }), update(good), update(good)]);
  const after = await hashes();
  network.restore(await network.read());
  const again = await update(good);
  const moved = await hashes();
  network.dispose();
  return {
    applied: [first, ...rest, again].map(({ applied }) => applied),
    loss: String(rest[0]?.loss),
    again: String(again.loss),
    before,
    after,
    moved,
  };
}

/** A device that is lost while updates are under way, and what every promise of then and later comes to. */
export async function lost(request: NetworkRequest) {
  const engine = webglEngine();
  const plan = planOf(request);
  const network = engine.createNetwork(plan, weightsOf(plan, 1));
  const batch = batchOf(plan, request);
  const fate = (promise: Promise<unknown>) =>
    promise.then(
      () => "a result",
      (error: unknown) => (error instanceof Error ? error.name : String(error)),
    );
  await network.update(batch, settings, plainly);
  const extension = context().getExtension("WEBGL_lose_context");
  if (!extension) throw new Error("the context has no WEBGL_lose_context");
  const pending = Array.from({ length: engine.depth }, () => fate(network.update(batch, settings, plainly)));
  pending.push(fate(network.evaluate(batch)), fate(network.trace(batch)), fate(network.read()));
  const told = new Promise((resolve) => {
    context().canvas.addEventListener("webglcontextlost", resolve, { once: true });
  });
  extension.loseContext();
  // Asked before the event has come, and after it.
  const during = fate(network.update(batch, settings, plainly));
  const settled = [...(await Promise.all(pending)), await during];
  await told;
  const later = await Promise.all([
    fate(network.update(batch, settings, plainly)),
    fate(network.evaluate(batch)),
    fate(network.trace(batch)),
    fate(network.read()),
  ]);
  return { pending: settled, later };
}

/**
 * Losses of our engine and of tf.layers from the same weights on the same batches.
 * @param backend tfjs' own, on which tf.layers runs; none: the one that is on
 */
export async function besideLayers(
  choice: CellChoice,
  updates: number,
  kind?: EngineKind,
  backend = tf.getBackend(),
) {
  const request = requestOf(choice);
  const plan = planOf(request);
  const weights = weightsOf(plan, 1);
  const network = engineOf(kind).createNetwork(plan, weights);
  const batches = Array.from({ length: updates }, (_, n) => batchOf(plan, request, n));
  const ours: number[] = [];
  for (const batch of batches)
    ours.push((await network.update(batch, { ...settings, clipNorm: 0 }, plainly)).loss);
  network.dispose();
  const before = tf.getBackend();
  await tf.setBackend(backend);
  const model = layersModel(choice);
  setWeights(model, plan, weights);
  const layers: number[] = [];
  for (const batch of batches) layers.push(await trainOnBatch(model, batch, plan.outputs));
  model.dispose();
  await tf.setBackend(before);
  return { ours, layers };
}

/** Reference and fused engine, update by update in turns on one context: the fused one's telemetry, alone and in turns. */
export async function taken(request: TrainRequest) {
  const plan = planOf(request);
  const run = async (beside: boolean) => {
    const network = webglEngine().createNetwork(plan, weightsOf(plan, 1));
    const other = beside ? engineOf("reference").createNetwork(plan, weightsOf(plan, 1)) : undefined;
    const rows: string[] = [];
    const others: number[] = [];
    for (let n = 0; n < request.updates; n++) {
      const batch = batchOf(plan, request, n);
      rows.push(told(await network.update(batch, request.settings, plainly)));
      if (other) others.push((await other.update(batch, request.settings, plainly)).loss);
    }
    network.dispose();
    other?.dispose();
    return { rows, others };
  };
  const alone = await run(false);
  const turns = await run(true);
  return { alone: alone.rows, turns: turns.rows, reference: turns.others };
}
