/** What the next update would do to the weights: its gradient by the oracle, clipped and applied in float64. Nothing is trained. */
import type { Batch } from "../lib/batch.ts";
import { decadesOf, type Histogram, histogramOf } from "../lib/histogram.ts";
import { normOf } from "./matrix.ts";
import { optimize } from "./optimize.ts";
import { traceUpdate } from "./oracle/run.ts";
import type { Plan } from "./plan.ts";
import type { Floats, NetworkState, UpdateSettings } from "./results.ts";
import type { Weights } from "./weights.ts";

/** One parameter: norms are over all its weights, histograms count each weight once. */
export interface ParameterUpdate {
  readonly path: string;
  readonly size: number;
  /** ‖w‖ before the update. */
  readonly weightNorm: number;
  /** ‖g‖ before clipping. */
  readonly gradientNorm: number;
  /** ‖Δw‖. */
  readonly updateNorm: number;
  /** w, in bins that all parameters of the model share. */
  readonly weights: Histogram;
  /** log₁₀|g| before clipping; the bins are the same for every model. */
  readonly gradients: Histogram;
  /** log₁₀(|Δw| / |w|), likewise. A weight that is 0 has no ratio: it counts as broken. */
  readonly ratios: Histogram;
}

export interface NextUpdate {
  /** Global norm of the gradient before and after clipping. */
  readonly gradientNorm: number;
  readonly clippedNorm: number;
  /** In the order of the plan. */
  readonly parameters: readonly ParameterUpdate[];
}

/** Exponents; a magnitude beyond them is counted in the bin at that end. */
export const decadeBins = { low: -16, high: 4, bins: 80 } as const;
/** An odd number, so that the middle one is around 0. */
const weightBins = 61;

/** Least power of ten, or 1.5, 2, 3 or 5 times one, that is not under any magnitude; 1 where all are 0. */
function limitOf(weights: Weights<Floats>): number {
  let largest = 0;
  for (const values of weights.values())
    for (const value of values) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  return ([1, 1.5, 2, 3, 5].find((lead) => lead * power >= largest) ?? 10) * power;
}

const inDoubles = (weights: Weights<Floats>): Weights<Float64Array> =>
  new Map([...weights].map(([path, values]) => [path, Float64Array.from(values)]));

/** Gradients and differences of weights that an update makes, by path. */
export interface Step {
  readonly gradientNorm: number;
  readonly clippedNorm: number;
  readonly gradients: Weights<Float64Array>;
  readonly differences: Weights<Float64Array>;
}

/**
 * An update of a network from a state of it, with its batch and its random numbers.
 * @param settings with `randomKey`, which says which update it is
 */
export function stepOf(
  plan: Plan,
  state: NetworkState<Floats>,
  batch: Batch,
  settings: UpdateSettings,
): Step {
  const weights = inDoubles(state.weights);
  const slots = Object.entries(state.slots).map(([slot, values]) => [slot, inDoubles(values)] as const);
  const { gradients } = traceUpdate(plan, weights, batch, settings.randomKey);
  const after = optimize(
    { updates: state.updates, weights, slots: Object.fromEntries(slots) },
    gradients,
    settings,
  );
  const differences = new Map(
    [...weights].map(([path, before]) => [
      path,
      before.map((value, i) => (after.state.weights.get(path)?.[i] as number) - value),
    ]),
  );
  return { gradientNorm: after.gradientNorm, clippedNorm: after.clippedNorm, gradients, differences };
}

/** The same, counted. @throws as `stepOf` does */
export function nextUpdateOf(
  plan: Plan,
  state: NetworkState<Floats>,
  batch: Batch,
  settings: UpdateSettings,
): NextUpdate {
  const { gradientNorm, clippedNorm, gradients, differences } = stepOf(plan, state, batch, settings);
  const limit = limitOf(state.weights);
  const parameters = plan.params.map(({ path, size }): ParameterUpdate => {
    const [w, g, d] = [state.weights, gradients, differences].map((all) => all.get(path) as Floats);
    if (!w || !g || !d) throw new RangeError(`“${path}” has no weights`);
    return {
      ...{ path, size, weightNorm: normOf(w), gradientNorm: normOf(g), updateNorm: normOf(d) },
      weights: histogramOf(w, { low: -limit, high: limit, bins: weightBins }),
      gradients: decadesOf(g, decadeBins),
      ratios: decadesOf(
        Float64Array.from(d, (value, i) => (w[i] === 0 ? Number.NaN : value / (w[i] as number))),
        decadeBins,
      ),
    };
  });
  return { gradientNorm, clippedNorm, parameters };
}

/** Multiply-adds of the update of a batch of so many sequences. */
export const nextUpdateCost = (plan: Plan, batchSize: number): number =>
  plan.multiplyAdds * (batchSize / plan.batch);
