import { architectures } from "../architectures/index.ts";
import { cells } from "../cells/index.ts";
import { type AnyValues, checkField, type Fields, type FieldValue, type Values } from "../lib/fields.ts";
import { type Formed, isFormed, phrase } from "../lib/phrase.ts";
import { quote, quoteAny } from "../lib/quote.ts";
import { optimizers } from "../optimizers/index.ts";
import { checkOwnData } from "../own-data/own-data.ts";
import { tasks } from "../tasks/index.ts";
import { fieldAt, modelPath } from "./paths.ts";
import {
  type Change,
  defaultSpec,
  type ExperimentSpec,
  type LayerSpec,
  layerFieldsOf,
  type ModelSpec,
  maxChanges,
  maxChangeUpdate,
  maxLayers,
  maxModels,
  withData,
} from "./spec.ts";
import { trainingFields, viewFields } from "./training-fields.ts";

export interface SpecError {
  /** As in links: "models.1.units". */
  readonly path: string;
  readonly message: Formed;
}
export type CheckedSpec =
  | { readonly ok: true; readonly spec: ExperimentSpec }
  | { readonly ok: false; readonly errors: readonly SpecError[] };

const isValue = (value: unknown): value is FieldValue =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** The kind, if the catalog has it as a key of its own (not "constructor"). */
export const kindIn = <K extends string>(
  catalog: { readonly [k in K]: unknown },
  kind: unknown,
): K | undefined => (typeof kind === "string" && Object.hasOwn(catalog, kind) ? (kind as K) : undefined);

/** Of which catalogue. */
export type KindOf = "cell" | "task" | "optimizer" | "architecture";

/** "“rnn” is no cell; known are simple, lstm, gru." */
export const unknownKind = (what: KindOf, catalog: object, kind: unknown): Formed => {
  const [given, known] = [quoteAny(kind), Object.keys(catalog).join(", ")];
  switch (what) {
    case "cell":
      return phrase`${given} is no cell; known are ${known}`;
    case "task":
      return phrase`${given} is no task; known are ${known}`;
    case "optimizer":
      return phrase`${given} is no optimizer; known are ${known}`;
    case "architecture":
      return phrase`${given} is no architecture; known are ${known}`;
    default:
      return what satisfies never;
  }
};

type Unknowns = { readonly [name: string]: unknown };
const asObject = (value: unknown): Unknowns | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Unknowns) : undefined;
const own = (value: unknown, name: string): unknown => {
  const object = asObject(value);
  return object && Object.hasOwn(object, name) ? object[name] : undefined;
};

type Report = (path: string, message: Formed) => void;

/** Every field of the group must be there and within its limits, and nothing else. */
function checkValues(fields: Fields, value: unknown, prefix: string, report: Report): AnyValues {
  const object = asObject(value);
  if (!object) report(prefix, phrase`the settings are missing`);
  for (const name of Object.keys(object ?? {}))
    if (!Object.hasOwn(fields, name)) report(`${prefix}.${name}`, phrase`${quote(name)} is no setting here`);
  const entries = Object.entries(fields).map(([name, field]): [string, FieldValue] => {
    const given = own(object, name);
    // Lists, objects and big integers are named by their type: they may be huge, or impossible to print.
    const checked = checkField(field, isValue(given) ? given : typeof given);
    if (checked.ok) return [name, checked.value === 0 ? 0 : checked.value];
    if (object) report(`${prefix}.${name}`, checked.error);
    return [name, field.default];
  });
  return Object.fromEntries(entries);
}

/** @param prefix what stands before the names of a layer's settings */
function checkLayers(
  value: unknown,
  path: string,
  prefix: (layer: number) => string,
  report: Report,
): readonly LayerSpec[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  if (list.length < 1 || list.length > maxLayers)
    report(path, phrase`a model has 1 to ${maxLayers} layers, not ${list.length}`);
  return list.slice(0, maxLayers).flatMap((layer, l) => {
    const cell = kindIn(cells, own(layer, "cell"));
    if (!cell) {
      report(`${prefix(l)}.cell`, unknownKind("cell", cells, own(layer, "cell")));
      return [];
    }
    return [{ cell, values: checkValues(layerFieldsOf(cell), own(layer, "values"), prefix(l), report) }];
  });
}

