import { factsOf } from "../cells/facts.ts";
import { type CellKind, cells } from "../cells/index.ts";
import { defaults, type Fields } from "../lib/fields.ts";
import { type LayerSpec, layerFieldsOf } from "./spec.ts";

/** Settings that mean nothing to a cell that reads no step but its own. */
const ofMemory: readonly string[] = [
  "bidirectional",
  "recurrentInitializer",
  "recurrentStddev",
  "initialState",
];

const remembers = (cell: CellKind): boolean =>
  factsOf(cells[cell].equations(defaults(layerFieldsOf(cell)))).lags.length > 0;

const memoryless = new Set((Object.keys(cells) as CellKind[]).filter((cell) => !remembers(cell)));

/** Whether a setting does anything in a layer of this cell. */
export const isOfUse = (cell: CellKind, name: string): boolean =>
  !memoryless.has(cell) || !ofMemory.includes(name);

/** A layer's settings that do something, and those that a link has changed all the same. */
export const shownLayerFields = ({ cell, values }: LayerSpec): Fields =>
  Object.fromEntries(
    Object.entries(layerFieldsOf(cell)).filter(
      ([name, field]) => isOfUse(cell, name) || values[name] !== field.default,
    ),
  );
