import { layerFields } from "../experiment/layer-fields.ts";
import { layersOf, type ModelSpec, mapLayers } from "../experiment/spec.ts";
import { type PlanRequest, planModel } from "./build.ts";

/** A model sized to have about as many parameters as another. */
export interface EqualModel {
  /** By layer, as in `layersOf`. */
  readonly units: readonly number[];
  readonly parameters: number;
  /** What it has more than the other, as a share of the other's count; under zero where it has fewer. */
  readonly difference: number;
}

const { min, max } = layerFields.units;
/** At the first every layer has least units, at the second most, whatever it had. */
const factors = [min / (2 * max), max / min] as const;
/** Layers of up to 1024 units change one after the other at factors this far apart, relative to them, or at once. */
const resolution = 1e-7;

const unitsOf = (model: ModelSpec): readonly number[] =>
  layersOf(model).map(({ values }) => Number(values.units));

const scaled = (units: readonly number[], factor: number): readonly number[] =>
  units.map((count) => Math.min(max, Math.max(min, Math.round(count * factor))));

/** The model with other units, one number a layer. */
const withUnits = (model: ModelSpec, units: readonly number[]): ModelSpec =>
  mapLayers(model, (layer, l) => ({ ...layer, values: { ...layer.values, units: units[l] as number } }));

/**
 * Units with which every model's count of parameters, readout included, comes closest to that of model `like`. All
 * layers of a model are scaled by one factor and rounded, within the limits of units; `like` itself stays as it is, and so
 * does a model that no factor brings closer.
 * @throws RangeError if there is no model `like`.
 */
export function equalParameters(
  models: readonly ModelSpec[],
  request: PlanRequest,
  like: number,
): readonly EqualModel[] {
  const reference = models[like];
  if (!reference) throw new RangeError(`There is no model ${like + 1}; the race has ${models.length}.`);
  const target = planModel(reference, request).parameterCount;
  return models.map((model, m) => {
    const sized = (units: readonly number[]): EqualModel => {
      const parameters = planModel(withUnits(model, units), request).parameterCount;
      return { units, parameters, difference: (parameters - target) / target };
    };
    const now = sized(unitsOf(model));
    if (m === like) return now;
    // The count never falls as the factor grows: the closest is next to where it passes the target.
    let [fewer, more] = factors;
    while (more - fewer > resolution * fewer) {
      const middle = Math.sqrt(fewer * more);
      if (sized(scaled(now.units, middle)).parameters > target) more = middle;
      else fewer = middle;
    }
    return [fewer, more]
      .map((factor) => sized(scaled(now.units, factor)))
      .reduce((best, next) => (Math.abs(next.difference) < Math.abs(best.difference) ? next : best), now);
  });
}
