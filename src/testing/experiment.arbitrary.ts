import fc from "fast-check";
import { type ArchitectureKind, architectures } from "../architectures/index.ts";
import { type CellKind, cells } from "../cells/index.ts";
import { fieldAt, layerPath, modelPath } from "../experiment/paths.ts";
import {
  type ExperimentSpec,
  type LayerSpec,
  layerFieldsOf,
  layersOf,
  type ModelSpec,
  maxChanges,
  maxChangeUpdate,
  maxLayers,
  maxModels,
  type TaskSpec,
} from "../experiment/spec.ts";
import { trainingFields, viewFields } from "../experiment/training-fields.ts";
import type { AnyValues, Field, Fields, FieldValue } from "../lib/fields.ts";
import { type OptimizerKind, optimizers } from "../optimizers/index.ts";
import type { OwnData, OwnDataKind } from "../own-data/own-data.ts";
import { type TaskKind, tasks } from "../tasks/index.ts";
import type { AnyTask } from "../tasks/task.ts";

/** Random valid experiments for tests, built from the catalogs: a new kind or field is in them at once. */

/** Any value within the limits, floats with all their digits. −0 is no value of its own (see `withValue`). */
export function anyValue(field: Field): fc.Arbitrary<FieldValue> {
  const off =
    (field.type === "int" || field.type === "float") && field.off ? [fc.constant(field.off.value)] : [];
  switch (field.type) {
    case "int":
      return fc.oneof(fc.integer({ min: field.min, max: field.max }), ...off);
    case "float":
      return fc.oneof(
        fc.double({ min: field.min, max: field.max, noNaN: true }).map((value) => value + 0),
        ...off,
      );
    case "flag":
      return fc.boolean();
    case "choice":
      return fc.constantFrom(...field.options.map(({ value }) => value));
    case "text":
      return field.pattern
        ? fc.stringMatching(field.pattern.of, { maxLength: field.maxLength })
        : fc.string({ maxLength: field.maxLength, unit: "grapheme" });
    default:
      return field satisfies never;
  }
}

/** A value for every field: mostly its default where `changed` is low, mostly another where it is high (0 … 100). */
const anyValues = <V extends AnyValues>(fields: Fields, changed: number): fc.Arbitrary<V> =>
  fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        fc.oneof(
          { weight: 100 - changed, arbitrary: fc.constant<FieldValue>(field.default) },
          { weight: changed, arbitrary: anyValue(field) },
        ),
      ]),
    ),
    { noNullPrototype: true },
  ) as unknown as fc.Arbitrary<V>;

const kinds = <K extends string>(catalog: { readonly [k in K]: unknown }): readonly K[] =>
  Object.keys(catalog) as K[];

const anyLayer = (changed: number): fc.Arbitrary<LayerSpec> =>
  fc
    .constantFrom<CellKind>(...kinds(cells))
    .chain((cell) => anyValues(layerFieldsOf(cell), changed).map((values) => ({ cell, values })));

const anyLayers = (changed: number, depth: number): fc.Arbitrary<readonly LayerSpec[]> =>
  fc.array(anyLayer(changed), { minLength: 1, maxLength: depth, size: "max" });

const anyModel = (changed: number, depth: number): fc.Arbitrary<ModelSpec> =>
  fc.constantFrom<ArchitectureKind>(...kinds(architectures)).chain((architecture) => {
    const { fields, parts } = architectures[architecture];
    return fc.record(
      {
        architecture: fc.constant(architecture),
        values: anyValues(fields, changed),
        parts: fc.record(Object.fromEntries(parts.map(({ name }) => [name, anyLayers(changed, depth)])), {
          noNullPrototype: true,
        }),
      },
      { noNullPrototype: true },
    );
  });

