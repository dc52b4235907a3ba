import { type CellKind, cells } from "../cells/index.ts";
import { type Equation, held } from "../lib/expr.ts";
import type { AnyValues } from "../lib/fields.ts";
import { clampsOf } from "../spec/clamp-fields.ts";

/**
 * A layer's equations: its cell's, with some gates held. In place of σ(…) such a gate is a number a unit, so that its blocks
 * of the kernels are neither multiplied nor trained. The number is no constant of the equation: kernels are the same for all.
 */
export function layerEquations(cell: CellKind, values: AnyValues): readonly Equation[] {
  const clamps = clampsOf(cell, values);
  return cells[cell].equations(values).map((equation) => {
    const value = clamps.get(equation.name);
    return value === undefined ? equation : { ...equation, expr: held(`held_${equation.name}`, value) };
  });
}
