import { architectures } from "../architectures/index.ts";
import { type AnyValues, type Fields, printField } from "../lib/fields.ts";
import { optimizers } from "../optimizers/index.ts";
import { tasks } from "../tasks/index.ts";
import { writeData } from "./data-in-link.ts";
import { checkLength, withCheck } from "./link-check.ts";
import {
  architectureDefaults,
  layerDefaults,
  optimizerDefaults,
  taskDefaults,
  trainingDefaults,
  version,
  viewDefaults,
} from "./link-defaults.ts";
import { type Entry, pack } from "./packed.ts";
import { fieldAt, layerPath, modelPath } from "./paths.ts";
import { type ExperimentSpec, layerFieldsOf, layersOf, type ModelSpec } from "./spec.ts";
import { trainingFields, viewFields } from "./training-fields.ts";
import { v1 } from "./versions/v1.ts";

/** The values that differ from the defaults, in the version's order. */
function difference(
  fields: Fields,
  values: AnyValues,
  base: AnyValues,
  path: (name: string) => string,
): Entry[] {
  return Object.keys(base).flatMap((name): Entry[] => {
    const [field, value] = [fields[name], values[name]];
    return field && value !== undefined && value !== base[name]
      ? [[path(name), printField(field, value)]]
      : [];
  });
}

/** What a first layer has in common with the first layers of all other models that have the setting too. */
function sharedEntries(spec: ExperimentSpec): Map<string, string> {
  const shared = new Map<string, string>();
  const firsts = spec.models.flatMap((model) => layersOf(model).slice(0, 1));
  for (const name of new Set(firsts.flatMap(({ values }) => Object.keys(values)))) {
    const having = firsts.filter(({ values }) => Object.hasOwn(values, name));
    const value = having[0]?.values[name];
    const alike = having.every(
      (layer) => layer.values[name] === value && layerDefaults(layer.cell)[name] !== value,
    );
    const field = having[0] && layerFieldsOf(having[0].cell)[name];
    if (alike && field && value !== undefined && having.length > 1)
      shared.set(name, printField(field, value));
  }
  return shared;
}

/** The architectures that are not the version's: once where all models have the same. */
function architectureEntries(models: readonly ModelSpec[]): Entry[] {
  const [first, ...others] = models.map(({ architecture }) => architecture);
  if (first !== undefined && first !== v1.architecture && others.length > 0)
    if (others.every((other) => other === first)) return [[modelPath("*", "architecture"), first]];
  return models.flatMap(({ architecture }, m): Entry[] =>
    architecture === v1.architecture ? [] : [[modelPath(m, "architecture"), architecture]],
  );
}

/** What differs in one model from one layer of `first` in each part, but for its first cell and what is shared. */
function entriesOfModel(model: ModelSpec, m: number, isShared: (name: string) => boolean): Entry[] {
  const { fields, parts } = architectures[model.architecture];
  const [first] = layersOf(model);
  return [
    ...difference(fields, model.values, architectureDefaults(model.architecture), (name) =>
      modelPath(m, name),
    ),
    ...parts.flatMap(({ name }): Entry[] => {
      const cells = model.parts[name]?.map(({ cell }) => cell) ?? [];
      return cells.length === 1 && cells[0] === first?.cell ? [] : [[modelPath(m, name), cells.join(",")]];
    }),
    ...layersOf(model).flatMap(({ cell, values }, l) =>
      difference(layerFieldsOf(cell), values, layerDefaults(cell), (name) =>
        layerPath(m, l, name, model),
      ).filter(([key]) => l > 0 || !isShared(key.slice(key.lastIndexOf(".") + 1))),
    ),
  ];
}

function modelEntries(spec: ExperimentSpec): Entry[] {
  const firsts = spec.models.map((model) => layersOf(model)[0]?.cell).join(",");
  const shared = sharedEntries(spec);
  return [
    ...(firsts === v1.models.join(",") ? [] : ([["models", firsts]] satisfies Entry[])),
    ...architectureEntries(spec.models),
    ...[...shared].map(([name, value]): Entry => [modelPath("*", name), value]),
    ...spec.models.flatMap((model, m) => entriesOfModel(model, m, (name) => shared.has(name))),
  ];
}

function entriesOf(spec: ExperimentSpec): Entry[] {
  const { task, optimizer, training, view } = spec;
  const changes = spec.changes.map(({ update, field: path, value }) => {
    const field = fieldAt(spec, path);
    return `${update}:${path}:${field ? printField(field, value) : value}`;
  });
  return [
    ...(task.kind === v1.task ? [] : ([["task.kind", task.kind]] satisfies Entry[])),
    ...difference(tasks[task.kind].fields, task.values, taskDefaults(task.kind), (name) => `task.${name}`),
    ...modelEntries(spec),
    ...(optimizer.kind === v1.optimizer ? [] : ([["optimizer.kind", optimizer.kind]] satisfies Entry[])),
    ...difference(
      optimizers[optimizer.kind].fields,
      optimizer.values,
      optimizerDefaults(optimizer.kind),
      (name) => `optimizer.${name}`,
    ),
    ...difference(trainingFields, training, trainingDefaults(), (name) => `training.${name}`),
    ...difference(viewFields, view, viewDefaults(), (name) => `view.${name}`),
    ...(changes.length > 0 ? ([["changes", changes.join(",")]] satisfies Entry[]) : []),
  ];
}

/** Percent-encodes what has a meaning in links, what messengers cut links at, and everything that is not ASCII. */
const percentEncode = (text: string): string =>
  text
    .replace(/\p{Surrogate}/gu, "�")
    .replace(/[^\w.~:,*+/@-]/gu, (letter) =>
      encodeURIComponent(letter).replace(/[!'()]/g, (c) => `%${c.charCodeAt(0).toString(16)}`),
    );

/** Up to twelve settings fit in a message, everything else in what any program takes as a link; the check included. */
const budget = (settings: number): number => (settings <= 12 ? 500 : 2000) - checkLength;

/** The hash of an experiment, "#" included: readable, or packed where that would be too long; user data last. */
export function encode(spec: ExperimentSpec): string {
  const settings = encodeSettings(spec);
  const { data } = spec.task;
  if (!data) return settings;
  return `${settings}${settings.endsWith("/") ? "" : "&"}data=${writeData(data)}`;
}

/** The hash that the page hands out: with a check, so that a reader notices what became of it on its way. */
export const encodeChecked = (spec: ExperimentSpec): string => withCheck(encode(spec));

function encodeSettings(spec: ExperimentSpec): string {
  const entries = entriesOf(spec);
  const start = `#${version}/`;
  const written = start + entries.map(([key, value]) => `${key}=${percentEncode(value)}`).join("&");
  const parts = spec.models.flatMap(({ architecture }) => architectures[architecture].parts);
  const isList = (key: string) =>
    key === "models" || key === "changes" || parts.some(({ name }) => key.endsWith(`.${name}`));
  const lists = entries.filter(([key]) => isList(key)).length;
  if (written.length <= budget(entries.length - lists + spec.changes.length)) return written;
  const tight = `${start}packed=${pack(entries, v1)}`;
  return tight.length < written.length ? tight : written;
}
