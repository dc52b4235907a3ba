import type { Field, FieldValue } from "../lib/fields.ts";
import { formatCount } from "../lib/format.ts";
import { optimizers } from "../optimizers/index.ts";
import { tasks } from "../tasks/index.ts";
import { fieldAt, type Location, layerIndexAt, locate, valueAt } from "./paths.ts";
import { type ExperimentSpec, layersOf, modelNames } from "./spec.ts";

// One place to import from for whoever reads, shows or changes single settings.
export {
  addModel,
  inForceAt,
  removeModel,
  specAt,
  whyNoChange,
  withArchitecture,
  withChange,
  withChangesUntil,
  withDepth,
  withModel,
  withOneMoreLayer,
  withOptimizer,
  withoutLayer,
  withTask,
  withValue,
  withValues,
} from "./edit.ts";
export { fieldAt, fieldsAt, isLive, isRecorded, layerAt, layerPath, locate, valueAt } from "./paths.ts";

/** "Learning rate" in a sentence is "learning rate"; "ε" and "RNN" stay. */
export const labelWithin = ({ label }: Pick<Field, "label">): string =>
  label.replace(/^\p{Lu}(?=\p{Ll}|\s)/u, (letter) => letter.toLowerCase());

/** A value as its control shows it: "0.001", "off", "20 updates/s", "40 steps". */
export function showValue(field: Field, value: FieldValue): string {
  switch (field.type) {
    case "int":
    case "float":
      if (field.off?.value === value) return field.off.label;
      return `${Math.abs(Number(value)) >= 1000 ? formatCount(Number(value)) : value}${field.unit ? ` ${field.unit}` : ""}`;
    case "flag":
      return value ? "on" : "off";
    case "choice":
      return field.options.find((option) => option.value === value)?.label ?? String(value);
    case "text":
      return String(value);
    default:
      return field satisfies never;
  }
}

export interface Described {
  readonly field: Field;
  /** Whose setting it is: "Temporal order", "LSTM", "LSTM, layer 2", "Adam", "Training". */
  readonly group: string;
  readonly value: FieldValue;
  /** For marks and sentences: "learning rate 0.001". */
  readonly text: string;
}

/** A setting in words, with the value that it has or is to get. Undefined if this experiment has no such setting. */
export function describeChange(
  spec: ExperimentSpec,
  path: string,
  value: FieldValue | undefined = valueAt(spec, path),
): Described | undefined {
  const at = locate(path);
  const field = fieldAt(spec, path);
  if (!at || !field || value === undefined) return undefined;
  const text = `${labelWithin(field)} ${showValue(field, value)}`;
  return { field, group: groupName(spec, at), value, text };
}

function groupName(spec: ExperimentSpec, at: Location): string {
  switch (at.group) {
    case "task":
      return tasks[spec.task.kind].title;
    case "optimizer":
      return optimizers[spec.optimizer.kind].title;
    case "training":
      return "Training";
    case "view":
      return "View";
    case "models": {
      const name = modelNames(spec.models)[at.model] ?? `Model ${at.model + 1}`;
      const model = spec.models[at.model];
      const layer = layerIndexAt(spec, at);
      return !model || layer === undefined || layersOf(model).length === 1
        ? name
        : `${name}, layer ${layer + 1}`;
    }
    default:
      return at satisfies never;
  }
}
