import { type ArchitectureKind, architectures } from "../architectures/index.ts";
import type { CellKind } from "../cells/index.ts";
import { cells } from "../cells/index.ts";
import { type AnyValues, defaults, type Fields, type FieldValue, type Values } from "../lib/fields.ts";
import { type Formed, phrase, phraseOf } from "../lib/phrase.ts";
import { type OptimizerKind, optimizers } from "../optimizers/index.ts";
import type { OwnData } from "../own-data/own-data.ts";
import { type TaskKind, tasks } from "../tasks/index.ts";
import type { AssetLoader, PreparedTask } from "../tasks/task.ts";
import { clampFieldsOf } from "./clamp-fields.ts";
import { layerFields } from "./layer-fields.ts";
import { withLossOptions } from "./loss-options.ts";
import { trainingFields, viewFields } from "./training-fields.ts";

/** One recurrent layer: `values` holds the fields of `layerFieldsOf(cell)`. */
export interface LayerSpec {
  readonly cell: CellKind;
  readonly values: AnyValues;
}

/** `values` holds the fields of the architecture, `parts` a list of layers from the input up for each of its parts. */
export interface ModelSpec {
  readonly architecture: ArchitectureKind;
  readonly values: AnyValues;
  readonly parts: { readonly [part: string]: readonly LayerSpec[] };
}

/** A setting changed while a run went on. `field` is a path as in links, e.g. "optimizer.learningRate". */
export interface Change {
  /** The first update that used the new value is `update` + 1. */
  readonly update: number;
  readonly field: string;
  readonly value: FieldValue;
}

/** `data` is the user's own, for a task that takes such; without it the task shows its example. */
export interface TaskSpec {
  readonly kind: TaskKind;
  readonly values: AnyValues;
  readonly data?: OwnData;
}

/** Everything that a curve depends on: what a link holds. */
export interface ExperimentSpec {
  readonly task: TaskSpec;
  /** One to four. */
  readonly models: readonly ModelSpec[];
  readonly optimizer: { readonly kind: OptimizerKind; readonly values: AnyValues };
  readonly training: Values<typeof trainingFields>;
  readonly view: Values<typeof viewFields>;
  readonly changes: readonly Change[];
}

export const maxModels = 4;
/** Of a part of a model. */
export const maxLayers = 4;
export const maxChanges = 64;
/** Ten million updates are a day at 100 a second; the limit keeps 64 changes short enough for a link. */
export const maxChangeUpdate = 10_000_000;

/** Fields of one layer: those of every layer, those of its cell, and one for each gate that can be held. */
export const layerFieldsOf = (cell: CellKind): Fields => ({
  ...layerFields,
  ...cells[cell].fields,
  ...clampFieldsOf(cell),
});

export const defaultLayer = (cell: CellKind): LayerSpec => ({ cell, values: defaults(layerFieldsOf(cell)) });
/** Layers one above the other: the architecture of a model that nobody has given another. */
export const stackModel = (layers: readonly LayerSpec[]): ModelSpec => ({
  architecture: "stack",
  values: defaults(architectures.stack.fields),
  parts: { layers },
});
export const defaultModel = (cell: CellKind): ModelSpec => stackModel([defaultLayer(cell)]);

/** A layer and where it is in its model: `index` counts within the part, from the input up. */
export interface LayerPlace {
  readonly part: string;
  readonly index: number;
  readonly layer: LayerSpec;
}

/** All layers of a model, part by part in the order of its architecture: what a number of a layer means. */
export const placesOf = ({ architecture, parts }: ModelSpec): readonly LayerPlace[] =>
  architectures[architecture].parts.flatMap(({ name }) =>
    (parts[name] ?? []).map((layer, index) => ({ part: name, index, layer })),
  );
export const layersOf = (model: ModelSpec): readonly LayerSpec[] => placesOf(model).map(({ layer }) => layer);

/** The same model with other layers in one of its parts. */
export const withPart = (model: ModelSpec, part: string, layers: readonly LayerSpec[]): ModelSpec => ({
  ...model,
  parts: { ...model.parts, [part]: layers },
});

/** The same model with every layer changed. @param change gets the layer and its place in `layersOf` */
export const mapLayers = (
  model: ModelSpec,
  change: (layer: LayerSpec, index: number) => LayerSpec,
): ModelSpec =>
  placesOf(model).reduce(
    (now, { part, index, layer }, l) =>
      withPart(now, part, (now.parts[part] ?? []).with(index, change(layer, l))),
    model,
  );

/** The race that a first-time visitor sees (look.md). */
export function defaultSpec(): ExperimentSpec {
  return {
    task: { kind: "temporal-order", values: defaults(tasks["temporal-order"].fields) },
    models: [defaultModel("simple"), defaultModel("lstm"), defaultModel("gru")],
    optimizer: { kind: "adam", values: defaults(optimizers.adam.fields) },
    training: defaults(trainingFields),
    view: defaults(viewFields),
    changes: [],
  };
}

/** A task with user data, or in half a sentence why it cannot have it. */
export function withData(task: TaskSpec, data: OwnData): TaskSpec | Formed {
  const { example } = tasks[task.kind];
  const title = phraseOf(tasks[task.kind].title);
  if (!example) return phrase`the task “${title}” does not accept your own data`;
  if (example.kind !== data.kind)
    return data.kind === "text"
      ? phrase`it is a text, and the task “${title}” takes a table`
      : phrase`it is a table, and the task “${title}” takes a text`;
  return { ...task, data };
}

/** The experiment's source of samples. @throws with a sentence for people, as tasks do. */
export const prepareTask = async (
  { task, training }: ExperimentSpec,
  load: AssetLoader,
): Promise<PreparedTask> =>
  withLossOptions(await tasks[task.kind].prepare(task.values, training.seed, load, task.data), training);

/**
 * Cells of layers from the input up, in few letters: "LSTM", "LSTM×2", "LSTM+GRU"; where they change more than once only
 * the first and the last are named.
 */
function cellNames(layers: readonly LayerSpec[]): string {
  const groups: { short: string; count: number }[] = [];
  for (const { cell } of layers) {
    const { short } = cells[cell];
    const last = groups.at(-1);
    if (last?.short === short) last.count++;
    else groups.push({ short, count: 1 });
  }
  const names = groups.map(({ short, count }) => (count > 1 ? `${short}×${count}` : short));
  return names.length > 2 ? `${names[0]}+…+${names.at(-1)}` : names.join("+");
}

/**
 * A model's name in the race: the short titles of its cells. Models that would be alike add their variant ("GRU reset
 * before") where that tells them apart, else a number ("RNN 1", "RNN 2").
 */
export function modelNames(models: readonly ModelSpec[]): readonly string[] {
  const plain = models.map((model) => cellNames(layersOf(model)));
  const varied = models.map((model, m) => {
    const [layer] = layersOf(model);
    const variant = layer ? cells[layer.cell].variant(layer.values) : "";
    return variant ? `${plain[m]} ${variant}` : (plain[m] as string);
  });
  const alike = (m: number) => models.map((_, other) => other).filter((other) => plain[other] === plain[m]);
  return plain.map((name, m) => {
    const group = alike(m);
    if (group.length === 1) return name;
    const distinct = new Set(group.map((other) => varied[other])).size === group.length;
    return distinct ? (varied[m] as string) : `${name} ${group.indexOf(m) + 1}`;
  });
}
