/** The number that is traced, for all panels: what it came from is lit, back through time. */
import { collate } from "../lib/batch.ts";
import { planOf } from "../model/counted.ts";
import { type Dependence, dependenceCost, dependenceOf, type ValuePlace } from "../model/dependence.ts";
import { networkTrace } from "../trainer/protocol.ts";
import { choice } from "./choice.ts";
import type { Picture } from "./time/picture.ts";
import { weightsNow } from "./weights-now.ts";

/** A value of one model. */
export interface TracedPlace extends ValuePlace {
  readonly model: number;
}

export interface Traced {
  readonly place: TracedPlace;
  readonly value: number;
  /** Of the sequence. */
  readonly steps: number;
  readonly dependence: Dependence;
}

/** What is traced, in whatever panel it was pressed; null: nothing. */
export const traced = choice<TracedPlace | null>(null);

/** Multiply-adds that a trace takes at most: some milliseconds, since it is computed where the page is. */
const mostWork = 2e7;

let newest: { readonly key: readonly unknown[]; readonly found: Traced | number | null } | null = null;

/** The trace of a number; its cost where that is too much, and null while the number or the weights are not there. */
export function tracedIn(picture: Picture, place: TracedPlace | null): Traced | number | null {
  const { record, trace, sample, length } = picture;
  const network = place && weightsNow(record, place.model);
  const key = [trace, place, network];
  if (newest && key.every((part, i) => part === newest?.key[i])) return newest.found;
  const found = place && network ? compute() : null;
  newest = { key, found };
  return found;

  function compute(): Traced | number | null {
    const own = networkTrace(trace?.models[(place as TracedPlace).model]);
    const free = planOf(record.plans[(place as TracedPlace).model]);
    if (!own || !free || !network || !place) return null;
    const values = own.trajectories[place.scan]?.[place.name];
    const width = values ? values.length / length : 0;
    const value = values?.[place.step * width + place.unit];
    if (value === undefined || place.step >= length) return null;
    const work = dependenceCost(network.plan);
    if (work > mostWork) return work;
    // The sequence without its padding, as the trace has it.
    const x = sample.x.subarray(0, (sample.x.length / sample.weight.length) * length);
    const y = sample.y.subarray(0, (sample.y.length / sample.weight.length) * length);
    const batch = collate([{ x, y, weight: sample.weight.subarray(0, length) }]);
    const plan = { ...network.plan, steps: length };
    const dependence = dependenceOf(plan, network.weights, batch, own.trajectories, place);
    return { place, value, steps: length, dependence };
  }
}

/** In a component, which renders again when another number is traced. */
export function useTraced(picture: Picture): Traced | null {
  const found = tracedIn(picture, traced.use());
  return typeof found === "number" ? null : found;
}

const most = new WeakMap<Dependence, number>();

/** The largest share of any state, of which the others are drawn as parts. */
export function mostShareOf({ dependence, place, steps }: Traced): number {
  const known = most.get(dependence);
  if (known !== undefined) return known;
  let largest = 0;
  dependence.shares.forEach((byName, scan) => {
    for (const [name, values] of Object.entries(byName))
      values.forEach((share, i) => {
        const at = place.step * (values.length / steps) + place.unit;
        const isIt = scan === place.scan && name === place.name && i === at;
        if (!isIt) largest = Math.max(largest, Math.abs(share));
      });
  });
  most.set(dependence, largest || 1);
  return largest || 1;
}
