import { type ArchitectureKind, architectures } from "../architectures/index.ts";
import type { CellKind } from "../cells/index.ts";
import { type AnyValues, checkField, defaults, type Fields, type FieldValue } from "../lib/fields.ts";
import { phrase } from "../lib/phrase.ts";
import { quote } from "../lib/quote.ts";
import { Refused } from "../lib/said.ts";
import { type OptimizerKind, optimizers } from "../optimizers/index.ts";
import { type TaskKind, tasks } from "../tasks/index.ts";
import { fieldAt, layerIndexAt, locate } from "./paths.ts";
import { isOfUse } from "./shown-fields.ts";
import {
  type Change,
  defaultLayer,
  type ExperimentSpec,
  type LayerSpec,
  layerFieldsOf,
  layersOf,
  type ModelSpec,
  mapLayers,
  maxChanges,
  maxChangeUpdate,
  maxLayers,
  maxModels,
  placesOf,
  stackModel,
  withPart,
} from "./spec.ts";

/**
 * Changes to an experiment, one function each; none touches the spec that it is given. What is refused throws a
 * `Refused` whose message is a sentence for people.
 */

/** An experiment with one setting changed. `path` as in links: "training.seed", "models.1.units". */
export function withValue(spec: ExperimentSpec, path: string, value: FieldValue): ExperimentSpec {
  const at = locate(path);
  const field = fieldAt(spec, path);
  if (!at || !field) throw new Refused(phrase`${quote(path)} is no setting of this experiment.`);
  const checked = checkField(field, value);
  if (!checked.ok) throw new Refused(phrase`${checked.error}.`);
  // −0 would be written as 0 in the link and so come back as another number.
  const set = { [at.name]: checked.value === 0 ? 0 : checked.value };
  switch (at.group) {
    case "task":
      return { ...spec, task: { ...spec.task, values: { ...spec.task.values, ...set } } };
    case "optimizer":
      return { ...spec, optimizer: { ...spec.optimizer, values: { ...spec.optimizer.values, ...set } } };
    case "training":
      return { ...spec, training: { ...spec.training, ...set } };
    case "view":
      return { ...spec, view: { ...spec.view, ...set } };
    case "models": {
      const index = layerIndexAt(spec, at);
      return withChangedModel(spec, at.model, (model) =>
        index === undefined
          ? { ...model, values: { ...model.values, ...set } }
          : mapLayers(model, (layer, l) =>
              l === index ? { ...layer, values: { ...layer.values, ...set } } : layer,
            ),
      );
    }
    default:
      return at satisfies never;
  }
}

/** Several settings at once, by path. */
export const withValues = (spec: ExperimentSpec, values: AnyValues): ExperimentSpec =>
  Object.entries(values).reduce((next, [path, value]) => withValue(next, path, value), spec);

/** What the places of weights depend on. */
const layoutOf = (models: readonly ModelSpec[]): string =>
  JSON.stringify(models.map((model) => layersOf(model).map(({ cell, values }) => [cell, values.units])));

/** Weights were typed for places that another network does not have, or has for something else. */
const withoutTyped = (spec: ExperimentSpec): ExperimentSpec =>
  spec.training.typed === "" ? spec : { ...spec, training: { ...spec.training, typed: "" } };

const withModels = (spec: ExperimentSpec, models: readonly ModelSpec[]): ExperimentSpec => {
  const next = keepValidChanges({ ...spec, models });
  return layoutOf(models) === layoutOf(spec.models) ? next : withoutTyped(next);
};

function withChangedModel(
  spec: ExperimentSpec,
  model: number,
  change: (model: ModelSpec) => ModelSpec,
): ExperimentSpec {
  if (!spec.models[model])
    throw new Refused(phrase`There is no model ${model + 1}; the race has ${spec.models.length}.`);
  return withModels(
    spec,
    spec.models.map((old, m) => (m === model ? change(old) : old)),
  );
}

