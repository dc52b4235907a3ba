/** How one experiment differs from another, in few words: "GRU, units 32 → 64, clip norm off". Names runs beside each other. */
import { architectures } from "../architectures/index.ts";
import type { AnyValues, Field, Fields, FieldValue } from "../lib/fields.ts";
import { optimizers } from "../optimizers/index.ts";
import { tasks } from "../tasks/index.ts";
import { describeChange, showValue } from "./describe.ts";
import { type ExperimentSpec, layerFieldsOf, layersOf, type ModelSpec, modelNames } from "./spec.ts";
import { trainingFields } from "./training-fields.ts";

/** Settings that move no number of a run, or say only how long it is. */
const ofNoMoment = ["speed", "engine", "stopWhenSolved", "updates"];

/** "Learning rate" is "learning rate" within a list; "ε" stays. */
const within = (label: string): string =>
  label.replace(/^\p{Lu}(?=\p{Ll}|\s)/u, (letter) => letter.toLowerCase());

const changed = (
  field: Field,
  before: FieldValue | undefined,
  after: FieldValue | undefined,
): string | null => {
  if (before === after || before === undefined || after === undefined) return null;
  const label = within(field.label);
  // The unit stands once, and not where the label is its name.
  const plain = "unit" in field ? { ...field, unit: "" } : field;
  const last = "unit" in field && field.unit === label ? plain : field;
  return `${label} ${showValue(plain, before)} → ${showValue(last, after)}`;
};

const ofFields = (fields: Fields, before: AnyValues, after: AnyValues): readonly string[] =>
  Object.entries(fields).flatMap(([name, field]) => changed(field, before[name], after[name]) ?? []);

/** Of one model, whose architecture and number of layers are the same. */
function ofModel(before: ModelSpec, after: ModelSpec): readonly string[] {
  const old = layersOf(before);
  const parts = layersOf(after).flatMap((layer, l) => {
    const was = old[l];
    return was?.cell === layer.cell ? ofFields(layerFieldsOf(layer.cell), was.values, layer.values) : [];
  });
  return [
    ...new Set([
      ...ofFields(architectures[after.architecture].fields, before.values, after.values),
      ...parts,
    ]),
  ];
}

const shapeOf = (model: ModelSpec): string =>
  `${model.architecture} ${layersOf(model)
    .map(({ cell }) => cell)
    .join()}`;

function ofModels(before: ExperimentSpec, after: ExperimentSpec): readonly string[] {
  const names = modelNames(after.models);
  const isAlike =
    before.models.length === after.models.length &&
    before.models.every((model, m) => shapeOf(model) === shapeOf(after.models[m] as ModelSpec));
  if (!isAlike) return [names.join(", ")];
  const own = after.models.map((model, m) => ofModel(before.models[m] as ModelSpec, model));
  // What is so of all models is said once.
  const [first = []] = own;
  const shared = first.filter((part) => own.every((parts) => parts.includes(part)));
  const others = own.flatMap((parts, m) =>
    parts.filter((part) => !shared.includes(part)).map((part) => `${names[m]} ${part}`),
  );
  return [...shared, ...others];
}

/** What was changed on the way, by what was there when the runs part. */
function ofChanges(before: ExperimentSpec, after: ExperimentSpec): readonly string[] {
  const known = new Set(before.changes.map((change) => JSON.stringify(change)));
  return after.changes
    .filter((change) => !known.has(JSON.stringify(change)))
    .flatMap(({ update, field, value }) => {
      const text = describeChange(after, field, value)?.text;
      return text === undefined ? [] : [`${text} from update ${update}`];
    });
}

/** @returns no part where the two would give the same numbers */
export function differences(before: ExperimentSpec, after: ExperimentSpec): readonly string[] {
  const isSameTask = before.task.kind === after.task.kind;
  const isSameOptimizer = before.optimizer.kind === after.optimizer.kind;
  const training = Object.fromEntries(
    Object.entries(trainingFields).filter(([name]) => !ofNoMoment.includes(name)),
  );
  return [
    ...(isSameTask
      ? ofFields(tasks[after.task.kind].fields, before.task.values, after.task.values)
      : [tasks[after.task.kind].title]),
    ...(isSameTask && JSON.stringify(before.task.data) !== JSON.stringify(after.task.data)
      ? ["other data"]
      : []),
    ...ofModels(before, after),
    ...(isSameOptimizer
      ? ofFields(optimizers[after.optimizer.kind].fields, before.optimizer.values, after.optimizer.values)
      : [optimizers[after.optimizer.kind].title]),
    ...ofFields(training, before.training, after.training),
    ...ofChanges(before, after),
  ];
}
