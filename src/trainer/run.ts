import type { Engine } from "../engine/engine.ts";
import type { ExperimentSpec } from "../experiment/spec.ts";
import type { FieldValue } from "../lib/fields.ts";
import type { RaceModel } from "../model/counted.ts";
import type { PreparedTask } from "../tasks/task.ts";
import type { Events, Needs, Snapshot } from "./protocol.ts";
import type { sampleText } from "./sampler.ts";

export type Emit = <K extends keyof Events>(type: K, event: Events[K]) => void;

export interface LoopOptions {
  readonly engine: Engine;
  /** With every change of the run: those after `from.now.update` come into force again when their update comes. */
  readonly spec: ExperimentSpec;
  readonly task: PreparedTask;
  /** Of all models of the race; a network's is that of the free model. */
  readonly plans: readonly RaceModel[];
  readonly emit: Emit;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Resolves after other messages had their turn, at the earliest after `ms`. */
  readonly wait: (ms: number) => Promise<void>;
  /** How a model writes; null for a task that has nothing written. It is loaded for those alone. */
  readonly sampleText: typeof sampleText | null;
  /** A run to go on with. */
  readonly from?: RunMemory;
  /** It only moves to another engine: it goes on in this phase, and nobody hears that it stopped. */
  readonly moved?: MovablePhase;
}

export type MovablePhase = "training" | "paused";

/** What is kept of a run that is not on the engine. */
export interface RunMemory {
  readonly now: Snapshot;
  /** Earlier ones, oldest first, for rolling back. */
  readonly earlier: readonly Snapshot[];
  /** The run had got further than `now`, and what came after is void. */
  readonly wentBack: boolean;
}

/**
 * Trains all models of an experiment on the same batches, one update after the other. It knows engines and events, but
 * no `postMessage`: the worker, a command line and tests run the same loop.
 *
 * Updates, evaluations and traces are submitted in one order, as many as the engine takes, and their results are taken
 * in the same order. Commands only set what is submitted next; `submitted` counts ahead of `update` by what is under way.
 */
export interface Loop {
  /** The untrained evaluation; resolves when it is out. @throws what the engine throws, ContextLost among it. */
  start(): Promise<void>;
  train(): void;
  pause(): void;
  oneUpdate(count?: number): void;
  change(field: string, value: FieldValue): void;
  rollBack(clipNorm: number): void;
  pullTrace(): void;
  needs(needs: Needs): void;
  /** Nobody has asked for an update yet. */
  isUntouched(): boolean;
  /** The phase in which it may move to another engine; null where it may not: untrained, failed, over, or asked for single updates. */
  mayMove(): MovablePhase | null;
  /** Updates made. */
  update(): number;
  /** Of a typical update of late; null before one is known. */
  millisecondsPerUpdate(): number | null;
  /** Stops, frees the engine, and gives what is needed to go on; null if the run broke before there was anything. */
  suspend(): Promise<RunMemory | null>;
}