/** Changes recorded for settings that the experiment no longer has, or for values beyond their new limits, are dropped. */
function keepValidChanges(spec: ExperimentSpec): ExperimentSpec {
  const changes = spec.changes.filter(({ field: path, value }) => {
    const field = fieldAt(spec, path);
    return field !== undefined && checkField(field, value).ok;
  });
  return changes.length === spec.changes.length ? spec : { ...spec, changes };
}

/** Defaults of the fields, with every old value that is one of theirs and within their limits. */
function carryOver(fields: Fields, old: AnyValues): AnyValues {
  const kept = Object.entries(old).filter(([name, value]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return field !== undefined && checkField(field, value).ok;
  });
  return { ...defaults(fields), ...Object.fromEntries(kept) };
}

const ofUse = (cell: CellKind, values: AnyValues): AnyValues =>
  Object.fromEntries(Object.entries(values).filter(([name]) => isOfUse(cell, name)));

/** @param convention settings of the cell that are to be these, whatever the old ones are. */
const likeLayer = (cell: CellKind, old: LayerSpec, convention: AnyValues): LayerSpec => ({
  cell,
  values: { ...carryOver(layerFieldsOf(cell), ofUse(cell, old.values)), ...convention },
});

/** Another task, with its own defaults: a length that suits one task means nothing for the next. */
export const withTask = (spec: ExperimentSpec, kind: TaskKind): ExperimentSpec =>
  withoutTyped(keepValidChanges({ ...spec, task: { kind, values: defaults(tasks[kind].fields) } }));

/** Another optimizer, with its own defaults: Adam's learning rate is no learning rate for SGD. */
export const withOptimizer = (spec: ExperimentSpec, kind: OptimizerKind): ExperimentSpec =>
  keepValidChanges({ ...spec, optimizer: { kind, values: defaults(optimizers[kind].fields) } });

/**
 * Another cell in every layer of a model, or in one of them; units, initialisers and whatever else it has too are kept.
 * @param convention settings of the cell that are to be these, whatever the old cell's are.
 */
export const withModel = (
  spec: ExperimentSpec,
  model: number,
  cell: CellKind,
  { layer, convention = {} }: { readonly layer?: number; readonly convention?: AnyValues } = {},
): ExperimentSpec =>
  withChangedModel(spec, model, (old) => {
    if (layer !== undefined) refuseMissing(old, layer);
    return mapLayers(old, (one, l) =>
      layer === undefined || l === layer ? likeLayer(cell, one, convention) : one,
    );
  });

function refuseMissing(model: ModelSpec, layer: number): void {
  const { length } = layersOf(model);
  if (layer >= length || layer < 0)
    throw new Refused(phrase`There is no layer ${layer + 1}; the model has ${length}.`);
}

/**
 * A model with more or fewer layers in one of its parts; a new layer is like the one under it.
 * @param part the first part if it is left out
 */
export function withDepth(spec: ExperimentSpec, model: number, depth: number, part?: string): ExperimentSpec {
  if (!Number.isInteger(depth) || depth < 1 || depth > maxLayers)
    throw new Refused(phrase`A model has 1 to ${maxLayers} layers, not ${quote(String(depth))}.`);
  return withChangedModel(spec, model, (old) => {
    const name = part ?? architectures[old.architecture].parts[0].name;
    const layers = old.parts[name];
    if (!layers) throw new Refused(phrase`A model of this architecture has no part ${quote(name)}.`);
    return withPart(
      old,
      name,
      Array.from({ length: depth }, (_, l) => (layers[l] ?? layers.at(-1)) as LayerSpec),
    );
  });
}

/** A model with one more layer on top of a part, like the last one there. @param part the first part if it is left out */
export function withOneMoreLayer(spec: ExperimentSpec, model: number, part?: string): ExperimentSpec {
  const old = spec.models[model];
  const name = part ?? (old && architectures[old.architecture].parts[0].name) ?? "";
  return withDepth(spec, model, (old?.parts[name]?.length ?? 0) + 1, part);
}

