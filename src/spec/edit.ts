import type { CellKind } from "../cells/index.ts";
import { type AnyValues, checkField, defaults, type Fields, type FieldValue } from "../lib/fields.ts";
import { type OptimizerKind, optimizers } from "../optimizers/index.ts";
import { type TaskKind, tasks } from "../tasks/index.ts";
import { fieldAt, locate } from "./paths.ts";
import { isOfUse } from "./shown-fields.ts";
import {
  type Change,
  defaultLayer,
  type ExperimentSpec,
  type LayerSpec,
  layerFieldsOf,
  type ModelSpec,
  maxLayers,
  maxModels,
} from "./spec.ts";

/**
 * Changes to an experiment, one function each; none touches the spec that it is given. What is refused throws a
 * RangeError whose message is a sentence for people.
 */

/** An experiment with one setting changed. `path` as in links: "training.seed", "models.1.units". */
export function withValue(spec: ExperimentSpec, path: string, value: FieldValue): ExperimentSpec {
  const at = locate(path);
  const field = fieldAt(spec, path);
  if (!at || !field) throw new RangeError(`“${path}” is no setting of this experiment.`);
  const checked = checkField(field, value);
  if (!checked.ok) throw new RangeError(`${checked.error}.`);
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
    case "models":
      return withLayers(spec, at.model, (layers) =>
        layers.map((layer, l) =>
          l === at.layer ? { ...layer, values: { ...layer.values, ...set } } : layer,
        ),
      );
    default:
      return at satisfies never;
  }
}

/** Several settings at once, by path. */
export const withValues = (spec: ExperimentSpec, values: AnyValues): ExperimentSpec =>
  Object.entries(values).reduce((next, [path, value]) => withValue(next, path, value), spec);

const withModels = (spec: ExperimentSpec, models: readonly ModelSpec[]): ExperimentSpec =>
  keepValidChanges({ ...spec, models });

function withLayers(
  spec: ExperimentSpec,
  model: number,
  change: (layers: readonly LayerSpec[]) => readonly LayerSpec[],
): ExperimentSpec {
  if (!spec.models[model])
    throw new RangeError(`There is no model ${model + 1}; the race has ${spec.models.length}.`);
  return withModels(
    spec,
    spec.models.map((old, m) => (m === model ? { ...old, layers: change(old.layers) } : old)),
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
  keepValidChanges({ ...spec, task: { kind, values: defaults(tasks[kind].fields) } });

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
  withLayers(spec, model, (layers) => {
    if (layer !== undefined) refuseMissing(layers, layer);
    return layers.map((old, l) =>
      layer === undefined || l === layer ? likeLayer(cell, old, convention) : old,
    );
  });

function refuseMissing(layers: readonly LayerSpec[], layer: number): void {
  if (!layers[layer]) throw new RangeError(`There is no layer ${layer + 1}; the model has ${layers.length}.`);
}

/** A model more or fewer layers deep; a new layer is like the one under it. */
export function withDepth(spec: ExperimentSpec, model: number, depth: number): ExperimentSpec {
  if (!Number.isInteger(depth) || depth < 1 || depth > maxLayers)
    throw new RangeError(`A model has 1 to ${maxLayers} layers, not “${depth}”.`);
  return withLayers(spec, model, (layers) =>
    Array.from({ length: depth }, (_, l) => (layers[l] ?? layers.at(-1)) as LayerSpec),
  );
}

/** A model without one of its layers; those above it move down. */
export const withoutLayer = (spec: ExperimentSpec, model: number, layer: number): ExperimentSpec =>
  withLayers(spec, model, (layers) => {
    refuseMissing(layers, layer);
    if (layers.length === 1)
      throw new RangeError("The last layer stays; change its cell, or add another first.");
    return layers.filter((_, l) => l !== layer);
  });

/**
 * One more model of one layer, with the last model's units and initialisers, so that the race stays fair.
 * @param convention settings of its cell that are to be these, whatever the last model's are.
 */
export function addModel(spec: ExperimentSpec, cell: CellKind, convention: AnyValues = {}): ExperimentSpec {
  if (spec.models.length >= maxModels)
    throw new RangeError(`A race has at most ${maxModels} models; remove one to add another.`);
  const like = spec.models.at(-1)?.layers[0];
  const layer = likeLayer(cell, like ?? defaultLayer(cell), convention);
  return withModels(spec, [...spec.models, { architecture: "stack", layers: [layer] }]);
}

export function removeModel(spec: ExperimentSpec, model: number): ExperimentSpec {
  if (!spec.models[model])
    throw new RangeError(`There is no model ${model + 1}; the race has ${spec.models.length}.`);
  if (spec.models.length === 1)
    throw new RangeError("The last model stays; change its cell, or add another first.");
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
