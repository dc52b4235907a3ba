import { describeChange, showValue } from "../experiment/describe.ts";
import type { Change, ExperimentSpec } from "../experiment/spec.ts";
import type { Field, FieldValue } from "../lib/fields.ts";
import { formatNumber } from "../lib/format.ts";
import type { ChangeWords } from "./update-chart-over.tsx";

const shortest = (text: string) => text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");

function say(field: Field, value: FieldValue): string {
  if (typeof value !== "number") return showValue(field, value);
  return "off" in field && field.off?.value === value
    ? field.off.label
    : `${shortest(formatNumber(Number(value.toPrecision(3)), 2))}${field.unit ? ` ${field.unit}` : ""}`;
}

/** Live changes that bend curves, in words: "learning rate 0.001". Speed, probe and temperature change no weight. */
export const changeWords = (changes: readonly Change[], spec: ExperimentSpec): readonly ChangeWords[] =>
  changes.flatMap(({ update, field: path, value }) => {
    const described = describeChange(spec, path, value);
    if (!described || path === "training.speed" || update === 0) return [];
    const { field, group } = described;
    // The race shares its optimizer and clip; a gate is one model's.
    const whose = path.startsWith("models.") ? `${group}: ` : "";
    return [{ update, words: `${whose}${field.label.toLowerCase()} ${say(field, value)}` }];
  });
