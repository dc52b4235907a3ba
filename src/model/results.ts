import type { AnyValues } from "../lib/fields.ts";
import type { OptimizerKind } from "../optimizers/index.ts";
import type { Weights } from "./weights.ts";

/**
 * Shapes of what a network computes, whatever computes it: the oracle in float64, engines in float32. All arrays are
 * row-major and time-major.
 */
export type Floats = Float32Array | Float64Array;

/**
 * From where an update takes its random numbers: with the plan they say every random number, so that all engines use
 * the same ones, and a run that is taken up again the same as before.
 */
export interface RandomKey {
  readonly seed: number;
  /** 1 is the first. */
  readonly update: number;
}

/** What one update uses beside its batch. */
export interface UpdateSettings {
  readonly optimizer: { readonly kind: OptimizerKind; readonly values: AnyValues };
  /** Largest global norm; 0 is off. */
  readonly clipNorm: number;
  /** Without it nothing is random, as in an evaluation. */
  readonly randomKey?: RandomKey;
}

export interface Evaluation<F extends Floats = Float32Array> {
  readonly loss: number;
  /** Logits or values, [T, B, V]. */
  readonly outputs: F;
}

/** Everything that BPTT saves, of one batch, at the present weights. All arrays are time-major. */
export interface Trace<F extends Floats = Float32Array> extends Evaluation<F> {
  /** By scan, in plan order: every state and equation over time, [T, B, H], at the step of the sequence. */
  readonly trajectories: readonly { readonly [name: string]: F }[];
  /** By scan: total derivative of the loss by every state, [T, B, H]; everything later included. */
  readonly stateGradients: readonly { readonly [state: string]: F }[];
  /** Gradient of every parameter, by path. */
  readonly gradients: Weights<F>;
}

/** Weights and optimizer slots: what a network needs to go on where it was. */
export interface NetworkState<F extends Floats = Float32Array> {
  /** Updates made so far: Adam's t. */
  readonly updates: number;
  readonly weights: Weights<F>;
  /** By slot and parameter path: slots.m["layers.0.kernel"]. */
  readonly slots: { readonly [slot: string]: Weights<F> };
}

/**
 * First states of a plan's scans, by scan and state, [B, H]; zero where absent. A backward scan's come before its own first step,
 * the last of the sequence. Learned ones are not replaced by them.
 */
export type InitialStates<F extends Floats = Float32Array> = readonly { readonly [state: string]: F }[];
