/**
 * Setting descriptors: type, default, limits, unit and one sentence of help. The link format, the controls and the
 * checks are all derived from them, so that a setting is described once.
 */
import { type Formed, phrase, phraseOf } from "./phrase.ts";
import { quoteAny } from "./quote.ts";

interface Described {
  readonly label: string;
  /** One sentence of help. */
  readonly doc: string;
  readonly unit?: string;
  /** Can change while a run goes on (learning rate, clip, speed); any other change starts a new run. */
  readonly live?: boolean;
  /** The setting matters, and is shown, only while another field of the same group has this value. */
  readonly showIf?: { readonly field: string; readonly value: FieldValue };
}

export interface NumberField extends Described {
  readonly type: "int" | "float";
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly scale: "linear" | "log";
  /** A value outside the scale that switches the setting off, and the word for it ("off"). */
  readonly off?: { readonly value: number; readonly label: string };
}
export interface FlagField extends Described {
  readonly type: "flag";
  readonly default: boolean;
}
export interface ChoiceField<C extends string = string> extends Described {
  readonly type: "choice";
  readonly default: C;
  readonly options: readonly { readonly value: C; readonly label: string }[];
}
export interface TextField extends Described {
  readonly type: "text";
  readonly default: string;
  readonly maxLength: number;
  /** What it must look like, and in words ("numbers such as 1,3"). */
  readonly pattern?: { readonly of: RegExp; readonly words: string };
}
export type Field = NumberField | FlagField | ChoiceField | TextField;
export type Fields = { readonly [name: string]: Field };
export type FieldValue = number | boolean | string;

export type ValueOf<F> = F extends { type: "int" | "float" }
  ? number
  : F extends { type: "flag" }
    ? boolean
    : F extends ChoiceField<infer C>
      ? C
      : F extends { type: "text" }
        ? string
        : never;
export type Values<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };
export type AnyValues = { readonly [name: string]: FieldValue };

type NumberOptions = Omit<NumberField, "type" | "scale"> & { readonly scale?: "linear" | "log" };
export const int = (options: NumberOptions): NumberField & { type: "int" } => ({
  scale: "linear",
  ...options,
  type: "int",
});
export const float = (options: NumberOptions): NumberField & { type: "float" } => ({
  scale: "linear",
  ...options,
  type: "float",
});
export const flag = (options: Omit<FlagField, "type">): FlagField => ({ ...options, type: "flag" });
export const choice = <const C extends string>(
  options: Omit<ChoiceField<C>, "type" | "default"> & { readonly default: NoInfer<C> },
): ChoiceField<C> => ({ ...options, type: "choice" });
export const text = (options: Omit<TextField, "type">): TextField => ({ ...options, type: "text" });

/** A descriptor with its words in another language. @param text what stands for an English text */
export function fieldIn(text: (english: string) => string, field: Field): Field {
  const words = {
    label: text(field.label),
    doc: text(field.doc),
    ...(field.unit === undefined ? {} : { unit: text(field.unit) }),
  };
  switch (field.type) {
    case "int":
    case "float":
      return field.off === undefined
        ? { ...field, ...words }
        : { ...field, ...words, off: { ...field.off, label: text(field.off.label) } };
    case "choice":
      return {
        ...field,
        ...words,
        options: field.options.map(({ value, label }) => ({ value, label: text(label) })),
      };
    case "flag":
    case "text":
      return { ...field, ...words };
    default:
      return field satisfies never;
  }
}

/** Whether a setting matters beside these values of its group. */
export const isShown = ({ showIf }: Field, values: AnyValues): boolean =>
  !showIf || values[showIf.field] === showIf.value;

export function defaults<F extends Fields>(fields: F): Values<F> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, field.default]),
  ) as Values<F>;
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  /** A sentence without its full stop, which may be a part of another one. */
  | { readonly ok: false; readonly error: Formed };
const refuse = (error: Formed): Checked<never> => ({ ok: false, error });
/** A value of unknown origin against its field. Errors quote the value and name the limit. */
export function checkField(field: Field, value: unknown): Checked<FieldValue> {
  const label = phraseOf(field.label);
  switch (field.type) {
    case "int":
    case "float": {
      if (typeof value !== "number" || !Number.isFinite(value))
        return refuse(phrase`${label} is ${quoteAny(value)}, which is no number`);
      if (field.off && value === field.off.value) return { ok: true, value };
      if (field.type === "int" && !Number.isInteger(value))
        return refuse(phrase`${label} is ${quoteAny(value)}, but must be a whole number`);
      if (value < field.min)
        return refuse(phrase`${label} is ${quoteAny(value)}, under its least value ${field.min}`);
      if (value > field.max)
        return refuse(phrase`${label} is ${quoteAny(value)}, over its largest value ${field.max}`);
      return { ok: true, value };
    }
    case "flag":
      return typeof value === "boolean"
        ? { ok: true, value }
        : refuse(phrase`${label} is ${quoteAny(value)}, but must be yes or no`);
    case "choice":
      return field.options.some((option) => option.value === value)
        ? { ok: true, value: value as string }
        : refuse(
            phrase`${label} is ${quoteAny(value)}; known are ${field.options.map((o) => o.value).join(", ")}`,
          );
    case "text":
      if (typeof value !== "string") return refuse(phrase`${label} is ${quoteAny(value)}, but must be text`);
      if (value.length > field.maxLength)
        return refuse(phrase`${label} has ${value.length} characters; at most ${field.maxLength} fit`);
      return field.pattern && !field.pattern.of.test(value)
        ? refuse(phrase`${label} is ${quoteAny(value)}, but must be ${phraseOf(field.pattern.words)}`)
        : { ok: true, value };
    default:
      return field satisfies never;
  }
}

/** The value as written in a link. Numbers are the shortest text that reads back to the same number. */
export function printField(_field: Field, value: FieldValue): string {
  return typeof value === "boolean" ? (value ? "1" : "0") : String(value);
}

/** Reads a value as written in a link (already percent-decoded) and checks it. */
export function parseField(field: Field, written: string): Checked<FieldValue> {
  const label = phraseOf(field.label);
  switch (field.type) {
    case "int":
    case "float":
      // Number("") is 0 and Number("0x10") is 16: neither is how a number is written in a link.
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written) && Number.isFinite(Number(written))
        ? checkField(field, Number(written))
        : refuse(phrase`${label} is ${quoteAny(written)}, which is no number`);
    case "flag":
      return written === "1" || written === "0"
        ? { ok: true, value: written === "1" }
        : refuse(phrase`${label} is ${quoteAny(written)}, but must be 1 or 0`);
    case "choice":
    case "text":
      return checkField(field, written);
    default:
      return field satisfies never;
  }
}
