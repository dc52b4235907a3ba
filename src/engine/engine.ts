import type { Batch } from "../lib/batch.ts";
import type { Plan } from "../model/plan.ts";
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
    readonly layer: number;
    readonly state: string;
    readonly norms: Float32Array;
  }[];
  /** False where loss or gradient was not finite: then no weight was changed. */
  readonly applied: boolean;
}

/** One model on an engine. */
export interface Network {
  readonly plan: Plan;
  update(
    batch: Batch,
    settings: UpdateSettings,
    want: { readonly profiles: boolean },
  ): Promise<UpdateTelemetry>;
  /** Loss and outputs of a batch of any size with the plan's number of steps. */
  evaluate(batch: Batch): Promise<Evaluation>;
  trace(batch: Batch, initial?: InitialStates): Promise<Trace>;
  read(): Promise<NetworkState>;
  restore(state: NetworkState): void;
  dispose(): void;
}

/** Yes, or the reason why not, for people: the number that is too large and what to change. */
export type Support = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export type EngineKind = "reference";

export interface Engine {
  readonly kind: EngineKind;
  /** "webgl" or "cpu". */
  readonly backend: string;
  /** What the driver calls the device ("ANGLE (…)"), or "CPU". */
  readonly renderer: string;
  /** Why not the faster backend, in one sentence, if so. */
  readonly note?: string;
  supports(plan: Plan): Support;
  /** @throws RangeError with the reason of `supports` if the plan does not fit. */
  createNetwork(plan: Plan, weights: Weights): Network;
  /** Tensors alive, for leak tests. */
  tensorCount(): number;
  dispose(): void;
}
