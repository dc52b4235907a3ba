/**
 * What a source's cells are where they differ by a setting: a cell that is added takes the settings of the source whose
 * letters are shown. Each is what its first slide (or its default) on that cell says; docs/decisions/0011.
 */
import { type CellKind, cells } from "../cells/index.ts";
import { type LayerSpec, layerFieldsOf } from "../experiment/spec.ts";
import { type AnyValues, type Field, type FieldValue, isShown } from "../lib/fields.ts";
import { type NotationId, type SourceId, sourceOf } from "./notation.ts";

const frameworkGru = { resetAfter: true, recurrentBias: true, updateGate: "old", useBias: true };

/** r ∘ (U h), one bias a gate, u ∘ h̃ + (1 − u) ∘ h. */
const barcelonaGru = { resetAfter: true, recurrentBias: false, updateGate: "new", useBias: true };

/** Keras' unit_forget_bias; O: "so that f is about 1". The others say nothing of it. */
const openForgetGate = { unitForgetBias: true };

/** Olah's GRU: W · [r ∗ h, x], without biases. */
const olahGru = { resetAfter: false, updateGate: "new", useBias: false };

type Conventions = { readonly [C in CellKind]?: AnyValues };
const conventions: { readonly [S in SourceId]: Conventions } = {
  pytorch: { gru: frameworkGru },
  keras: { gru: frameworkGru, lstm: openForgetGate },
  u: { gru: barcelonaGru },
  d: { gru: barcelonaGru },
  s: { gru: olahGru },
  t: { gru: { resetAfter: false, updateGate: "new", useBias: true } },
  o: { gru: { resetAfter: false, updateGate: "old", useBias: true }, lstm: openForgetGate },
};

/** Where a source's other form has another cell: D's second slide on the GRU. */
const otherForms: { readonly [N in NotationId]?: Conventions } = { "d-joint": { gru: olahGru } };

/** Settings of a cell as a source has it; none where all sources agree. */
export const conventionOf = (notation: NotationId, cell: CellKind): AnyValues =>
  otherForms[notation]?.[cell] ?? conventions[sourceOf(notation)][cell] ?? {};

/** A setting in which a layer is not as a source has its cell. */
export interface Unlike {
  readonly name: string;
  readonly field: Field;
  readonly own: FieldValue;
  readonly source: FieldValue;
  /** Changing weights keeps the function (`CellDef.mirror`). */
  readonly converts: boolean;
}

export function unlikeSource(notation: NotationId, { cell, values }: LayerSpec): readonly Unlike[] {
  const fields = layerFieldsOf(cell);
  return Object.entries(conventionOf(notation, cell)).flatMap(([name, source]) => {
    const [field, own] = [fields[name], values[name]];
    if (!field || own === undefined || own === source || !isShown(field, values)) return [];
    return [{ name, field, own, source, converts: cells[cell].mirror?.field === name }];
  });
}
