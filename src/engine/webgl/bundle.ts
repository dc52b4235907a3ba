/**
 * K models of one shape in one pass list: side by side in every texture, so that K cost the draw calls of one. Each comes out bit
 * for bit as if alone, since every texel is computed by the same program from the same numbers.
 */
import type { Batch } from "../../lib/batch.ts";
import { clearPadding, clearTrace } from "../../model/lengths.ts";
import type { HeldValues, Plan } from "../../model/plan.ts";
import { randomInitial, randomMasks } from "../../model/random.ts";
import type { Weights } from "../../model/weights.ts";
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
import { BundleLayout } from "./bundle-layout.ts";
import { indices, up } from "./counting.ts";
import { type Device, scopeOf } from "./device.ts";
import { OptimizerPasses } from "./optimizer-pass.ts";
import { Parameters } from "./parameters.ts";
import { type PassList, replay, type TrainingPasses } from "./pass-list.ts";
import { PassLists } from "./pass-lists.ts";
import { createReadback, type Readback, whole } from "./readback.ts";
import { evaluationReading, traceReading } from "./reading.ts";
import { telemetryOf } from "./telemetry.ts";
import { largestBatch } from "./textures.ts";
import { writeInitial } from "./writing.ts";

export interface Bundle {
  readonly members: readonly Member[];
  update(batch: Batch, settings: UpdateSettings): Promise<readonly UpdateTelemetry[]>;
  dispose(): void;
}

/**
 * @param plans by model: they differ in nothing but the values of held gates
 * @throws RangeError if the device refuses its textures; then nothing is left on it.
 */
export function createBundle(owner: Device, plans: readonly Plan[], weights: readonly Weights[]): Bundle {
  const { device, free } = scopeOf(owner);
  try {
    return new BundleOnDevice(device, free, plans, weights);
  } catch (error) {
    free();
    throw error;
  }
}

/** What was applied since the last restore, by model. An update that is not finite is not applied, and none after it. */
class Epoch {
  private readonly models: { counted: number; brokenAt: number }[];

  constructor(models: number) {
    this.models = indices(models).map(() => ({ counted: 0, brokenAt: Number.POSITIVE_INFINITY }));
  }

  /**
   * How many of the first `submitted` updates were applied. Numbers of several updates may arrive together, so that later ones may
   * have been counted before whoever asks.
   */
  applied(model: number, submitted: number): number {
    return Math.min(submitted, (this.models[model]?.brokenAt ?? 1) - 1);
  }

  /** @returns the same with what is known of earlier updates */
  count(told: UpdateTelemetry, model: number): UpdateTelemetry {
    const state = this.models[model] as (typeof this.models)[number];
    state.counted++;
    if (!told.applied) state.brokenAt = Math.min(state.brokenAt, state.counted);
    return { ...told, applied: state.counted < state.brokenAt };
  }
}

/** Equal pieces of an evaluation in fours of sequences, none longer than `most`. */
export function piecesOf(size: number, most: number): { readonly each: number; readonly count: number } {
  const each = Math.min(size, up(Math.ceil(size / Math.ceil(size / most)), 4));
  return { each, count: Math.ceil(size / each) };
}

class BundleOnDevice implements Bundle {
  readonly members: readonly Member[];
  /** The first model's: what all of them have in common. */
  private readonly plan: Plan;
  private readonly layout: BundleLayout;
  private readonly readback: Readback;
  private readonly parameters: Parameters;
  private readonly optimizer: OptimizerPasses;
  private readonly lists: PassLists;
  private submitted = 0;
  private restoredAt = 0;
  private epoch: Epoch;
  /** The batch of the evaluation whose numbers are in a list's textures, until anything that they depend on changes. */
  private evaluated: Batch | undefined;

  /** @param free lets go of everything that was made on the device */
  constructor(
    private readonly device: Device,
    private readonly free: () => void,
    plans: readonly Plan[],
    weights: readonly Weights[],
  ) {
    this.plan = plans[0] as Plan;
    this.layout = new BundleLayout(this.plan, weights.length, device.limits);
    this.readback = createReadback(device);
    this.parameters = new Parameters(device, this.layout, plans, weights);
    this.optimizer = new OptimizerPasses(device, this.layout, this.parameters);
    this.lists = new PassLists(device, this.layout, this.parameters, (list) => {
      this.optimizer.forget(list);
      this.evaluated = undefined;
    });
    this.epoch = new Epoch(weights.length);
    // Compiled and allocated now, so that what does not fit is told before training.
    this.lists.for(this.plan.batch, true);
    this.members = plans.map((plan, model) => ({
      plan,
      evaluate: (batch) => this.evaluate(model, batch),
      trace: (batch, initial) => this.trace(model, batch, initial),
      read: () => this.read(model),
      restore: (state) => this.restore(model, state),
      hold: (values) => this.hold(model, values),
    }));
  }

