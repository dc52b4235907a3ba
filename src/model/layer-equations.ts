import { type CellKind, cells } from "../cells/index.ts";
import { clampsOf } from "../experiment/clamp-fields.ts";
import { type Equation, held } from "../lib/expr.ts";
import type { AnyValues } from "../lib/fields.ts";

/** A gate of a layer that is held, and at which value, 0 to 1. */
export interface HeldGate {
  readonly gate: string;
  readonly value: number;
}

/** A layer's equations. */
export interface LayerEquations {
  /**
   * As they are in force: in place of σ(…) a held gate is a number that is given from outside, so that its blocks of the kernels are
   * neither multiplied nor trained. The number is not in them: equations are the same for all values.
   */
  readonly equations: readonly Equation[];
  /** The cell's own, as if no gate were held. */
  readonly cellEquations: readonly Equation[];
  /** In the order of the equations. */
  readonly held: readonly HeldGate[];
}

/** A cell's equations with some gates held; the same list where none is. */
export const inForce = (equations: readonly Equation[], gates: readonly HeldGate[]): readonly Equation[] =>
  gates.length === 0
    ? equations
    : equations.map((equation) =>
        gates.some(({ gate }) => gate === equation.name)
          ? { ...equation, expr: held(equation.name) }
          : equation,
      );

export function layerEquations(cell: CellKind, values: AnyValues): LayerEquations {
  const clamps = clampsOf(cell, values);
  const cellEquations = cells[cell].equations(values);
  const own = cellEquations.flatMap(({ name }): HeldGate[] => {
    const value = clamps.get(name);
    return value === undefined ? [] : [{ gate: name, value }];
  });
  return { equations: inForce(cellEquations, own), cellEquations, held: own };
}
