import type { Rng } from "../lib/rng.ts";
import { kindOf } from "./nodes/index.ts";
import type { Plan } from "./plan.ts";

/** Values of every parameter by path, row-major, in Keras' layout. */
export type Weights<F extends Float32Array | Float64Array = Float32Array> = ReadonlyMap<string, F>;

/**
 * First weights of a plan. Fork paths hold the layer and the parameter, never the model's place in the race: two equal
 * models start equal.
 */
export function initialWeights(plan: Plan, rng: Rng): Weights {
  const nodes = new Map(plan.nodes.map((node) => [node.id, node]));
  return new Map(
    plan.params.map((param) => {
      const node = nodes.get(param.node);
      if (!node) throw new Error(`no node has the parameter “${param.path}”`);
      return [param.path, kindOf(node).initial(node, param, rng.fork(`init/${param.path}`))] as const;
    }),
  );
}