  async update(batch: Batch, settings: UpdateSettings): Promise<readonly UpdateTelemetry[]> {
    this.device.check();
    const { epoch } = this;
    const { telemetry, items } = this.submit(batch, settings);
    const [texels] = await this.readback.read([whole(telemetry)]);
    return telemetryOf(this.layout, items, texels as Float32Array, settings.clipNorm).map((told, model) =>
      epoch.count(told, model),
    );
  }

  dispose(): void {
    this.readback.dispose();
    this.free();
  }

  private trainingList(size: number): { readonly list: PassList; readonly training: TrainingPasses } {
    const list = this.lists.for(size, true);
    return { list, training: list.training as TrainingPasses };
  }

  private submit(batch: Batch, settings: UpdateSettings): TrainingPasses {
    const { plan, lists } = this;
    const { list, training } = this.trainingList(batch.size);
    lists.fill(list, batch, denominatorOf(plan, batch) || 1);
    const last = this.optimizer.prepare(list, training, settings, this.submitted + 1);
    lists.mask(list, randomMasks(plan, settings.randomKey, batch.size));
    // Members have one shape, so that random numbers are the same for all.
    const random = randomInitial(plan, settings.randomKey, batch.size);
    const write = (initial: InitialStates) => {
      if (random.length === 0) return;
      for (const model of indices(this.layout.models)) this.write(list, model, initial, batch);
    };
    write(random);
    replay(this.device, [list.forward, training.backward, [last]]);
    write([]);
    this.optimizer.swap(settings.optimizer.kind);
    this.submitted++;
    this.evaluated = undefined;
    return training;
  }

  private write(list: PassList, model: number, initial: InitialStates, batch: Batch): void {
    writeInitial(this.device.gl, this.layout, list, model, initial, batch);
  }

  private async evaluate(model: number, batch: Batch): Promise<Evaluation> {
    this.device.check();
    const { plan } = this;
    const { each, count } = piecesOf(batch.size, largestBatch(this.layout, this.device.limits));
    const denominator = denominatorOf(plan, batch) || 1;
    const parts = indices(count).map((i) => {
      const list = this.lists.for(each, false);
      // The other members of a race ask the same: their numbers are already there.
      if (count > 1 || this.evaluated !== batch) {
        this.lists.fill(list, resize(batch, i * each, each), denominator);
        this.lists.mask(list);
        replay(this.device, [list.forward]);
        this.evaluated = batch;
      }
      const { regions, decode } = evaluationReading(this.layout, list, model);
      return { from: i * each, decode, texels: this.readback.read(regions) };
    });
    const outputs = new Float32Array(plan.steps * batch.size * plan.outputs);
    let loss = 0;
    for (const { from, decode, texels } of parts) {
      const piece = decode(await texels);
      loss += piece.loss;
      const own = Math.min(each, batch.size - from);
      for (let t = 0; t < plan.steps; t++)
        outputs.set(
          piece.outputs.subarray(t * each * plan.outputs, (t * each + own) * plan.outputs),
          (t * batch.size + from) * plan.outputs,
        );
    }
    return { loss, ...clearPadding(batch, { outputs }) };
  }

  private async trace(model: number, batch: Batch, initial: InitialStates = []): Promise<Trace> {
    this.device.check();
    const { list, training } = this.trainingList(batch.size);
    this.lists.fill(list, batch, denominatorOf(this.plan, batch) || 1);
    this.lists.mask(list);
    if (initial.length > 0) this.write(list, model, initial, batch);
    replay(this.device, [list.forward, training.backward]);
    this.evaluated = undefined;
    const { regions, decode } = traceReading(this.layout, list, model);
    const reading = this.readback.read(regions);
    if (initial.length > 0) this.write(list, model, [], batch);
    const { gradients, ...rest } = decode(await reading);
    return clearTrace(batch, { ...rest, gradients: this.parameters.weightsFrom(gradients) });
  }

  private async read(model: number): Promise<NetworkState> {
    this.device.check();
    const { epoch, restoredAt, submitted } = this;
    const values = await this.parameters.read(this.readback, model);
    return { updates: restoredAt + epoch.applied(model, submitted - restoredAt), ...values };
  }

  private hold(model: number, values: HeldValues): void {
    this.parameters.hold(model, values);
    this.evaluated = undefined;
  }

  private restore(model: number, state: NetworkState): void {
    this.parameters.restore(model, state);
    this.submitted = state.updates;
    this.restoredAt = state.updates;
    this.epoch = new Epoch(this.layout.models);
    this.evaluated = undefined;
  }
}
