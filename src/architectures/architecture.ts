import type { AnyValues, Fields, Values } from "../lib/fields.ts";
import { type Formed, phrase } from "../lib/phrase.ts";

/** One list of recurrent layers within a model, from the input up. */
export interface PartDef {
  /** In links and in the names of parameters: "layers", "encoder". Letters alone; frozen, since snapshots depend on it. */
  readonly name: string;
  /** On the page, where a model has several parts. */
  readonly title: string;
}

/** What an architecture sees of a model's layers: for each part, the settings of its layers from the input up. */
export interface PartLayers {
  readonly [part: string]: readonly { readonly values: AnyValues }[];
}

/** What an architecture needs to know of a task. */
export interface TaskShape {
  /** What the task goes on to write from its own output, where the future is unknown; null if it reads whole sequences. */
  readonly writes: "text" | "series" | null;
}

/** A signal of a network that is being built: at every step `width` values for each sequence. */
export interface Handle {
  readonly width: number;
}

/** What an architecture builds a network with. Every method adds nodes behind those that there are. */
export interface Net {
  /** The input. */
  readonly x: Handle;
  /**
   * The layers of a part, one above the other. Their parameters are named after the part: "layers.0.kernel".
   * @param from what the lowest layer reads, side by side at each step
   * @returns the output of the highest layer, both directions side by side
   * @throws RangeError where the model has no layer in this part
   */
  stack(part: string, from: readonly Handle[]): Handle;
  /**
   * One product for all steps, with as many outputs as the task has. Its parameters are `${path}.kernel` [inputs, outputs]
   * and `${path}.bias` [outputs].
   * @param from what it reads, side by side at each step
   */
  dense(path: string, from: readonly Handle[]): Handle;
  /** The task's loss of these outputs; every network has one. */
  loss(of: Handle): void;
}

/** How the layers of a model are put together. */
export interface ArchitectureDef<F extends Fields = Fields> {
  readonly kind: string;
  readonly title: string;
  /** One sentence: how the parts read each other. */
  readonly doc: string;
  readonly source: string;
  /** Settings beside those of the layers. Links write both as `models.0.name`, so none has the name of a layer's setting. */
  readonly fields: F;
  /** At least one. Settings of the first part's first layer stand for the model in links: `models.0.units`. */
  readonly parts: readonly [PartDef, ...PartDef[]];
  /**
   * Whether a model can learn a task.
   * @returns true, or what to say after the model's name, with what to do: “reads in both directions, but … .”
   */
  suits(task: TaskShape, layers: PartLayers, values: Values<F>): true | Formed;
  build(net: Net, values: Values<F>): void;
}

/** An architecture with its field types forgotten, as the registry holds it. */
export interface AnyArchitecture extends Omit<ArchitectureDef, "suits" | "build"> {
  suits(task: TaskShape, layers: PartLayers, values: AnyValues): true | Formed;
  build(net: Net, values: AnyValues): void;
}

/** Forgets the field types in one place: values that reach an architecture have been checked against its fields. */
export function defineArchitecture<const K extends string, F extends Fields>(
  def: ArchitectureDef<F> & { readonly kind: K },
): AnyArchitecture & { readonly kind: K } {
  return {
    ...def,
    suits: (task, layers, values) => def.suits(task, layers, values as Values<F>),
    build: (net, values) => def.build(net, values as Values<F>),
  };
}

/**
 * `suits` of layers that read the task's own sequence. A task that goes on from its own output, text or a forecast, has no
 * future to read: in training a backward layer would read the very answer from its input.
 */
export function readsNoFuture({ writes }: TaskShape, layers: PartLayers): true | Formed {
  const readsBackward = Object.values(layers).some((part) =>
    part.some(({ values }) => values.bidirectional === true),
  );
  if (writes === null || !readsBackward) return true;
  const what = writes === "text" ? phrase`generates text from its own output` : phrase`forecasts a series`;
  return phrase`reads in both directions, but this task ${what}, where the future is unknown: a layer that reads backward would see the answer. Turn off “Both directions”, or choose a task that reads whole sequences.`;
}
