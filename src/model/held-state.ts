/**
 * Between all weights of a model and those that are in use while some of its gates are held. A snapshot has all of them, in
 * the layout of the plan of the free model; an engine runs the plan of the model as it is, in which a held gate has no blocks.
 */
import type { ParamSpec, Plan } from "./plan.ts";
import type { NetworkState } from "./results.ts";
import type { Weights } from "./weights.ts";

/** Copies the blocks of the gates that both have, row by row; a parameter without gates is one block. */
function copyBlocks(from: ParamSpec, source: Float32Array, to: ParamSpec, target: Float32Array): void {
  const gatesOf = ({ gates }: ParamSpec) => (gates.length > 0 ? gates : ["all"]);
  const [read, written] = [gatesOf(from), gatesOf(to)];
  const columns = (from.shape.at(-1) ?? 0) / read.length;
  const rows = from.size / (columns * read.length);
  for (const [b, gate] of written.entries()) {
    const a = read.indexOf(gate);
    if (a < 0) continue;
    for (let row = 0; row < rows; row++) {
      const at = (row * read.length + a) * columns;
      target.set(source.subarray(at, at + columns), (row * written.length + b) * columns);
    }
  }
}

/** A parameter's values as another plan lays them out; `base` has what `given` has not. */
function arranged(given: Weights, from: Plan, spec: ParamSpec, base: Float32Array): Float32Array {
  const own = from.params.find(({ path }) => path === spec.path);
  const values = given.get(spec.path);
  if (own && values) copyBlocks(own, values, spec, base);
  return base;
}

/** What a network of `plan` goes on with: of all weights of the free model those that it has. */
export function stateInUse(all: NetworkState, freePlan: Plan, plan: Plan): NetworkState {
  const pick = (given: Weights) =>
    new Map(
      plan.params.map((spec) => [spec.path, arranged(given, freePlan, spec, new Float32Array(spec.size))]),
    );
  return {
    updates: all.updates,
    weights: pick(all.weights),
    slots: Object.fromEntries(Object.entries(all.slots).map(([name, slot]) => [name, pick(slot)] as const)),
  };
}

/** All weights of the free model again: those in use, and the others, with their optimizer's slots, as they were in `before`. */
export function wholeState(
  inUse: NetworkState,
  plan: Plan,
  freePlan: Plan,
  before: NetworkState,
): NetworkState {
  const put = (given: Weights, old: Weights | undefined) =>
    new Map(
      freePlan.params.map((spec) => [
        spec.path,
        arranged(given, plan, spec, old?.get(spec.path)?.slice() ?? new Float32Array(spec.size)),
      ]),
    );
  return {
    updates: inUse.updates,
    weights: put(inUse.weights, before.weights),
    slots: Object.fromEntries(
      Object.entries(inUse.slots).map(([name, slot]) => [name, put(slot, before.slots[name])] as const),
    ),
  };
}
