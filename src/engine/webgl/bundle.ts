/**
 * K models of one shape in one pass list: side by side in every texture, so that K cost the draws of one. Each comes out bit for
 * bit as if alone, since every texel is computed by the same program from the same numbers.
 */
import type { Batch } from "../../lib/batch.ts";
import { drawInitial, drawMasks, type Masks } from "../../model/draws.ts";
import { checkBatch, clearPadding, clearTrace } from "../../model/lengths.ts";
import type { Plan } from "../../model/plan.ts";
import type { Weights } from "../../model/weights.ts";
import type { OptimizerKind } from "../../optimizers/index.ts";
import { optimizers } from "../../optimizers/index.ts";
import { denominatorOf, resize } from "../batches.ts";
import type {
  Evaluation,
  InitialStates,
  Member,
  NetworkState,
  Trace,
  UpdateSettings,
  UpdateTelemetry,
} from "../engine.ts";
import { type Device, scopeOf, type Texture } from "./device.ts";
import { geometryOf, largestBatch, up } from "./geometry.ts";
import { gather, packBatch, placesOf, scatter } from "./packing.ts";
import { createPassList, type Pass, type PassList, parameterTwin, replay, type Twin } from "./passes.ts";
import { createReadback, type Region, whole } from "./readback.ts";
import {
  logitRegions,
  lossOfModel,
  lossRegion,
  outputsOf,
  traceReading,
  writeInitial,
  writeMasks,
} from "./reading.ts";
import { telemetryOf } from "./telemetry.ts";
import { optimizerProgram, scalarNames } from "./update-programs.ts";

/** Lists beside the training batch's: the probe's and an evaluation's. */
const listsKept = 3;

/** The frame of an optimizer's draw, by the textures that it writes: twins change places. */
interface Frame {
  readonly targets: readonly Texture[];
  readonly framebuffer: WebGLFramebuffer;
}

export interface Bundle {
  readonly members: readonly Member[];
  update(batch: Batch, settings: UpdateSettings): Promise<readonly UpdateTelemetry[]>;
  dispose(): void;
}

/** @throws RangeError if the device refuses its textures; then nothing is left on it. */
export function createBundle(owner: Device, plan: Plan, weights: readonly Weights[]): Bundle {
  const { device, free } = scopeOf(owner);
  try {
    return bundleOn(device, free, plan, weights);
  } catch (error) {
    free();
    throw error;
  }
}

