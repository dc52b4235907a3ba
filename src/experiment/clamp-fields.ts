import { factsOf } from "../cells/facts.ts";
import { type CellKind, cells } from "../cells/index.ts";
import { type AnyValues, defaults, type Field, type Fields, int } from "../lib/fields.ts";
import { layerFields } from "./layer-fields.ts";

/** What stands in a layer's values for a gate that is not held. */
export const free = -1;

/** "z" → "clampZ": the setting that holds a gate. */
export const clampName = (gate: string): string => `clamp${gate.charAt(0).toUpperCase()}${gate.slice(1)}`;

/** Gates that can be held: see `CellFacts.holdable`. */
function findGates(cell: CellKind): readonly string[] {
  const { equations, fields, gates } = cells[cell];
  const { holdable } = factsOf(equations(defaults({ ...layerFields, ...fields })));
  return holdable.filter((name) => gates.includes(name));
}

const kinds = Object.keys(cells) as CellKind[];
const byCell = <V>(of: (cell: CellKind) => V): ReadonlyMap<CellKind, V> =>
  new Map(kinds.map((cell) => [cell, of(cell)]));

const gatesByCell = byCell(findGates);
export const clampableGates = (cell: CellKind): readonly string[] => gatesByCell.get(cell) ?? [];

const clampField = (cell: CellKind, gate: string): Field =>
  int({
    label: `Hold ${cells[cell].words[gate] ?? gate}`,
    unit: "% open",
    default: free,
    min: 0,
    max: 100,
    off: { value: free, label: "free" },
    live: true,
    doc: `Fixes the ${cells[cell].words[gate] ?? gate} gate at this value for all units and time steps: 0 % is closed, 100 % is open. Its weights are not trained while it is held.`,
  });

const fieldsByCell = byCell(
  (cell): Fields =>
    Object.fromEntries(clampableGates(cell).map((gate) => [clampName(gate), clampField(cell, gate)])),
);
/** One setting a gate: free, or how far open it is held, in per cent: whole numbers, of which a link has room for many. */
export const clampFieldsOf = (cell: CellKind): Fields => fieldsByCell.get(cell) ?? {};

/** The gates of a layer that are held, with their values from 0 to 1. */
export const clampsOf = (cell: CellKind, values: AnyValues): ReadonlyMap<string, number> =>
  new Map(
    clampableGates(cell).flatMap((gate) => {
      const value = values[clampName(gate)];
      return typeof value === "number" && value !== free ? [[gate, value / 100] as const] : [];
    }),
  );

/** A layer with none of its gates held. */
export const freed = <L extends { readonly cell: CellKind; readonly values: AnyValues }>(layer: L): L => ({
  ...layer,
  values: { ...layer.values, ...defaults(clampFieldsOf(layer.cell)) },
});
