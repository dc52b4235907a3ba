/**
 * What a race says to its workers: calls, each with one answer. Command and answer unions, handler maps and the type of
 * a call's result are derived from one interface, so that forgetting one is a compile error. A worker does what it is
 * told in order, one thing after the other.
 */

import type { Batch } from "../../lib/batch.ts";
import { messageOf } from "../../lib/error-message.ts";
import type { Formed } from "../../lib/phrase.ts";
import { Failed, isSaying, Refused } from "../../lib/said.ts";
import type { HeldValues, Plan } from "../../model/plan.ts";
import type { Weights } from "../../model/weights.ts";
import type {
  Evaluation,
  InitialStates,
  NetworkState,
  Trace,
  UpdateSettings,
  UpdateTelemetry,
  Want,
} from "../engine.ts";
import type { WasmOptions } from "../wasm/engine.ts";

export interface ModelStart {
  readonly plan: Plan;
  readonly weights: Weights;
}

/** How a worker's engine is opened: as the lead's was, or their bits would differ. */
export type EngineOptions = Pick<WasmOptions, "relaxed" | "bytes">;

/** What a race is asked. `member` counts the models of the worker, not those of the whole race. */
export interface RaceCalls {
  update: {
    readonly args: { readonly batch: Batch; readonly settings: UpdateSettings; readonly want: Want };
    readonly result: readonly UpdateTelemetry[];
  };
  evaluate: {
    readonly args: { readonly member: number; readonly batch: Batch };
    readonly result: Evaluation;
  };
  trace: {
    readonly args: {
      readonly member: number;
      readonly batch: Batch;
      readonly initial: InitialStates | undefined;
    };
    readonly result: Trace;
  };
  read: { readonly args: { readonly member: number }; readonly result: NetworkState };
  restore: {
    readonly args: { readonly member: number; readonly state: NetworkState };
    readonly result: undefined;
  };
  hold: {
    readonly args: { readonly member: number; readonly values: HeldValues };
    readonly result: undefined;
  };
  leave: { readonly args: Record<never, never>; readonly result: undefined };
}

export interface Calls extends RaceCalls {
  /** Models that race from now on, in a worker that has none. The first call opens its engine. */
  enter: {
    readonly args: { readonly models: readonly ModelStart[]; readonly options: EngineOptions };
    /** What computes there; where it is not what the lead computes on, the bits may differ. */
    readonly result: { readonly renderer: string };
  };
}

export type Command = {
  [K in keyof Calls]: { readonly type: K; readonly call: number; readonly args: Calls[K]["args"] };
}[keyof Calls];

/** An error as it crosses from worker to worker. */
export interface Fault {
  readonly name: string;
  readonly message: string;
  /** Of one that says something to people. */
  readonly said: Formed | null;
}

/** `tensors` is what is alive in the worker. */
export type Answer = { readonly call: number; readonly tensors: number } & (
  | { readonly type: "result"; readonly value: Calls[keyof Calls]["result"] }
  | { readonly type: "fault"; readonly fault: Fault }
);

export const faultOf = (error: unknown): Fault => ({
  name: error instanceof Error ? error.name : "Error",
  message: messageOf(error),
  said: isSaying(error) ? error.said : null,
});

export function errorOf({ name, message, said }: Fault): Error {
  if (name === "RangeError") return said ? new Refused(said) : new RangeError(message);
  return said ? new Failed(said) : new Error(message);
}
