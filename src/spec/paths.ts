import { type CellKind, cells } from "../cells/index.ts";
import type { Field, Fields, FieldValue } from "../lib/fields.ts";
import { optimizers } from "../optimizers/index.ts";
import { tasks } from "../tasks/index.ts";
import { type ExperimentSpec, layerFieldsOf } from "./spec.ts";
import { trainingFields, viewFields } from "./training-fields.ts";

/** Where a path of a link points: "training.seed", "models.1.units", "models.1.layers.2.units". */
export type Location = { readonly name: string } & (
  | { readonly group: "task" | "optimizer" | "training" | "view" }
  | { readonly group: "models"; readonly model: number; readonly layer: number }
);

/** Splits a path, or undefined if it has not the form of one. Says nothing about whether the setting exists. */
export function locate(path: string): Location | undefined {
  const flat = /^(task|optimizer|training|view)\.(\w+)$/.exec(path);
  if (flat) return { group: flat[1] as "task" | "optimizer" | "training" | "view", name: flat[2] as string };
  const [, model, layer = "0", name] = /^models\.(\d)(?:\.layers\.(\d))?\.(\w+)$/.exec(path) ?? [];
  return model && name ? { group: "models", model: Number(model), layer: Number(layer), name } : undefined;
}

/** The path as links write it: the first layer's settings are the model's. */
export const layerPath = (model: number, layer: number, name: string): string =>
  layer === 0 ? `models.${model}.${name}` : `models.${model}.layers.${layer}.${name}`;

/** All fields of the group that a location is in. */
export function fieldsAt(spec: ExperimentSpec, at: Location): Fields | undefined {
  switch (at.group) {
    case "task":
      return tasks[spec.task.kind].fields;
    case "optimizer":
      return optimizers[spec.optimizer.kind].fields;
    case "training":
      return trainingFields;
    case "view":
      return viewFields;
    case "models": {
      const layer = spec.models[at.model]?.layers[at.layer];
      return layer && layerFieldsOf(layer.cell);
    }
    default:
      return at satisfies never;
  }
}

/** The descriptor of a setting, or undefined if this experiment has no such setting. */
export function fieldAt(spec: ExperimentSpec, path: string): Field | undefined {
  const at = locate(path);
  const fields = at && fieldsAt(spec, at);
  return fields && Object.hasOwn(fields, at.name) ? fields[at.name] : undefined;
}

/** The value of a setting, or undefined if this experiment has no such setting. */
export function valueAt(spec: ExperimentSpec, path: string): FieldValue | undefined {
  const at = locate(path);
  if (!at || !fieldAt(spec, path)) return undefined;
  const values =
    at.group === "models"
      ? spec.models[at.model]?.layers[at.layer]?.values
      : at.group === "task" || at.group === "optimizer"
        ? spec[at.group].values
        : spec[at.group];
  return (values as { readonly [name: string]: FieldValue } | undefined)?.[at.name];
}

const fieldsOfGroup = (group: Location["group"]): readonly Fields[] => {
  if (group === "training") return [trainingFields];
  if (group === "view") return [viewFields];
  if (group === "optimizer") return Object.values(optimizers).map(({ fields }) => fields);
  if (group === "task") return Object.values(tasks).map(({ fields }) => fields);
  return (Object.keys(cells) as CellKind[]).map(layerFieldsOf);
};

/** Whether a setting may change while a run goes on; any other change starts a new run. */
export function isLive(path: string): boolean {
  const at = locate(path);
  return (
    at !== undefined &&
    fieldsOfGroup(at.group).some((fields) => Object.hasOwn(fields, at.name) && fields[at.name]?.live === true)
  );
}

/** Live settings that move no weight: they change during a run without being events of it. */
const movesNothing = (path: string): boolean =>
  path.startsWith("view.") || path === "training.updates" || path === "training.stopWhenSolved";

/** Whether a live setting acts on the run, so that a change of it is recorded, marked and put into the link. */
export const isRecorded = (path: string): boolean => !movesNothing(path);
