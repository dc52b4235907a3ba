import type { Batch } from "../lib/batch.ts";
import { type Formed, phrase } from "../lib/phrase.ts";
import { Failed } from "../lib/said.ts";
import type { HeldValues, Plan } from "../model/plan.ts";
import type { Evaluation, InitialStates, NetworkState, Trace, UpdateSettings } from "../model/results.ts";
import type { Weights } from "../model/weights.ts";

export type { Evaluation, InitialStates, NetworkState, Trace, UpdateSettings } from "../model/results.ts";

/** What an update tells. The loss and the gradient are those of the weights before it. */
export interface UpdateTelemetry {
  readonly loss: number;
  /** Global norm over all parameters, before and after clipping. */
  readonly gradientNorm: number;
  readonly clippedNorm: number;
  /** Norm of each parameter's gradient before clipping, in the order of `plan.params`. */
  readonly parameterNorms: Float32Array;
  /** ‖∂L/∂s_t‖ over batch and units together, [T] for each scan and state in plan order; empty if not wanted. */
  readonly profiles: readonly {
    /** Index of the scan in the plan: a layer's direction. */
    readonly scan: number;
    readonly state: string;
    readonly norms: Float32Array;
  }[];
  /** False where loss or gradient was not finite: then no weight was changed. */
  readonly applied: boolean;
}

/** What an update is wanted to tell beside its loss and norms. */
export interface Want {
  readonly profiles: boolean;
}

/** One model on an engine. */
export interface Member {
  readonly plan: Plan;
  /** Loss and outputs of a batch of any size with the plan's number of steps. */
  evaluate(batch: Batch): Promise<Evaluation>;
  trace(batch: Batch, initial?: InitialStates): Promise<Trace>;
  read(): Promise<NetworkState>;
  restore(state: NetworkState): void;
  /**
   * Other values at which the gates that the plan holds stand from now on, from 0 to 1; at first they are the plan's. Like a restored
   * state they are for everything that is called afterwards. Which gates are held is the plan's.
   */
  hold(values: HeldValues): void;
}

/**
 * Models that train on the same batches, one update of all at a time. Each comes out as if it trained alone, bit for bit.
 *
 * Up to `Engine.depth` updates may be under way: they run in the order of the calls, and whatever is called after an
 * update (evaluate, trace, read) sees its weights. After an update that was not applied none is, until `restore`.
 */
export interface Race {
  readonly members: readonly Member[];
  /** One entry a member. @throws ContextLost if the device is gone; then no number of this race can be believed. */
  update(batch: Batch, settings: UpdateSettings, want: Want): Promise<readonly UpdateTelemetry[]>;
  dispose(): void;
}

/** A race of one. */
export interface Network extends Member {
  update(batch: Batch, settings: UpdateSettings, want: Want): Promise<UpdateTelemetry>;
  dispose(): void;
}

/** The device went away (a driver reset, a laptop asleep): every promise of the engine rejects with this from then on. */
export class ContextLost extends Failed {
  override readonly name: string = "ContextLost";
  /** What went: the graphics device, or a worker in which models of a race train. */
  readonly what: "device" | "worker" = "device";
  constructor(said: Formed = phrase`The GPU was lost.`) {
    super(said);
  }
}

/** Yes, or the reason why not, for people: the number that is too large and what to change. */
export type Support = { readonly ok: true } | { readonly ok: false; readonly reason: Formed };

export type EngineKind = "reference" | "webgl" | "wasm";

export interface Engine {
  readonly kind: EngineKind;
  /** "webgl", "cpu" or "wasm". */
  readonly backend: string;
  /** What the driver calls the device ("ANGLE (…)"), or "CPU". */
  readonly renderer: string;
  /** Never throws, whatever the plan's equations; a network of a plan that it takes can be built. */
  supports(plan: Plan): Support;
  /** Updates that may be under way at a time; 1 where an update is done when its call returns. */
  readonly depth: number;
  /** @throws RangeError with the reason of `supports` if the plan does not fit. */
  createNetwork(plan: Plan, weights: Weights): Network;
  /** @throws RangeError likewise. */
  createRace(models: readonly { readonly plan: Plan; readonly weights: Weights }[]): Race;
  /** Tensors alive, for leak tests. */
  tensorCount(): number;
  dispose(): void;
}