/** A model without one of its layers; those above it in its part move down. @param layer its place in `layersOf` */
export const withoutLayer = (spec: ExperimentSpec, model: number, layer: number): ExperimentSpec =>
  withChangedModel(spec, model, (old) => {
    refuseMissing(old, layer);
    const places = placesOf(old);
    const part = places[layer]?.part as string;
    const left = places.filter((place, l) => place.part === part && l !== layer);
    if (left.length === 0)
      throw new Refused(phrase`The last layer stays; change its cell, or add another first.`);
    return withPart(
      old,
      part,
      left.map((place) => place.layer),
    );
  });

/**
 * A model with another architecture, at that one's defaults. A part that both have keeps its layers; the first part gets those of
 * the old first part, and any other one layer like the model's first.
 */
export const withArchitecture = (
  spec: ExperimentSpec,
  model: number,
  architecture: ArchitectureKind,
): ExperimentSpec =>
  withChangedModel(spec, model, (old) => {
    const { fields, parts } = architectures[architecture];
    const [oldFirst] = architectures[old.architecture].parts;
    const lists = parts.map(({ name }, p) => {
      const likely = p === 0 ? old.parts[oldFirst.name] : layersOf(old).slice(0, 1);
      return [name, old.parts[name] ?? likely ?? []] as const;
    });
    return { architecture, values: defaults(fields), parts: Object.fromEntries(lists) };
  });

/**
 * One more model of one layer, with the last model's units and initialisers, so that the race stays fair.
 * @param convention settings of its cell that are to be these, whatever the last model's are.
 */
export function addModel(spec: ExperimentSpec, cell: CellKind, convention: AnyValues = {}): ExperimentSpec {
  if (spec.models.length >= maxModels)
    throw new Refused(phrase`A race has at most ${maxModels} models; remove one to add another.`);
  const last = spec.models.at(-1);
  const like = last && layersOf(last)[0];
  const layer = likeLayer(cell, like ?? defaultLayer(cell), convention);
  return withModels(spec, [...spec.models, stackModel([layer])]);
}

export function removeModel(spec: ExperimentSpec, model: number): ExperimentSpec {
  if (!spec.models[model])
    throw new Refused(phrase`There is no model ${model + 1}; the race has ${spec.models.length}.`);
  if (spec.models.length === 1)
    throw new Refused(phrase`The last model stays; change its cell, or add another first.`);
  return withModels(
    spec,
    spec.models.filter((_, m) => m !== model),
  );
}

/** The experiment as it was until then: what was changed after `update` updates is forgotten. */
export const withChangesUntil = (spec: ExperimentSpec, update: number): ExperimentSpec => ({
  ...spec,
  changes: spec.changes.filter((change) => change.update <= update),
});

/**
 * Why a change after `update` updates could not be read back from a link: "count" where the run has as many changes as
 * one holds, "update" where it is too late; null where it can be. Whoever makes changes asks this first.
 * @param others changes under way that the experiment does not have yet.
 */
export function whyNoChange(spec: ExperimentSpec, update: number, others = 0): "count" | "update" | null {
  if (update > maxChangeUpdate) return "update";
  return spec.changes.length + others >= maxChanges ? "count" : null;
}

/** A change takes the place of those of its field that were to come at its update or later. */
export function withChange(spec: ExperimentSpec, change: Change): ExperimentSpec {
  const others = spec.changes.filter(({ field, update }) => field !== change.field || update < change.update);
  return { ...spec, changes: [...others, change].sort((a, b) => a.update - b.update) };
}

/** The settings in force after `update` updates, that is for update `update` + 1: all changes made until then applied. */
export function specAt(spec: ExperimentSpec, update: number): ExperimentSpec {
  return spec.changes
    .filter((change) => change.update <= update)
    .reduce((current, { field, value }) => withValue(current, field, value), spec);
}

/** The same as an experiment of its own, without changes to come: what the controls show. */
export const inForceAt = (spec: ExperimentSpec, update: number): ExperimentSpec => ({
  ...specAt(spec, update),
  changes: [],
});
