/**
 * What page and examiner say to each other. The examiner looks at a network from outside, in a thread of its own and in float64: it gets
 * weights that the page has from a snapshot, and computes what instruments show. So training knows nothing of it, and no bit of a
 * run depends on which instruments are open.
 */
import type { ExperimentSpec } from "../experiment/spec.ts";
import type { Sample } from "../lib/batch.ts";
import type { Formed } from "../lib/phrase.ts";
import type { BackwardSteps } from "../model/backward-steps.ts";
import type { Confusion } from "../model/confusion.ts";
import type { ModelState } from "../model/counted.ts";
import type { Horizon } from "../model/horizon.ts";
import type { KernelSpectrum } from "../model/kernel-spectrum.ts";
import type { NextUpdate } from "../model/next-update.ts";
import type { ScanNode } from "../model/plan.ts";
import type { ReachMap } from "../model/reach-map.ts";
import type { ProbeTrace } from "../trainer/protocol.ts";
import type { TextAnswer, TextAsk, TextNeed } from "./text-protocol.ts";

export * from "./text-protocol.ts";

/**
 * trace: states and gates. reach: which loss reaches which step. jacobians: what one step back does to a gradient, and the horizon.
 * next: what the next update would do to the weights, which takes the optimizer's slots. backward: one scan's way back, equation by
 * equation. confusion: which answers are given to the held-out sequences.
 */
export type Want = "trace" | "reach" | "jacobians" | "next" | "backward" | "confusion";

/** What lines over the run are made of, moment by moment: spectra of recurrent kernels, and memory horizons. */
export type OverRun = "spectra" | "horizons";

/** What a panel can ask for: parts of an examination, lines over the run, and answers about text. */
export type Need = Want | OverRun | TextNeed;

/** Whose way back is walked, and of which loss. */
export interface BackwardAsk {
  readonly model: number;
  /** Index of the scan among the plan's. */
  readonly scan: number;
  /** The step whose loss alone is meant, 0-based; null: the loss of the whole sequence. */
  readonly lossAt: number | null;
}

export interface Commands {
  /** The experiment that is examined from now on, with the data of one's own that it may hold. */
  open: { readonly run: number; readonly spec: ExperimentSpec; readonly assetBase: string };
  examine: Examination;
  /** Of moments of the run the spectra of recurrent kernels, which no sequence has a part in. */
  spectra: { readonly run: number; readonly id: number; readonly moments: readonly KernelMoment[] };
  /** Of moments of the run how far back its models remember. */
  horizons: {
    readonly run: number;
    readonly id: number;
    /** Index of the held-out sequence. */
    readonly probe: number;
    readonly moments: readonly KernelMoment[];
  };
  /** Of one model at the last of the moments; text is written at all of them. */
  text: {
    readonly run: number;
    readonly id: number;
    readonly need: TextNeed;
    readonly ask: TextAsk;
    readonly moments: readonly KernelMoment[];
  };
}

/** What the models of a run were after an update. */
export interface KernelMoment {
  /** As a snapshot has it: as at the start, with the changes since. */
  readonly spec: ExperimentSpec;
  readonly update: number;
  /** By model, with all weights; slots may be left out. */
  readonly models: readonly ModelState[];
}

/** By model and scan: a spectrum for each gate that has a recurrent matrix. Empty of a model that counts. */
export interface KernelSpectra {
  readonly update: number;
  readonly models: readonly OrWhy<readonly (readonly KernelSpectrum[])[]>[];
}

/** By model and scan; null where a cell or its size has none, empty of a model that counts. */
export interface MemoryHorizons {
  readonly update: number;
  readonly models: readonly (readonly (Horizon | null)[])[];
}

export interface Examination extends KernelMoment {
  readonly run: number;
  /** Grows; the answer has the same. */
  readonly id: number;
  /** Index of the held-out sequence. */
  readonly probe: number;
  /** A sequence that is looked at in its place. */
  readonly own?: Sample | null;
  readonly wants: readonly Want[];
  readonly withTerms: boolean;
  /** What is walked back through; null where nobody does. */
  readonly backward: BackwardAsk | null;
}

/** A sentence stands where numbers cannot be had; `isFormed` tells them apart. */
export type OrWhy<T> = T | Formed;

/** One step back at each step of the probe, of one scan. */
export interface JacobianStrip {
  /** Singular values of ∂s_t/∂s_{t−1} by step, [T]; NaN at steps that were left out. */
  readonly largest: Float64Array;
  /** Null where only the largest is computed. */
  readonly median: Float64Array | null;
  readonly smallest: Float64Array | null;
  /** Said where not all are computed, or not at all steps. */
  readonly said: Formed | null;
  /** Hochreiter's ‖U‖₂ · max |f′|; null of cells that it does not hold for. */
  readonly bound: number | null;
  /** Steps over which ‖∂s_T/∂s_{T−k}‖₂ stays above 1 %, and whether these are all. */
  readonly horizon: Horizon;
}

/** The way back that was asked for. */
export interface Backward {
  readonly ask: BackwardAsk;
  /** As it was: which gates are held decides what its equations are. */
  readonly scan: ScanNode;
  readonly way: BackwardSteps;
  /**
   * Of the loss of one step t: ‖∂s_t/∂s_k‖₂, the product of the Jacobians on the way from t back to k, by k, [T]; 0 where no way leads
   * back. Null of the loss of the whole sequence, which has a way from every step.
   */
  readonly products: OrWhy<Float64Array> | null;
}

/** Of a model what was asked for; null of what was not, and of a model that counts. */
export interface Examined {
  readonly trace: ProbeTrace | null;
  readonly reach: OrWhy<ReachMap> | null;
  /** By scan. */
  readonly jacobians: readonly OrWhy<JacobianStrip>[] | null;
  /** Of update `update` + 1, from its own training batch. */
  readonly next: OrWhy<NextUpdate> | null;
  readonly backward: OrWhy<Backward> | null;
  /** Of the held-out sequences of every evaluation; null of a task without classes too. */
  readonly confusion: OrWhy<Confusion> | null;
}

/** Which answers are given to the held-out sequences, by model: null of one that counts, and of a task without classes. */
export interface Confused {
  readonly update: number;
  readonly models: readonly Examined["confusion"][];
}

export interface Examinations {
  readonly update: number;
  readonly probe: number;
  readonly models: readonly Examined[];
}

export interface Events {
  examined: Examinations & {
    readonly run: number;
    readonly id: number;
    /** How long it took, in milliseconds. */
    readonly milliseconds: number;
  };
  spectra: {
    readonly run: number;
    readonly id: number;
    readonly milliseconds: number;
    readonly moments: readonly KernelSpectra[];
  };
  horizons: {
    readonly run: number;
    readonly id: number;
    readonly milliseconds: number;
    readonly probe: number;
    readonly moments: readonly MemoryHorizons[];
  };
  text: {
    readonly run: number;
    readonly id: number;
    readonly milliseconds: number;
    /** Null where the experiment writes no text, or has no such model. */
    readonly answer: TextAnswer | null;
  };
  /** The examination could not be made at all. */
  failed: { readonly run: number; readonly id: number; readonly message: Formed };
}

type Message<M> = { [K in keyof M]: { readonly type: K } & M[K] }[keyof M];
export type Command = Message<Commands>;
export type Event = Message<Events>;