const anyName = fc.string({ maxLength: 30, unit: "grapheme" });
/** JSON has no −0. */
const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
/** User data, small enough for a link most of the time. */
export const anyOwnData = (kind: OwnDataKind): fc.Arbitrary<OwnData> =>
  kind === "text"
    ? fc.record(
        {
          kind: fc.constant(kind),
          title: anyName,
          text: fc.string({ maxLength: 300, unit: "grapheme" }),
        },
        { noNullPrototype: true },
      )
    : fc.tuple(fc.nat(40), fc.option(fc.tuple(anyName, anyName, anyName))).chain(([length, rows]) =>
        fc.record(
          {
            kind: fc.constant(kind),
            title: anyName,
            columns: fc.array(
              fc.record(
                {
                  name: anyName,
                  values: fc.array(fc.option(anyNumber), { minLength: length, maxLength: length }),
                },
                { noNullPrototype: true },
              ),
              { minLength: 1, maxLength: 4 },
            ),
            rows: fc.constant(rows && { name: rows[0], first: rows[1], last: rows[2] }),
          },
          { noNullPrototype: true },
        ),
      );

const anyTask = (changed: number, ownData: boolean): fc.Arbitrary<TaskSpec> =>
  fc.constantFrom<TaskKind>(...kinds(tasks)).chain((kind): fc.Arbitrary<TaskSpec> => {
    const { fields, example } = tasks[kind] as AnyTask;
    const settings = anyValues(fields, changed).map((values) => ({ kind, values }));
    if (!example || !ownData) return settings;
    const data = fc.option(anyOwnData(example.kind), { nil: undefined });
    return fc.tuple(settings, data).map(([task, own]) => (own ? { ...task, data: own } : task));
  });

const anyOptimizer = (changed: number): fc.Arbitrary<ExperimentSpec["optimizer"]> =>
  fc
    .constantFrom<OptimizerKind>(...kinds(optimizers))
    .chain((kind) => anyValues(optimizers[kind].fields, changed).map((values) => ({ kind, values })));

/** The paths of an experiment that may change while it runs. */
export const livePaths = (spec: ExperimentSpec): readonly string[] =>
  [
    ...Object.keys(tasks[spec.task.kind].fields).map((name) => `task.${name}`),
    ...spec.models.flatMap((model, m) => [
      ...Object.keys(model.values).map((name) => modelPath(m, name)),
      ...layersOf(model).flatMap(({ cell }, l) =>
        Object.keys(layerFieldsOf(cell)).map((name) => layerPath(m, l, name, model)),
      ),
    ]),
    ...Object.keys(optimizers[spec.optimizer.kind].fields).map((name) => `optimizer.${name}`),
    ...Object.keys(trainingFields).map((name) => `training.${name}`),
    ...Object.keys(viewFields).map((name) => `view.${name}`),
  ].filter((path) => fieldAt(spec, path)?.live);

function withAnyChanges(spec: ExperimentSpec, most: number): fc.Arbitrary<ExperimentSpec> {
  const change = fc
    .tuple(fc.integer({ min: 0, max: maxChangeUpdate }), fc.constantFrom(...livePaths(spec)))
    .chain(([update, field]) =>
      anyValue(fieldAt(spec, field) as Field).map((value) => ({ update, field, value })),
    );
  return fc
    .array(change, { maxLength: most, size: "max" })
    .map((changes) => ({ ...spec, changes: changes.sort((a, b) => a.update - b.update) }));
}

/**
 * Any experiment. `changed` is the share of settings (in per cent) that are not at their default, `depth` the most
 * layers and `changes` the most changes during the run; `ownData` says whether it may carry any.
 */
export const anyExperiment = ({
  changed = 40,
  depth = maxLayers,
  changes = maxChanges,
  ownData = true,
} = {}): fc.Arbitrary<ExperimentSpec> =>
  fc
    .record(
      {
        task: anyTask(changed, ownData),
        models: fc.array(anyModel(changed, depth), { minLength: 1, maxLength: maxModels, size: "max" }),
        optimizer: anyOptimizer(changed),
        training: anyValues<ExperimentSpec["training"]>(trainingFields, changed),
        view: anyValues<ExperimentSpec["view"]>(viewFields, changed),
        changes: fc.constant([]),
      },
      { noNullPrototype: true },
    )
    .chain((spec) => withAnyChanges(spec, changes));
