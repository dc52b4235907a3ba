/**
 * What page and worker say to each other. Two interfaces; message unions and handler maps are derived from them, so
 * that forgetting one is a compile error. Every message carries `run`; the client drops what comes from an older one.
 */
import type { Measured } from "../engine/choose.ts";
import type { EngineKind } from "../engine/engine.ts";
import type { ExperimentSpec } from "../experiment/spec.ts";
import type { FieldValue } from "../lib/fields.ts";
import type { Formed, Phrase } from "../lib/phrase.ts";
import type { ModelState } from "../model/counted.ts";
import type { ScanTerms } from "../model/terms.ts";

export type { EngineKind } from "../engine/engine.ts";

/** What a model's evaluations have shown so far, as far as the next ones need it; in order of update. */
export type JudgeMemory = readonly {
  readonly update: number;
  readonly good: boolean;
  /** The trivial answer that it sat at. */
  readonly at: string | null;
  readonly solvedAt: number | null;
  /** The trivial answer that it counted as stuck at; absent in what was written before this was remembered. */
  readonly stuckAt?: string | null;
}[];

/**
 * Everything that a run needs to go on as if nothing had happened, on any engine: one plain object that survives a
 * structured clone. Batches are a function of the seed and the update's number, so that no generator has a position.
 *
 * What may be written to a file is this as a JSON header (the arrays' places taken by paths and shapes) and the
 * float32 of the models in order; `spec` is small enough to travel in the header as its link.
 */
export interface Snapshot {
  readonly format: 1;
  /** Updates made; 0 is untrained. The evaluation of this update, if one was due, is behind it. */
  readonly update: number;
  /** Training time so far, pauses left out. */
  readonly seconds: number;
  /** As at the start of the run, with the changes made since and those that a link plans. */
  readonly spec: ExperimentSpec;
  /** The planned end was reached, or every model had solved the task. */
  readonly finished: boolean;
  /**
   * In the order of the race. Weights and slots of a network are in Keras' layout, the same for every engine; a model that counts
   * has its tables instead.
   */
  readonly models: readonly { readonly state: ModelState; readonly judge: JudgeMemory }[];
}

/** By model: what trains it; null of a model that counts, which needs no engine. */
export type EnginesByModel = readonly (EngineKind | null)[];

/** An engine that the page knows: how fast it trains this experiment, or why it does not. */
export type EngineOption = Measured;

/** What visible panels need beyond losses, evaluations and traces. */
export interface Needs {
  /** ‖∂L/∂s_t‖ of every update. */
  readonly profiles: boolean;
  /** Free-running forecasts. */
  readonly forecast: boolean;
  /** The terms of every sum in traces. */
  readonly terms: boolean;
}

/** Page → worker. */
export interface Commands {
  /**
   * A run, untrained or from a snapshot of it. The run before it is kept for `resume`. `proven` are the devices on
   * which an engine's check of itself was passed before.
   */
  configure: {
    readonly spec: ExperimentSpec;
    readonly assetBase: string;
    readonly backend: "auto" | "cpu";
    readonly from: Snapshot | null;
    /** The engines that the run has trained on, so that it goes on with the same bits; null: they are to be chosen. */
    readonly before: EnginesByModel | null;
    readonly proven: readonly string[];
  };
  /**
   * Back to an earlier run, with its weights, as it was left: undo. Nothing returns to the run before it. The rest is as
   * for `configure`, for a run that the worker has no weights of: one that never began, since it did not fit.
   */
  resume: { readonly to: number } & Pick<Commands["configure"], "spec" | "from" | "before">;
  train: Record<never, never>;
  pause: Record<never, never>;
  /** One update, or so many, one after the other and at any speed; then it rests. */
  oneUpdate: { readonly count?: number };
  /** A setting that may change during a run: "optimizer.learningRate", "training.clipNorm", "view.probe" … */
  change: { readonly field: string; readonly value: FieldValue };
  /** After a failure: back to the last good snapshot, with the clip given. */
  rollBack: { readonly clipNorm: number };
  /** Traces are pulled, one in flight: the answer comes once weights or probe differ from those of the last trace. */
  pullTrace: Record<never, never>;
  /** What no visible panel needs is not computed. */
  needs: Needs;
}

export type Phase = "preparing" | "ready" | "training" | "paused" | "finished" | "failed";
/**
 * `refused`: settings that do not go together, with what to do in the message. `contextLost`: the graphics device is gone.
 * `workerLost`: the worker is, or one of those in which a race's models train.
 */
export type FailureCode =
  | "diverged"
  | "tooLarge"
  | "refused"
  | "dataMissing"
  | "contextLost"
  | "workerLost"
  | "bug";

/** Of an error before any engine was asked: tasks and plans refuse settings with a RangeError, whatever else is the data. */
export const preparingCode = (error: unknown): FailureCode =>
  error instanceof RangeError ? "refused" : "dataMissing";

/** Rows of consecutive updates of a model that counts; `n` rows. The loss is that of the training batch before the update. */
export interface CountedMetrics {
  readonly loss: Float32Array;
}

/** The same of a network. */
export interface NetworkMetrics extends CountedMetrics {
  readonly gradientNorm: Float32Array;
  readonly clippedNorm: Float32Array;
  /** [n, P], in the order of `plan.params`, before clipping. */
  readonly parameterNorms: Float32Array;
}

export type ModelMetrics = NetworkMetrics | CountedMetrics;

/** With the norms of a network; null of a model that counts, and where there is no model. */
export const networkMetrics = (metrics: ModelMetrics | undefined): NetworkMetrics | null =>
  metrics && "gradientNorm" in metrics ? metrics : null;

