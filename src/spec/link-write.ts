import { type AnyValues, type Fields, printField } from "../lib/fields.ts";
import { optimizers } from "../optimizers/index.ts";
import { tasks } from "../tasks/index.ts";
import { writeData } from "./data-in-link.ts";
import {
  layerDefaults,
  optimizerDefaults,
  taskDefaults,
  trainingDefaults,
  version,
  viewDefaults,
} from "./link-defaults.ts";
import { type Entry, pack } from "./packed.ts";
import { fieldAt, layerPath } from "./paths.ts";
import { type ExperimentSpec, layerFieldsOf } from "./spec.ts";
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
  const firsts = spec.models.flatMap((model) => model.layers.slice(0, 1));
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

function modelEntries(spec: ExperimentSpec): Entry[] {
  const cellsOf = spec.models.map((model) => model.layers.map((layer) => layer.cell));
  const firsts = cellsOf.map(([first]) => first).join(",");
  const shared = sharedEntries(spec);
  return [
    ...(firsts === v1.models.join(",") ? [] : ([["models", firsts]] satisfies Entry[])),
    ...[...shared].map(([name, value]): Entry => [`models.*.${name}`, value]),
    ...spec.models.flatMap((model, m): Entry[] => [
      ...(model.layers.length === 1
        ? []
        : ([[`models.${m}.layers`, cellsOf[m]?.join(",") ?? ""]] satisfies Entry[])),
      ...model.layers.flatMap(({ cell, values }, l) =>
        difference(layerFieldsOf(cell), values, layerDefaults(cell), (name) => layerPath(m, l, name)).filter(
          ([key]) => l > 0 || !shared.has(key.slice(key.lastIndexOf(".") + 1)),
        ),
      ),
    ]),
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

/** Up to twelve settings fit in a message, everything else in what any program takes as a link. */
const budget = (settings: number): number => (settings <= 12 ? 500 : 2000);

/** The hash of an experiment, "#" included: readable, or packed where that would be too long; data of one's own last. */
export function encode(spec: ExperimentSpec): string {
  const settings = encodeSettings(spec);
  const { data } = spec.task;
  if (!data) return settings;
  return `${settings}${settings.endsWith("/") ? "" : "&"}data=${writeData(data)}`;
}

function encodeSettings(spec: ExperimentSpec): string {
  const entries = entriesOf(spec);
  const start = `#${version}/`;
  const written = start + entries.map(([key, value]) => `${key}=${percentEncode(value)}`).join("&");
  const lists = entries.filter(([key]) => /(^models|\.layers|^changes)$/.test(key)).length;
  if (written.length <= budget(entries.length - lists + spec.changes.length)) return written;
  const packed = pack(entries, v1.words);
  const tight = `${start}packed=${packed}`;
  return packed !== undefined && tight.length < written.length ? tight : written;
}
