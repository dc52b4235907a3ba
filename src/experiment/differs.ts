/** How one experiment differs from another, in few words: "GRU, units 32 → 64, clip norm off". Names runs beside each other. */
import { architectures } from "../architectures/index.ts";
import { type AnyValues, type Field, type Fields, type FieldValue, fieldIn } from "../lib/fields.ts";
import { inEnglish, type Phrase } from "../lib/phrase.ts";
import { optimizers } from "../optimizers/index.ts";
import { tasks } from "../tasks/index.ts";
import { fieldAt, labelWithin, showValue } from "./describe.ts";
import { type ExperimentSpec, layerFieldsOf, layersOf, type ModelSpec, modelNames } from "./spec.ts";
import { trainingFields } from "./training-fields.ts";

/** Settings that move no number of a run, or say only how long it is. */
const ofNoMoment = ["speed", "engine", "stopWhenSolved", "updates"];

/** How differences are told: in the words of a language. */
export interface DifferWords {
  say(said: Phrase): string;
  readonly otherData: string;
  from(what: string, update: number): string;
}

const english: DifferWords = {
  say: inEnglish,
  otherData: "other data",
  from: (what, update) => `${what} from update ${update}`,
};

/** "units 64": a setting with a value. */
export function settingText(say: DifferWords["say"], field: Field, value: FieldValue): string {
  const own = fieldIn(say, field);
  return `${labelWithin(own)} ${showValue(own, value)}`;
}

function changed(
  say: DifferWords["say"],
  english: Field,
  before: FieldValue | undefined,
  after: FieldValue | undefined,
): string | null {
  if (before === after || before === undefined || after === undefined) return null;
  const field = fieldIn(say, english);
  const label = labelWithin(field);
  // A text can be long: that it is another one says enough.
  if (field.type === "text") return label;
  // The unit stands once, and not where the label is its name.
  const plain = "unit" in field ? { ...field, unit: "" } : field;
  const last = "unit" in field && field.unit === label ? plain : field;
  return `${label} ${showValue(plain, before)} → ${showValue(last, after)}`;
}

const ofFields = (
  say: DifferWords["say"],
  fields: Fields,
  before: AnyValues,
  after: AnyValues,
): readonly string[] =>
  Object.entries(fields).flatMap(([name, field]) => changed(say, field, before[name], after[name]) ?? []);

/** Of one model, whose architecture and number of layers are the same. */
function ofModel(say: DifferWords["say"], before: ModelSpec, after: ModelSpec): readonly string[] {
  const old = layersOf(before);
  const parts = layersOf(after).flatMap((layer, l) => {
    const was = old[l];
    return was?.cell === layer.cell ? ofFields(say, layerFieldsOf(layer.cell), was.values, layer.values) : [];
  });
  return [
    ...new Set([
      ...ofFields(say, architectures[after.architecture].fields, before.values, after.values),
      ...parts,
    ]),
  ];
}

const shapeOf = (model: ModelSpec): string =>
  `${model.architecture} ${layersOf(model)
    .map(({ cell }) => cell)
    .join()}`;

function ofModels(say: DifferWords["say"], before: ExperimentSpec, after: ExperimentSpec): readonly string[] {
  const names = modelNames(after.models);
  const isAlike =
    before.models.length === after.models.length &&
    before.models.every((model, m) => shapeOf(model) === shapeOf(after.models[m] as ModelSpec));
  if (!isAlike) return [names.join(", ")];
  const own = after.models.map((model, m) => ofModel(say, before.models[m] as ModelSpec, model));
  // What is so of all models is said once.
  const [first = []] = own;
  const shared = first.filter((part) => own.every((parts) => parts.includes(part)));
  const others = own.flatMap((parts, m) =>
    parts.filter((part) => !shared.includes(part)).map((part) => `${names[m]} ${part}`),
  );
  return [...shared, ...others];
}

/** What was changed on the way, by what was there when the runs part. */
function ofChanges(words: DifferWords, before: ExperimentSpec, after: ExperimentSpec): readonly string[] {
  const known = new Set(before.changes.map((change) => JSON.stringify(change)));
  return after.changes
    .filter((change) => !known.has(JSON.stringify(change)))
    .flatMap(({ update, field, value }) => {
      const setting = fieldAt(after, field);
      return setting ? [words.from(settingText(words.say, setting, value), update)] : [];
    });
}

/** @returns no part where the two would give the same numbers */
export function differences(
  before: ExperimentSpec,
  after: ExperimentSpec,
  words: DifferWords = english,
): readonly string[] {
  const { say } = words;
  const isSameTask = before.task.kind === after.task.kind;
  const isSameOptimizer = before.optimizer.kind === after.optimizer.kind;
  const training = Object.fromEntries(
    Object.entries(trainingFields).filter(([name]) => !ofNoMoment.includes(name)),
  );
  return [
    ...(isSameTask
      ? ofFields(say, tasks[after.task.kind].fields, before.task.values, after.task.values)
      : [say(tasks[after.task.kind].title)]),
    ...(isSameTask && JSON.stringify(before.task.data) !== JSON.stringify(after.task.data)
      ? [words.otherData]
      : []),
    ...ofModels(say, before, after),
    ...(isSameOptimizer
      ? ofFields(
          say,
          optimizers[after.optimizer.kind].fields,
          before.optimizer.values,
          after.optimizer.values,
        )
      : [say(optimizers[after.optimizer.kind].title)]),
    ...ofFields(say, training, before.training, after.training),
    ...ofChanges(words, before, after),
  ];
}
