import { parameterLetter } from "../../model/notation.ts";
import type { Letter } from "../../model/notation-types.ts";
import { densePath, readoutOf } from "../../model/plan.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import type { CellView } from "./cell-view.ts";
import type { MatrixRole } from "./matrix-list.ts";

/** What is lit: the matrix that is pointed at, else the one that was pressed; and a gate. */
export interface Lit {
  readonly parameter: string | null;
  readonly gate: string | null;
}

export function useLit(pinned: string | null): Lit {
  const parameter = useApp((app) => app.pointed.parameter) ?? pinned;
  const gate = useApp((app) => app.pointed.gate);
  return { parameter, gate };
}

/** What lights a matrix when its use in the drawing is pointed at. */
export function usePointAt(path: string) {
  const { point } = useActions();
  return {
    onPointerEnter: () => point({ parameter: path }),
    onPointerLeave: () => point({ parameter: null }),
  };
}

/** The path of one of a layer's matrices, or of the readout's. */
export const pathOf = ({ scan, plan }: Pick<CellView, "scan" | "plan">, role: MatrixRole): string =>
  role === "readoutKernel" ? densePath(readoutOf(plan), "kernel") : `${scan.path}.${role}`;

/** Its letter; of the gate's block where one is pointed at. */
export function matrixLetter(
  { scan, notation, style }: CellView,
  role: MatrixRole,
  gate: string | null,
): Letter {
  const own = role !== "readoutKernel" && scan.blocks[role].length > 1 ? gate : null;
  return parameterLetter(notation, role, own, style);
}
