import { architectures } from "../architectures/index.ts";
import { type CellKind, cells } from "../cells/index.ts";
import type { AnyValues, Field, Fields, FieldValue } from "../lib/fields.ts";
import { optimizers } from "../optimizers/index.ts";
import { tasks } from "../tasks/index.ts";
import { type ExperimentSpec, type LayerSpec, layerFieldsOf, type ModelSpec, placesOf } from "./spec.ts";
import { trainingFields, viewFields } from "./training-fields.ts";

/** Where a path of a link points: "training.seed", "models.1.units", "models.1.layers.2.units". */
export type Location = { readonly name: string } & (
  | { readonly group: "task" | "optimizer" | "training" | "view" }
  /** `part` is null where the path names none: then it is a setting of the architecture or of the first part's first layer. */
  | {
      readonly group: "models";
      readonly model: number;
      readonly part: string | null;
      readonly layer: number;
    }
);

/** Splits a path, or undefined if it has not the form of one. Says nothing about whether the setting exists. */
export function locate(path: string): Location | undefined {
  const flat = /^(task|optimizer|training|view)\.(\w+)$/.exec(path);
  if (flat) return { group: flat[1] as "task" | "optimizer" | "training" | "view", name: flat[2] as string };
  const [, model, part = null, layer = "0", name] =
    /^models\.(\d)(?:\.([A-Za-z]+)\.(\d))?\.(\w+)$/.exec(path) ?? [];
  return model && name
    ? { group: "models", model: Number(model), part, layer: Number(layer), name }
    : undefined;
}

/** The path of a setting that the architecture has, or the first part's first layer. @param model "*": of every model */
export const modelPath = (model: number | "*", name: string): string => `models.${model}.${name}`;

/**
 * The path as links write it: the first layer's settings are the model's.
 * @param model its place in the race
 * @param layer its place among all layers of `of`, see `layersOf`
 */
export function layerPath(model: number, layer: number, name: string, of: ModelSpec): string {
  if (layer === 0) return modelPath(model, name);
  const place = placesOf(of)[layer];
  if (!place) throw new RangeError(`model ${model + 1} has no layer ${layer + 1}`);
  return `models.${model}.${place.part}.${place.index}.${name}`;
}

type AtModel = Extract<Location, { readonly group: "models" }>;

const isOfArchitecture = (model: ModelSpec, { part, name }: AtModel): boolean =>
  part === null && Object.hasOwn(architectures[model.architecture].fields, name);

/** The place in `layersOf` of the layer that a setting belongs to; undefined if there is none. */
export function layerIndexAt(spec: ExperimentSpec, at: Location | undefined): number | undefined {
  const model = at?.group === "models" ? spec.models[at.model] : undefined;
  if (at?.group !== "models" || !model || isOfArchitecture(model, at)) return undefined;
  const part = at.part ?? architectures[model.architecture].parts[0].name;
  const found = placesOf(model).findIndex((place) => place.part === part && place.index === at.layer);
  return found < 0 ? undefined : found;
}

/** The layer that a setting belongs to; undefined if there is none. */
export function layerAt(spec: ExperimentSpec, at: Location | undefined): LayerSpec | undefined {
  const index = layerIndexAt(spec, at);
  const model = at?.group === "models" ? spec.models[at.model] : undefined;
  return index === undefined || !model ? undefined : placesOf(model)[index]?.layer;
}

/** The values of the group that a location is in, those of one layer or of an architecture for a model. */
export function valuesAt(spec: ExperimentSpec, at: Location): AnyValues | undefined {
  if (at.group !== "models")
    return at.group === "task" || at.group === "optimizer" ? spec[at.group].values : spec[at.group];
  const model = spec.models[at.model];
  return model && isOfArchitecture(model, at) ? model.values : layerAt(spec, at)?.values;
}

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
      const model = spec.models[at.model];
      if (model && isOfArchitecture(model, at)) return architectures[model.architecture].fields;
      const layer = layerAt(spec, at);
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
  return at && fieldAt(spec, path) ? valuesAt(spec, at)?.[at.name] : undefined;
}

const fieldsOfGroup = (group: Location["group"]): readonly Fields[] => {
  if (group === "training") return [trainingFields];
  if (group === "view") return [viewFields];
  if (group === "optimizer") return Object.values(optimizers).map(({ fields }) => fields);
  if (group === "task") return Object.values(tasks).map(({ fields }) => fields);
  return [
    ...Object.values(architectures).map(({ fields }) => fields),
    ...(Object.keys(cells) as CellKind[]).map(layerFieldsOf),
  ];
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
