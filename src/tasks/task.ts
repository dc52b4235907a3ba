import type { Batch, Sample } from "../lib/batch.ts";
import type { AnyValues, Fields, Values } from "../lib/fields.ts";
import type { Phrase } from "../lib/phrase.ts";
import type { Rng } from "../lib/rng.ts";
import type { OwnData } from "../own-data/own-data.ts";
import type { Forecast } from "./forecast.ts";

export type LossKind = "mse" | "crossEntropy";
export type Split = "train" | "heldOut";

/** What a network must look like to learn the task. */
export interface TaskIO {
  readonly steps: number;
  readonly input:
    | { readonly kind: "tokens"; readonly symbols: readonly string[] }
    | { readonly kind: "floats"; readonly names: readonly string[] };
  /** Classes are read through softmax cross-entropy, values through mean squared error. */
  readonly output:
    | { readonly kind: "classes"; readonly symbols: readonly string[] }
    | { readonly kind: "values"; readonly names: readonly string[]; readonly unit?: string };
  /** Where answers are read; the weights of a batch say the same. "tail": the last few steps. */
  readonly readout: "last" | "every" | "tail";
  /** Whether sequences may end before the last step: samples then say their `length`. */
  readonly isPadded?: boolean;
  /** No answer is asked for at any step: all weights are 0, and so is the loss. */
  readonly isUnasked?: boolean;
}

/** A row of a drawing, one entry a step. */
export type Track =
  /** Letters in tiles. Emphasis 0: a distractor (quiet), 1: filled in ink, 2: filled in gray. */
  | {
      readonly kind: "symbols";
      readonly name: string;
      readonly symbols: readonly string[];
      readonly emphasis: readonly number[];
    }
  /** A curve; NaN where there is none. */
  | {
      readonly kind: "series";
      readonly name: string;
      readonly values: readonly number[];
      readonly range: readonly [number, number];
      readonly unit?: string;
    }
  /** Ticks at some steps. */
  | { readonly kind: "marks"; readonly name: string; readonly at: readonly boolean[] };

/** One sample as data that a panel draws: what goes in, and what must come out. */
export interface Drawing {
  readonly input: readonly Track[];
  readonly target: Track;
  /** The answer in a word ("XY", "1.24"), where there is one for the whole sequence. */
  readonly answer?: string;
  /** Half a sentence: "X at step 8, Y at step 28, so the answer is XY". */
  readonly sentence: Phrase;
}

/** What a network that learnt nothing about the sequence would score: a line in the loss chart. */
export interface TrivialAnswer {
  /** Of the answer among those of its task; frozen, since snapshots and kept runs hold it. */
  readonly id: string;
  /** Without its number: "training mean". */
  readonly name: Phrase;
  /** A line of the loss chart: "chance, ln 4 = 1.386". */
  readonly label: Phrase;
  /** What follows the name in a sentence: "ln 4 = 1.386". */
  readonly value: Phrase;
  readonly loss: number;
}

export interface Metric {
  readonly label: Phrase; // "accuracy"
  readonly unit: string; // "%", "°C"
  readonly better: "higher" | "lower";
  /**
   * Value over a batch, in the unit.
   * @param outputs [T, B, V]: logits for classes, values for values (as the network gives them, scaled).
   */
  of(outputs: Float32Array, batch: Batch): number;
}

/** A task with its data loaded and its settings fixed: a pure source of samples. */
export interface PreparedTask {
  readonly io: TaskIO;
  /** One sequence. The two splits never share what the task's docstring says is held out. */
  sample(rng: Rng, split: Split): Sample;
  readonly trivial: readonly TrivialAnswer[];
  readonly metric: Metric;
  /** When the literature calls it solved; absent where it has no such line. */
  readonly solved?: {
    readonly label: Phrase; // "accuracy at least 99 %"
    /** What a model that reached it has, before "at update 80". */
    readonly reached: Phrase; // "99 % correct"
    readonly source: string;
    test(result: { readonly loss: number; readonly metric: number }): boolean;
  };
  drawing(sample: Sample): Drawing;
  /**
   * From the network's output value to the unit that people read (°C); the identity where there is no scale.
   * @param column of the outputs, where they differ in scale; the first if it is left out.
   */
  unscale?(value: number, column?: number): number;
  /** For next-symbol tasks: how generated text starts, and text [N] that no update trains on. Symbols are io.input.symbols. */
  readonly generate?: {
    readonly start: readonly number[];
    readonly length: number;
    readonly heldOut: Int32Array;
  };
  /** For tasks that predict a series: how a forecast runs freely. */
  readonly forecast?: Forecast;
}

/** Reads a data file that the build made (fetch in the page, fs in Node). */
export type AssetLoader = (name: string) => Promise<unknown>;

export interface DataSource {
  readonly title: string;
  readonly licence: string;
  readonly url: string;
}

export interface TaskDef<F extends Fields = Fields> {
  readonly kind: string;
  readonly title: string;
  /** Two short sentences for somebody who sees it for the first time. */
  readonly summary: string;
  readonly source: string;
  readonly fields: F;
  readonly loss: LossKind;
  /** "cross-entropy, nats"; "mean squared error". */
  readonly lossLabel: string;
  readonly data?: DataSource;
  /** For tasks on user data: what is shown until some is there. Its kind is the kind that the task takes. */
  readonly example?: OwnData;
  /** Three to five drawings for the menu come from `prepare(...).drawing`; this says how many. */
  readonly samplesShown: number;
  /**
   * @param own checked, and of the kind of `example`; only a task with an example is given any.
   * @throws with a sentence for people if the data cannot be loaded or a setting leaves nothing to learn from.
   */
  prepare(values: Values<F>, seed: number, load: AssetLoader, own?: OwnData): Promise<PreparedTask>;
}

export interface AnyTask extends Omit<TaskDef, "prepare"> {
  prepare(values: AnyValues, seed: number, load: AssetLoader, own?: OwnData): Promise<PreparedTask>;
}

export function defineTask<const K extends string, F extends Fields>(
  def: TaskDef<F> & { readonly kind: K },
): AnyTask & { readonly kind: K; readonly fields: F } {
  return { ...def, prepare: (values, seed, load, own) => def.prepare(values as Values<F>, seed, load, own) };
}
