/**
 * Models that learn by counting: the mean of all targets, frequencies of symbols. They are opponents of networks in a race, on the same
 * batches and with the same losses, but they have no nodes, no weights, no gradients and no states. A `CountedModel` stands where
 * a network has its `Plan`; the two are told apart by type, so that nobody reads a gradient from a model that has none.
 */
import type { Batch } from "../lib/batch.ts";
import type { Plan } from "./plan.ts";
import type { Evaluation, NetworkState } from "./results.ts";

/** A table of counts or sums, [rows, columns]. */
export interface CountedTable {
  /** What it is found by in snapshots, like the path of a parameter. */
  readonly path: string;
  /** Null: as many as it has met so far, as in a table of the contexts that have occurred. */
  readonly rows: number | null;
  readonly columns: number;
}

/** All that was counted: what a model needs to go on where it was. */
export interface CountedState {
  /** Updates made so far. */
  readonly updates: number;
  /** By path, row-major. In float64, which counts one by one up to 2⁵³; float32 would stop at 2²⁴. */
  readonly tables: ReadonlyMap<string, Float64Array>;
}

/** A model that counts, at work. Each call is over when it returns. */
export interface Counter {
  /**
   * Counts the targets of a batch [T, B], with their weights.
   * @returns the loss of the batch by what was counted before it, in the unit of the task's loss, reduced as the networks' losses are.
   */
  update(batch: Batch): number;
  /** Loss and outputs [T, B, V] (logits or values) of a batch of any size, by what was counted so far. */
  evaluate(batch: Batch): Evaluation;
  /** A copy: counting goes on. */
  read(): CountedState;
  restore(state: CountedState): void;
}

/** What is known of a counted model before it has counted anything. */
export interface CountedModel {
  readonly tables: readonly CountedTable[];
  /** One that has counted nothing. Two of the same model that see the same batches give the same numbers, bit for bit. */
  begin(): Counter;
}

/** A model of a race: a network, which learns by gradients, or one that counts. */
export type RaceModel = Plan | CountedModel;
export type ModelState = NetworkState | CountedState;

export const isCounted = (model: RaceModel): model is CountedModel => "tables" in model;
export const isCountedState = (state: ModelState): state is CountedState => "tables" in state;

/** The plan of a network; null of a model that counts, which has none, and where there is no model. */
export const planOf = (model: RaceModel | undefined): Plan | null =>
  model === undefined || isCounted(model) ? null : model;

/** The weights and slots of a network; null of a model that counts, and where there is no model. */
export const networkState = (state: ModelState | undefined): NetworkState | null =>
  state === undefined || isCountedState(state) ? null : state;

/** The networks of a race, in its order. */
export const networksOf = (models: readonly RaceModel[]): readonly Plan[] =>
  models.flatMap((model) => planOf(model) ?? []);

/**
 * What there is by network, in the places of the whole race.
 * @param counted what stands in the place of a model that counts.
 */
export function amongModels<T, C>(
  models: readonly RaceModel[],
  byNetwork: readonly T[],
  counted: (model: number) => C,
): readonly (T | C)[] {
  let network = 0;
  return models.map((model, m) => (isCounted(model) ? counted(m) : (byNetwork[network++] as T)));
}

/** Of what there is by model of a race, the networks' part; the same list where all are networks. */
export const ofNetworks = <T>(models: readonly RaceModel[], byModel: readonly T[]): readonly T[] =>
  models.some(isCounted) ? byModel.filter((_, m) => planOf(models[m]) !== null) : byModel;
