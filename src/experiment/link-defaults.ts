import { type ArchitectureKind, architectures } from "../architectures/index.ts";
import type { CellKind } from "../cells/index.ts";
import { type AnyValues, defaults, type Fields, type Values } from "../lib/fields.ts";
import { type OptimizerKind, optimizers } from "../optimizers/index.ts";
import { type TaskKind, tasks } from "../tasks/index.ts";
import { type LayerSpec, layerFieldsOf } from "./spec.ts";
import { trainingFields, viewFields } from "./training-fields.ts";
import { v1 } from "./versions/v1.ts";

/** Where a link of version 1 starts from: what it does not name is as here. Every call gives new objects. */

/** The version written. The next one gets its defaults beside these, and decode brings old links to it by v2's up(). */
export const version = 1;

// Of the first version, in its order; a field that joined the catalogs since has the catalog's default.
const ordered = (fields: Fields, frozen: AnyValues): AnyValues => ({ ...defaults(fields), ...frozen });
export const taskDefaults = (kind: TaskKind): AnyValues => ordered(tasks[kind].fields, v1.tasks[kind] ?? {});
export const architectureDefaults = (kind: ArchitectureKind): AnyValues =>
  ordered(architectures[kind].fields, v1.architectures[kind] ?? {});
export const optimizerDefaults = (kind: OptimizerKind): AnyValues =>
  ordered(optimizers[kind].fields, v1.optimizers[kind] ?? {});
export const layerDefaults = (cell: CellKind): AnyValues =>
  ordered(layerFieldsOf(cell), { ...v1.layer, ...v1.cells[cell] });
export const trainingDefaults = () => ordered(trainingFields, v1.training) as Values<typeof trainingFields>;
export const viewDefaults = () => ordered(viewFields, v1.view) as Values<typeof viewFields>;
export const plainLayer = (cell: CellKind): LayerSpec => ({ cell, values: layerDefaults(cell) });
