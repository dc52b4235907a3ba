/** Which settings of an experiment a lab can vary, and which values are worth a try, without React. */
import { fieldAt, fieldsAt, locate } from "../../../experiment/describe.ts";
import { shownLayerFields } from "../../../experiment/shown-fields.ts";
import { type ExperimentSpec, layersOf } from "../../../experiment/spec.ts";
import { cannotVary } from "../../../lab/lab.ts";
import { type Field, type FieldValue, isShown, printField } from "../../../lib/fields.ts";

export interface LabSetting {
  readonly path: string;
  readonly group: "task" | "models" | "optimizer" | "training";
  readonly field: Field;
  /** Of the first model, where models have it. */
  readonly value: FieldValue;
}

/** Nobody learns anything from it: it ends runs that are solved. */
const notOffered = "training.stopWhenSolved";

/** In the order of the page's controls; of models those that all of them have. */
export function labSettings(spec: ExperimentSpec): readonly LabSetting[] {
  const groupOf = (group: "task" | "optimizer" | "training"): readonly LabSetting[] => {
    const at = locate(`${group}.any`);
    const fields = (at && fieldsAt(spec, at)) ?? {};
    const values = group === "training" ? spec.training : spec[group].values;
    return Object.entries(fields).flatMap(([name, field]) => {
      const path = `${group}.${name}`;
      const value = (values as { readonly [name: string]: FieldValue })[name];
      if (
        value === undefined ||
        field.type === "text" ||
        cannotVary(path) ||
        path === notOffered ||
        !isShown(field, values)
      )
        return [];
      return [{ path, group, field, value }];
    });
  };
  const [first, ...others] = spec.models.map((model) => layersOf(model)[0]);
  const ofModels = Object.entries(first ? shownLayerFields(first) : {}).flatMap(
    ([name, field]): LabSetting[] => {
      const value = first?.values[name];
      const isShared = others.every((layer) => layer && Object.hasOwn(shownLayerFields(layer), name));
      if (value === undefined || !isShared || field.type === "text" || !isShown(field, first?.values ?? {}))
        return [];
      return fieldAt(spec, `models.0.${name}`)
        ? [{ path: `models.*.${name}`, group: "models", field, value }]
        : [];
    },
  );
  return [...groupOf("task"), ...ofModels, ...groupOf("optimizer"), ...groupOf("training")];
}

/** Values to begin with: those of a choice, and of a number half, once and twice of what it is. */
export function valuesToTry({ field, value }: LabSetting): string {
  if (field.type === "flag") return "0,1";
  if (field.type === "choice") return field.options.map((option) => option.value).join(",");
  if (field.type === "text") return String(value);
  const now = Number(value);
  const base = field.off?.value === now ? field.min : now;
  const tidy = (n: number) => (field.type === "int" ? Math.round(n) : Number(n.toPrecision(2)));
  const inside = [base / 2, base, base * 2].map(tidy).filter((n) => n >= field.min && n <= field.max);
  const all = field.off ? [field.off.value, ...inside] : inside;
  return [...new Set(all)].map((n) => printField(field, n)).join(",");
}
