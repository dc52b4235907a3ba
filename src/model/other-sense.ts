import { cells } from "../cells/index.ts";
import { layersOf, type ModelSpec } from "../experiment/spec.ts";
import { type OptimizerKind, optimizers } from "../optimizers/index.ts";
import { type NodeId, type Plan, scansOf } from "./plan.ts";
import type { NetworkState } from "./results.ts";
import type { Weights } from "./weights.ts";

/** Layers of which one model has a gate in the other sense than another model of the same cells. */
export const layersInOtherSense = (a: ModelSpec, b: ModelSpec): readonly number[] =>
  layersOf(a).flatMap(({ cell, values }, l) => {
    const field = cells[cell].mirror?.field;
    return field !== undefined && values[field] !== layersOf(b)[l]?.values[field] ? [l] : [];
  });

/**
 * A state for the same function with a gate in the other sense (`CellDef.mirror`): the gate's weights and biases are negated,
 * and of the optimizer's slots those that follow the gradient's sign, so that training goes on as it would have.
 *
 * @param plan of the free model, as states are laid out.
 */
export function inOtherSense(
  state: NetworkState,
  plan: Plan,
  layers: readonly number[],
  optimizer: OptimizerKind,
): NetworkState {
  if (layers.length === 0) return state;
  const isMirrored = (id: NodeId, gate: string | undefined) => {
    const scan = scansOf(plan).find((one) => one.id === id);
    return scan !== undefined && layers.includes(scan.layer) && cells[scan.cell].mirror?.gate === gate;
  };
  const negate = (weights: Weights): Weights =>
    new Map(
      plan.params.map(({ path, node, gates, shape }) => {
        const values = weights.get(path) ?? new Float32Array();
        const columns = shape.at(-1) ?? 0;
        const gateAt = (i: number) => gates[Math.floor(((i % columns) * gates.length) / columns)];
        return [path, values.map((x, i) => (isMirrored(node, gateAt(i)) ? -x : x))] as const;
      }),
    );
  const { odd } = optimizers[optimizer];
  return {
    updates: state.updates,
    weights: negate(state.weights),
    slots: Object.fromEntries(
      Object.entries(state.slots).map(([name, slot]) => [name, odd.includes(name) ? negate(slot) : slot]),
    ),
  };
}
