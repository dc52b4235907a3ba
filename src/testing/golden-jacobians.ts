/** Files of Jacobians: those of each step, their products, and where the loss of each step reaches. */
import type { Batch } from "../lib/batch.ts";
import type { Plan } from "../model/plan.ts";
import type { Weights } from "../model/weights.ts";
import {
  flat,
  type GoldenLayers,
  type Layers,
  object,
  readProblem,
  readShape,
  readTrajectories,
  readWeights,
  timeMajor,
} from "./golden-layout.ts";
import { isJson, type Json, type LeftOut } from "./golden-left-out.ts";

/** One loss, asked at each step alone. What a file leaves out is absent. */
export interface GoldenReach {
  readonly name: "mse" | "ce";
  readonly plan: Plan;
  readonly batch: Batch;
  /** [T] */
  readonly losses?: readonly number[];
  /** By state, [T, T]. */
  readonly norms: { readonly [state: string]: readonly number[] };
}

export interface GoldenJacobians {
  readonly kind: "jacobians";
  readonly name: string;
  readonly weights: Weights;
  readonly trajectories: GoldenLayers;
  /** Logits, [T, 1, V]. */
  readonly outputs?: readonly number[];
  readonly reaches: readonly GoldenReach[];
  /** By step, [n, n]. */
  readonly jacobians: readonly (readonly number[])[];
  /** By step, [n]. */
  readonly singularValues: readonly (readonly number[])[];
  /** Of all steps, from the last to the first. */
  readonly product?: readonly number[];
  readonly productValues?: readonly number[];
  readonly leftOut: readonly LeftOut[];
}

const rows = (value: unknown): number[][] => (Array.isArray(value) ? value.map(flat) : []);

/** ∂L/∂(first state) has no place on the map, and is not compared. */
export function readJacobians(
  name: string,
  json: Json,
  layers: Layers,
  leftOut: readonly LeftOut[],
): GoldenJacobians {
  const shape = readShape(json);
  const forward = object(json, "forward") ?? {};
  const product = object(json, "product") ?? {};
  const trajectories = readTrajectories(forward, layers);
  const reaches = (["mse", "ce"] as const).flatMap((loss): GoldenReach[] => {
    const map = object(object(json, "maps") ?? {}, loss);
    if (!isJson(map) || json[`target_${loss}`] === undefined) return [];
    const norms = Object.keys(trajectories[0] ?? {}).flatMap((state) => {
      const value = map[`dL_d${state}_norm`];
      return value === undefined ? [] : [[state, flat(value)] as const];
    });
    return [
      {
        name: loss,
        ...readProblem(json, loss, shape, layers),
        ...(map.loss_per_step !== undefined && { losses: flat(map.loss_per_step) }),
        norms: Object.fromEntries(norms),
      },
    ];
  });
  return {
    kind: "jacobians",
    name,
    weights: readWeights(json, layers),
    trajectories,
    ...(forward.y !== undefined && { outputs: timeMajor(forward.y) }),
    reaches,
    jacobians: rows(json.jacobian),
    singularValues: rows(json.singular_values),
    ...(product.matrix !== undefined && { product: flat(product.matrix) }),
    ...(product.singular_values !== undefined && { productValues: flat(product.singular_values) }),
    leftOut,
  };
}
