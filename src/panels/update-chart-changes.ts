import type { Field, FieldValue } from "../lib/fields.ts";
import { formatNumber } from "../lib/format.ts";
import { optimizers } from "../optimizers/index.ts";
import type { Change, ExperimentSpec } from "../spec/spec.ts";
import { trainingFields } from "../spec/training-fields.ts";
import type { ChangeWords } from "./update-chart-over.tsx";

function fieldOf(path: string, spec: ExperimentSpec): Field | undefined {
  const [group, name = ""] = path.split(".");
  const fields: { readonly [name: string]: Field } =
    group === "optimizer"
      ? optimizers[spec.optimizer.kind].fields
      : group === "training"
        ? trainingFields
        : {};
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function say(field: Field, value: FieldValue): string {
  if (typeof value !== "number") return String(value);
  return "off" in field && field.off?.value === value
    ? field.off.label
    : formatNumber(Number(value.toPrecision(3)), 2);
}

const shortest = (text: string) => text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");

/** Live changes that bend curves, in words: "learning rate 0.001". Speed, probe and temperature change no weight. */
export const changeWords = (changes: readonly Change[], spec: ExperimentSpec): readonly ChangeWords[] =>
  changes.flatMap(({ update, field: path, value }) => {
    const field = fieldOf(path, spec);
    if (!field || path === "training.speed" || update === 0) return [];
    return [{ update, words: `${field.label.toLowerCase()} ${shortest(say(field, value))}` }];
  });
