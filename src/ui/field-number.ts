import { type Checked, checkField, type NumberField, parseField } from "../lib/fields.ts";
import { formatCount, formatNumber } from "../lib/format.ts";

/** What a person typed: "1e-3", "1,000", "−2", "off". Errors quote the value and the limit. */
export function parseNumber(field: NumberField, typed: string): Checked<number> {
  const written = typed.trim();
  if (field.off && written.toLowerCase() === field.off.label.toLowerCase())
    return { ok: true, value: field.off.value };
  const plain = written
    .replace(/^[−–]/, "-")
    .replace(/e[−–]/i, "e-")
    .replace(/^([+-]?\d{1,3}(?:,\d{3})+)(?=\.|$)/, (grouped) => grouped.replaceAll(",", ""));
  const read = parseField(field, plain);
  return read.ok ? { ok: true, value: read.value as number } : read;
}

/** As it stands in a row that nobody edits. */
export function showNumber(field: NumberField, value: number): string {
  if (field.off?.value === value) return field.off.label;
  if (field.type === "int") return isName(field) ? String(value) : formatCount(value);
  // A setting is shown as it is, not rounded as a measurement would be.
  const magnitude = Math.abs(value);
  if (magnitude < 1e-3 || magnitude >= 1e6) return formatNumber(value, 5);
  return value.toLocaleString("en-US", { maximumFractionDigits: 20 }).replace("-", "−");
}

/** As it stands in a row that is being edited. */
export const editNumber = (field: NumberField, value: number): string =>
  field.off?.value === value ? field.off.label : String(value);

/** A seed is a name made of digits: neither grouped nor put on a slider. */
const isName = ({ type, scale, max }: NumberField): boolean =>
  type === "int" && scale === "linear" && max > 1e6;

export const hasSlider = (field: NumberField): boolean => !isName(field) && field.max > field.min;

const isLog = ({ scale, min }: NumberField): boolean => scale === "log" && min > 0;

/** Place of a value on the slider, 0 to 1; what is off stands at the left end. */
export function placeOf(field: NumberField, value: number): number {
  const { min, max } = field;
  const inside = Math.min(max, Math.max(min, value));
  return isLog(field) ? Math.log(inside / min) / Math.log(max / min) : (inside - min) / (max - min);
}

/** The value at a place of the slider, rounded to two digits as a person would choose it. */
export function valueAtPlace(field: NumberField, place: number): number {
  const { min, max } = field;
  if (place <= 0) return min;
  if (place >= 1) return max;
  const exact = isLog(field) ? min * (max / min) ** place : min + place * (max - min);
  const grain = isLog(field) ? 10 ** (Math.floor(Math.log10(exact)) - 1) : linearGrain(field);
  return settle(field, roundTo(exact, field.type === "int" ? Math.max(1, grain) : grain));
}

const linearGrain = ({ type, min, max }: NumberField): number =>
  type === "int" ? 1 : 10 ** Math.floor(Math.log10((max - min) / 50));

/** Multiples of 0.01 and the like without their binary tails. */
const roundTo = (value: number, grain: number): number =>
  Number((Math.round(value / grain) * grain).toPrecision(12));

const settle = ({ type, min, max }: NumberField, value: number): number =>
  Math.min(max, Math.max(min, type === "int" ? Math.round(value) : value));

const isPowerOfTwo = (value: number): boolean => value >= 1 && Number.isInteger(Math.log2(value));

/**
 * One press of ↑ or ↓. On a log scale the leading digit moves (0.003 → 0.004, 0.01 → 0.009), and sizes that are powers of
 * two double and halve; on a linear one the smallest amount that matters.
 */
export function stepNumber(field: NumberField, value: number, direction: 1 | -1): number {
  if (field.off?.value === value) return field.default === value ? settle(field, field.min) : field.default;
  if (!checkField(field, value).ok) return settle(field, value);
  if (!isLog(field))
    return settle(field, roundTo(value + direction * linearGrain(field), linearGrain(field)));
  if (field.type === "int" && isPowerOfTwo(value) && (direction > 0 || value > 1))
    return settle(field, direction > 0 ? value * 2 : value / 2);
  const decade = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const atDecade = value <= decade * 1.0000001;
  const grain = direction < 0 && atDecade ? decade / 10 : decade;
  return settle(field, roundTo(value + direction * grain, field.type === "int" ? Math.max(1, grain) : grain));
}