/** A stack may be written as it was before there were other architectures, {architecture, layers}. */
function checkModel(value: unknown, m: number, report: Report): ModelSpec {
  const kind = kindIn(architectures, own(value, "architecture"));
  if (!kind) report(`models.${m}`, unknownKind("architecture", architectures, own(value, "architecture")));
  const architecture = kind ?? "stack";
  const { fields, parts } = architectures[architecture];
  const isEarlier = architecture === "stack" && own(value, "parts") === undefined;
  const values = isEarlier ? {} : own(value, "values");
  const lists = isEarlier ? { layers: own(value, "layers") } : own(value, "parts");
  const known = new Set(parts.map(({ name }) => name));
  for (const name of Object.keys(asObject(lists) ?? {}))
    if (!known.has(name)) report(`models.${m}`, phrase`${quote(name)} is no part of this architecture`);
  return {
    architecture,
    values: checkValues(fields, values, `models.${m}`, report),
    parts: Object.fromEntries(
      parts.map(({ name }, p) => {
        const prefix = (l: number) => (p === 0 && l === 0 ? `models.${m}` : `models.${m}.${name}.${l}`);
        return [name, checkLayers(own(lists, name), modelPath(m, name), prefix, report)];
      }),
    ),
  };
}

function checkChanges(spec: ExperimentSpec, value: unknown, report: Report): readonly Change[] {
  if (!Array.isArray(value)) {
    report("changes", phrase`the list of changes is missing`);
    return [];
  }
  if (value.length > maxChanges)
    report("changes", phrase`${value.length} changes; at most ${maxChanges} fit`);
  let last = 0;
  return value.slice(0, maxChanges).flatMap((change: unknown) => {
    const checked = checkChange(spec, own(change, "update"), own(change, "field"), own(change, "value"));
    if (isFormed(checked)) {
      report("changes", checked);
      return [];
    }
    if (checked.update < last) report("changes", phrase`update ${checked.update} comes after update ${last}`);
    last = checked.update;
    return [checked];
  });
}

/** One change, or what is wrong with it. */
export function checkChange(
  spec: ExperimentSpec,
  update: unknown,
  path: unknown,
  value: unknown,
): Change | Formed {
  if (typeof update !== "number" || !Number.isInteger(update) || update < 0 || update > maxChangeUpdate)
    return phrase`a change is made at a whole update from 0 to ${maxChangeUpdate}, not at ${quoteAny(update)}`;
  const field = typeof path === "string" ? fieldAt(spec, path) : undefined;
  if (typeof path !== "string" || !field) return phrase`${quoteAny(path)} is no setting of this experiment`;
  if (!field.live) return phrase`${quote(path)} cannot change while a run goes on`;
  const checked = checkField(field, isValue(value) ? value : typeof value);
  if (!checked.ok) return checked.error;
  return { update: update + 0, field: path, value: checked.value === 0 ? 0 : checked.value };
}

/** An experiment of unknown origin (a file, a message) against the catalogs. Paths are those of links. */
export function checkSpec(value: unknown): CheckedSpec {
  const errors: SpecError[] = [];
  const report: Report = (path, message) => errors.push({ path, message });
  const base = defaultSpec();
  if (!asObject(value)) report("", phrase`there is no experiment here`);

  const task = own(value, "task");
  const taskKind = kindIn(tasks, own(task, "kind"));
  if (!taskKind) report("task.kind", unknownKind("task", tasks, own(task, "kind")));
  const given = own(task, "data");
  const optimizer = own(value, "optimizer");
  const optimizerKind = kindIn(optimizers, own(optimizer, "kind"));
  if (!optimizerKind) report("optimizer.kind", unknownKind("optimizer", optimizers, own(optimizer, "kind")));

  const listed = own(value, "models");
  const models: readonly unknown[] = Array.isArray(listed) ? listed : [];
  if (models.length < 1 || models.length > maxModels)
    report("models", phrase`a race has 1 to ${maxModels} models, not ${models.length}`);

  let spec: ExperimentSpec = {
    task: taskKind
      ? { kind: taskKind, values: checkValues(tasks[taskKind].fields, own(task, "values"), "task", report) }
      : base.task,
    models: models.slice(0, maxModels).map((model, m) => checkModel(model, m, report)),
    optimizer: optimizerKind
      ? {
          kind: optimizerKind,
          values: checkValues(
            optimizers[optimizerKind].fields,
            own(optimizer, "values"),
            "optimizer",
            report,
          ),
        }
      : base.optimizer,
    training: checkValues(trainingFields, own(value, "training"), "training", report) as Values<
      typeof trainingFields
    >,
    view: checkValues(viewFields, own(value, "view"), "view", report) as Values<typeof viewFields>,
    changes: [],
  };
  if (given !== undefined) {
    const data = checkOwnData(given);
    const withOwn = isFormed(data) ? data : withData(spec.task, data);
    if (isFormed(withOwn)) report("task.data", withOwn);
    else spec = { ...spec, task: withOwn };
  }
  const changes = checkChanges(spec, own(value, "changes"), report);
  return errors.length === 0 ? { ok: true, spec: { ...spec, changes } } : { ok: false, errors };
}