/** ‖∂L/∂s_t‖ on the training batch, over batch and units together; [n, T], one row an update. */
export interface Profile {
  /** Index in the plan: a layer's direction. */
  readonly scan: number;
  readonly state: string;
  readonly norms: Float32Array;
}

/** A model that counts on the probe, a single held-out sequence of T steps: what pads it is left out. */
export interface CountedTrace {
  readonly loss: number;
  /** Logits or values, [T, V]. */
  readonly outputs: Float32Array;
}

/** A network on the probe. Arrays are [T, H]. */
export interface NetworkTrace extends CountedTrace {
  /** By layer: every state and gate over time. */
  readonly trajectories: readonly { readonly [name: string]: Float32Array }[];
  /** By layer and state: ‖∂L/∂s_t‖ over units, [T]. */
  readonly gradientNorms: readonly { readonly [state: string]: Float32Array }[];
  /** By layer; null where nobody looks at them, or the probe is too large for the oracle. */
  readonly terms: readonly ScanTerms[] | null;
}

export type ProbeTrace = NetworkTrace | CountedTrace;

/** With the states of a network; null of a model that counts, and where there is no model. */
export const networkTrace = (trace: ProbeTrace | undefined): NetworkTrace | null =>
  trace && "trajectories" in trace ? trace : null;

/** All models running freely behind the same held-out stretch, for tasks that foretell a series; see `Forecast`. */
export interface FreeRun {
  readonly probe: number;
  /** n: steps that were run freely; the setting, or as many as the data hold. */
  readonly horizon: number;
  /** [R + n, V]: the steps that were read and those after them, in the scale of the outputs. */
  readonly truth: Float32Array;
  /** By model, [n, V]: what was foretold for the last n of those steps; null of a model that cannot go on from its own output. */
  readonly models: readonly (Float32Array | null)[];
}

export interface ModelEvaluation {
  readonly loss: number;
  readonly metric: number;
  /** The update at which it was solved (first of two evaluations in a row), once it was. */
  readonly solvedAt: number | null;
  /** The trivial answer that it sits at: after five evaluations in a row there, until it has clearly left. */
  readonly stuckAt: string | null;
}

/** Worker → page. Typed arrays are transferred: the worker gives them up. */
export interface Events {
  /**
   * The engine of this run, and of each of its models, which may run on several; it is then the first network's. `note` says in sentences
   * why it is not the one that was asked for, or a slow one, or not one for all, if so; `options` are all engines that there are.
   */
  engine: {
    readonly engine: EngineKind;
    readonly backend: string;
    readonly renderer: string;
    readonly byModel: EnginesByModel;
    readonly note: Formed | null;
    readonly options: readonly EngineOption[];
    /** From this update on: 0, or where the run was taken up or moved. */
    readonly update: number;
  };
  phase: { readonly phase: Phase; readonly update: number; readonly reason: Formed | null };
  /** Updates first … first+n−1 (1 is the first update). `seconds` is training time so far, pauses left out. */
  metrics: {
    readonly first: number;
    readonly count: number;
    readonly seconds: number;
    readonly models: readonly ModelMetrics[];
    /** By model; empty if no panel wants them. */
    readonly profiles: readonly (readonly Profile[])[];
    /** Tensors alive on the engine after the last of these updates. */
    readonly tensors: number;
  };
  /** 256 held-out sequences, every 20 updates (and before the first). */
  evaluation: { readonly update: number; readonly models: readonly ModelEvaluation[] };
  /** All models at the weights after `update` updates. */
  trace: { readonly update: number; readonly probe: number; readonly models: readonly ProbeTrace[] };
  /** Text sampled from each model, the same random numbers for all; null of a model that writes none. */
  sample: {
    readonly update: number;
    readonly temperature: number;
    readonly texts: readonly (string | null)[];
  };
  /** At an evaluation, where training rests, and when the view's horizon or probe changes; only while it is needed. */
  forecast: { readonly update: number } & FreeRun;
  /**
   * All models at one update: every 16 updates (0 is one), and where training rests. Copied, not transferred: the worker
   * keeps the last ones for `rollBack`. Without the data of one's own that its experiment may hold.
   */
  snapshot: { readonly snapshot: Snapshot };
  /** An engine's check of itself was passed on this device: it need not be made again. */
  proven: { readonly key: string };
  /** A live change as recorded: in force from update + 1. */
  changed: { readonly update: number; readonly field: string; readonly value: FieldValue };
  /** A model's gate got the other sense: the largest difference that this made to the outputs of the probe. */
  converted: { readonly update: number; readonly model: number; readonly worst: number };
  /** Points after `update` are void: training goes on from there. */
  rolledBack: { readonly update: number };
  failed: {
    readonly code: FailureCode;
    readonly message: Formed;
    /** Of a model that diverged: what became of it, without the update. */
    readonly what?: Phrase;
    readonly update: number;
    /** Index of the model it happened to, and its gradient norm at the update before. */
    readonly model: number | null;
    readonly gradientNorm: number | null;
    /** Update of the snapshot that `rollBack` returns to. */
    readonly lastGood: number | null;
  };
}

type Message<M> = { [K in keyof M]: { readonly type: K; readonly run: number } & M[K] }[keyof M];
export type Command = Message<Commands>;
export type Event = Message<Events>;
export type Handlers<M> = { readonly [K in keyof M]: (message: M[K] & { readonly run: number }) => void };

/** Calls the handler of a message's type. */
export function dispatch<M>(handlers: Handlers<M>, message: Message<M>): void {
  const handle = handlers[message.type] as (message: Message<M>) => void;
  handle(message);
}