/** @param free lets go of everything that was made on the device */
function bundleOn(device: Device, free: () => void, plan: Plan, weights: readonly Weights[]): Bundle {
  const { gl } = device;
  const g = geometryOf(plan, weights.length, device.limits);
  const places = plan.params.map((param) => placesOf(g, param));
  const readback = createReadback(device);
  const parameters = parameterTwin(device, g);
  const slots = new Map<string, Twin>();
  const lists = new Map<string, PassList>();
  const tails = new Map<string, { readonly list: PassList; readonly pass: Pass; readonly frames: Frame[] }>();
  const data = new Map<number, Float32Array>();
  /** What was uploaded last, for weights that no equation reads. */
  const uploaded: Weights[] = [...weights];
  let submitted = 0;
  let restoredAt = 0;
  /** By model, since the last restore: whether an update was not finite, after which none is applied. */
  const newEpoch = () => weights.map(() => ({ isBroken: false, applied: 0 }));
  let epoch = newEpoch();
  let evaluated: { batch: Batch; at: number; epoch: object } | undefined;

  function upload(
    texture: Texture,
    x: number,
    y: number,
    width: number,
    height: number,
    values: Float32Array,
  ): void {
    gl.bindTexture(gl.TEXTURE_2D, texture.handle);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y, width, height, gl.RGBA, gl.FLOAT, values);
    gl.bindTexture(gl.TEXTURE_2D, null);
  }
  function uploadWeights(texture: Texture, model: number, values: Weights): void {
    const texels = new Float32Array(g.width * g.rows * 4);
    plan.params.forEach(({ path, size }, i) => {
      const own = values.get(path);
      if (own?.length !== size)
        throw new RangeError(`“${path}” has ${own?.length ?? "no"} values, but the plan wants ${size}`);
      scatter(places[i] as Int32Array, own, texels);
    });
    upload(texture, model * g.width, 0, g.width, g.rows, texels);
  }
  const region = (texture: Texture, model: number): Region => ({
    ...whole(texture),
    x: model * g.width,
    width: g.width,
    height: g.rows,
  });
  const weightsFrom = (texels: Float32Array, model: number, isSlot: boolean): Weights =>
    new Map(
      plan.params.map(({ path }, i) => [
        path,
        gather(places[i] as Int32Array, texels, isSlot ? undefined : uploaded[model]?.get(path)),
      ]),
    );

  const listFor = (size: number, isTraining: boolean): PassList => {
    const key = `${size} ${isTraining}`;
    const found = lists.get(key) ?? createPassList(device, g, parameters, size, isTraining);
    lists.delete(key);
    lists.set(key, found);
    const spare = [...lists].filter(([, list]) => list !== found && list.size !== plan.batch);
    for (const [old, list] of spare.slice(0, Math.max(0, spare.length - listsKept + 1))) {
      lists.delete(old);
      list.dispose();
      evaluated = undefined;
      for (const [key, tail] of tails)
        if (tail.list === list) {
          for (const { framebuffer } of tail.frames) device.deleteFramebuffer(framebuffer);
          tails.delete(key);
        }
    }
    return found;
  };

  function fill(list: PassList, batch: Batch, denominator: number): void {
    checkBatch(plan, batch);
    const texture = list.textures.get("data") as Texture;
    const length = g.data.width * plan.steps * list.lanes * 4;
    const values = data.get(length) ?? new Float32Array(length);
    data.set(length, values);
    upload(texture, 0, 0, g.data.width, plan.steps * list.lanes, packBatch(g, batch, denominator, values));
  }

  /** Lists whose masks are ones: nothing is dropped. */
  const unmasked = new WeakSet<PassList>();
  function mask(list: PassList, masks: Masks = []): void {
    if (masks.length === 0 && unmasked.has(list)) return;
    writeMasks(gl, g, list, masks, list.size);
    if (masks.length === 0) unmasked.add(list);
    else unmasked.delete(list);
  }

  /** The optimizer's draw: slots that are missing are zero. */
  function optimizerPass(list: PassList, kind: OptimizerKind): Pass {
    const key = `${list.size} ${kind}`;
    const found = tails.get(key);
    if (found) return found.pass;
    const def = optimizers[kind];
    for (const slot of def.slots) if (!slots.has(slot)) slots.set(slot, parameterTwin(device, g));
    const twins = [parameters, ...def.slots.map((slot) => slots.get(slot) as Twin)];
    const frames: Frame[] = [];
    const text = optimizerProgram(g, kind);
    const sources = text.samplers.map(({ use }): Texture | Twin => {
      if (use.of === "params") return parameters;
      if (use.of === "slot") return slots.get(use.slot) as Twin;
      return list.textures.get(use.of) as Texture;
    });
    const pass: Pass = {
      program: device.program(
        text.vertex,
        text.fragment,
        text.samplers.map(({ name }) => name),
      ),
      textures: sources,
      sizes: list.updateSizes as WebGLBuffer,
      framebuffer: () => {
        const known = frames.find(({ targets }) => targets.every((target, i) => target === twins[i]?.next));
        if (known) return known.framebuffer;
        const targets = twins.map(({ next }) => next);
        const framebuffer = device.createFramebuffer(targets.map((texture) => ({ texture, layer: 0 })));
        frames.push({ targets, framebuffer });
        return framebuffer;
      },
      x: 0,
      y: 0,
      width: g.models * g.width,
      height: g.rows,
      step: 0,
    };
    tails.set(key, { list, pass, frames });
    return pass;
  }

  function submit(batch: Batch, { optimizer, clipNorm, draw }: UpdateSettings): PassList {
    const list = listFor(batch.size, true);
    const pass = optimizerPass(list, optimizer.kind);
    fill(list, batch, denominatorOf(plan, batch) || 1);
    // A target that differs from what `frames` knows must be made before the replay, which binds frames itself.
    if (typeof pass.framebuffer === "function") pass.framebuffer();
    const scalars = optimizers[optimizer.kind].scalars(optimizer.values, submitted + 1);
    gl.useProgram(pass.program.handle);
    gl.uniform1fv(
      pass.program.uniform("scalars"),
      scalarNames(optimizer.kind).map((name) => scalars[name] as number),
    );
    gl.uniform1f(pass.program.uniform("clipNorm"), clipNorm);
    // Members have one shape, so that they draw the same.
    const drawn = drawInitial(plan, draw, batch.size);
    mask(list, drawMasks(plan, draw, batch.size));
    const write = (initial: InitialStates) => {
      if (drawn.length === 0) return;
      for (let m = 0; m < g.models; m++) writeInitial(gl, g, list, m, initial, batch);
    };
    write(drawn);
    replay(device, [list.forward, list.backward, [pass]]);
    write([]);
    for (const twin of [
      parameters,
      ...optimizers[optimizer.kind].slots.map((slot) => slots.get(slot) as Twin),
    ])
      [twin.current, twin.next] = [twin.next, twin.current];
    submitted++;
    evaluated = undefined;
    return list;
  }

  async function update(batch: Batch, settings: UpdateSettings): Promise<readonly UpdateTelemetry[]> {
    device.check();
    const own = epoch;
    const list = submit(batch, settings);
    const telemetry = list.telemetry as NonNullable<PassList["telemetry"]>;
    const [texels] = await readback.read([whole(telemetry.texture)]);
    return telemetryOf(g, telemetry.items, texels as Float32Array, settings.clipNorm).map((told, model) => {
      const state = own[model] as (typeof own)[number];
      state.isBroken ||= !told.applied;
      if (!state.isBroken) state.applied++;
      return { ...told, applied: !state.isBroken };
    });
  }

  async function evaluate(model: number, batch: Batch): Promise<Evaluation> {
    device.check();
    const most = largestBatch(g, device.limits);
    const denominator = denominatorOf(plan, batch) || 1;
    const pieces = Math.ceil(batch.size / most);
    const each = Math.min(batch.size, up(Math.ceil(batch.size / pieces), 4));
    const parts = Array.from({ length: Math.ceil(batch.size / each) }, (_, i) => {
      const list = listFor(each, false);
      // The other members of a race ask the same: their numbers are already there.
      const isDone =
        pieces === 1 && evaluated?.batch === batch && evaluated.at === submitted && evaluated.epoch === epoch;
      if (!isDone) {
        fill(list, resize(batch, i * each, each), denominator);
        mask(list);
        replay(device, [list.forward]);
        evaluated = { batch, at: submitted, epoch };
      }
      return {
        list,
        from: i * each,
        read: readback.read([lossRegion(list, model), ...logitRegions(g, list, model)]),
      };
    });
    const outputs = new Float32Array(plan.steps * batch.size * plan.outputs);
    let loss = 0;
    for (const { list, from, read } of parts) {
      const [losses, ...layers] = await read;
      loss += lossOfModel(losses as Float32Array);
      const piece = outputsOf(g, list, layers, each);
      const count = Math.min(each, batch.size - from);
      for (let t = 0; t < plan.steps; t++)
        outputs.set(
          piece.subarray(t * each * plan.outputs, (t * each + count) * plan.outputs),
          (t * batch.size + from) * plan.outputs,
        );
    }
    return { loss, ...clearPadding(batch, { outputs }) };
  }

  async function trace(model: number, batch: Batch, initial: InitialStates = []): Promise<Trace> {
    device.check();
    const list = listFor(batch.size, true);
    fill(list, batch, denominatorOf(plan, batch) || 1);
    mask(list);
    if (initial.length > 0) writeInitial(gl, g, list, model, initial, batch);
    replay(device, [list.forward, list.backward]);
    evaluated = undefined;
    const { regions, decode } = traceReading(g, list, model, batch.size);
    const reading = readback.read(regions);
    if (initial.length > 0) writeInitial(gl, g, list, model, [], batch);
    const { gradients, ...rest } = decode(await reading);
    return clearTrace(batch, { ...rest, gradients: weightsFrom(gradients, model, true) });
  }

  async function read(model: number): Promise<NetworkState> {
    device.check();
    const own = epoch;
    const base = restoredAt;
    const names = [...slots.keys()];
    const [values, ...rest] = await readback.read([
      region(parameters.current, model),
      ...names.map((name) => region((slots.get(name) as Twin).current, model)),
    ]);
    return {
      updates: base + (own[model]?.applied ?? 0),
      weights: weightsFrom(values as Float32Array, model, false),
      slots: Object.fromEntries(
        names.map((name, i) => [name, weightsFrom(rest[i] as Float32Array, model, true)]),
      ),
    };
  }
  function restore(model: number, state: NetworkState): void {
    uploadWeights(parameters.current, model, state.weights);
    uploaded[model] = state.weights;
    for (const name of new Set([...slots.keys(), ...Object.keys(state.slots)])) {
      const twin = slots.get(name) ?? parameterTwin(device, g);
      slots.set(name, twin);
      const values =
        state.slots[name] ?? new Map(plan.params.map(({ path, size }) => [path, new Float32Array(size)]));
      uploadWeights(twin.current, model, values);
    }
    submitted = state.updates;
    restoredAt = state.updates;
    epoch = newEpoch();
    evaluated = undefined;
  }

  weights.forEach((values, model) => {
    uploadWeights(parameters.current, model, values);
  });
  // Compiled and allocated now, so that what does not fit is told before training.
  listFor(plan.batch, true);
  return {
    members: weights.map((_, model) => ({
      plan,
      evaluate: (batch) => evaluate(model, batch),
      trace: (batch, initial) => trace(model, batch, initial),
      read: () => read(model),
      restore: (state) => restore(model, state),
    })),
    update,
    dispose() {
      readback.dispose();
      free();
      lists.clear();
    },
  };
}
