/**
 * Data that a person brings along: a text to continue, or a table of numbers to predict. It is part of the experiment,
 * since every curve depends on it, and it comes from anywhere: what reaches a task has been through `checkOwnData`.
 */
import { type Formed, isFormed, phrase } from "../lib/phrase.ts";
import { quote } from "../lib/quote.ts";

export interface OwnText {
  readonly kind: "text";
  /** Name of the file, or what the page calls it ("Pasted text"). */
  readonly title: string;
  readonly text: string;
}

export interface OwnColumn {
  /** With its unit, as its header has it. */
  readonly name: string;
  /** One a row; null where the row has none. */
  readonly values: readonly (number | null)[];
}

export interface OwnTable {
  readonly kind: "table";
  readonly title: string;
  /** Of equal length. */
  readonly columns: readonly OwnColumn[];
  /** What names the rows, a date or so, as written; null where they have only their place. */
  readonly rows: { readonly name: string; readonly first: string; readonly last: string } | null;
}

export type OwnData = OwnText | OwnTable;
export type OwnDataKind = OwnData["kind"];

/** Two megabytes of plain text; a character of another script is up to four bytes of a file. */
export const maxOwnText = 2_000_000;
export const maxOwnColumns = 32;
/** Numbers of all columns together. */
export const maxOwnNumbers = 250_000;
export const maxOwnName = 200;

type Unknowns = { readonly [name: string]: unknown };
/** Halves of characters cannot be written to a file or a link. */
export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\uFFFD");
const isName = (value: unknown): value is string =>
  typeof value === "string" && value.length <= maxOwnName && isWellFormed(value);
const own = (value: object, name: string): unknown =>
  Object.hasOwn(value, name) ? (value as Unknowns)[name] : undefined;

function checkColumn(value: unknown, rows: number): OwnColumn | Formed {
  const name = typeof value === "object" && value !== null ? own(value, "name") : undefined;
  const values = typeof value === "object" && value !== null ? own(value, "values") : undefined;
  if (!isName(name) || !Array.isArray(values))
    return phrase`a column of its table lacks a short name or a list of values`;
  if (values.length !== rows)
    return phrase`its columns differ in length: ${quote(name)} has ${values.length} rows, the first one has ${rows}`;
  const bad = values.findIndex((entry) => entry !== null && !Number.isFinite(entry));
  return bad < 0
    ? { name, values: values as (number | null)[] }
    : phrase`row ${bad + 1} of its column ${quote(name)} is no number`;
}

function checkTable(value: object, title: string): OwnTable | Formed {
  const listed = own(value, "columns");
  if (!Array.isArray(listed) || listed.length < 1 || listed.length > maxOwnColumns)
    return phrase`a table has 1 to ${maxOwnColumns} columns`;
  const [first] = listed as unknown[];
  const values = typeof first === "object" && first !== null ? own(first, "values") : undefined;
  const rows = Array.isArray(values) ? values.length : 0;
  if (rows * listed.length > maxOwnNumbers)
    return phrase`its table has ${rows * listed.length} numbers; the limit is ${maxOwnNumbers}`;
  const columns: OwnColumn[] = [];
  for (const entry of listed) {
    const column = checkColumn(entry, rows);
    if (isFormed(column)) return column;
    columns.push(column);
  }
  const named = own(value, "rows") ?? null;
  if (named === null) return { kind: "table", title, columns, rows: null };
  const parts = typeof named === "object" ? ["name", "first", "last"].map((part) => own(named, part)) : [];
  const [name, start, end] = parts;
  if (!isName(name) || !isName(start) || !isName(end)) return phrase`the names of its rows are no texts`;
  return { kind: "table", title, columns, rows: { name, first: start, last: end } };
}

/** Data of unknown origin (a link, a file, a message), or in half a sentence what is wrong with it. */
export function checkOwnData(value: unknown): OwnData | Formed {
  if (typeof value !== "object" || value === null) return phrase`there is no text and no table in it`;
  const [kind, title, text] = ["kind", "title", "text"].map((name) => own(value, name));
  if (!isName(title)) return phrase`it has no title of at most ${maxOwnName} characters`;
  if (kind === "table") return checkTable(value, title);
  if (kind !== "text") return phrase`it is neither a “text” nor a “table”`;
  if (typeof text !== "string" || !isWellFormed(text)) return phrase`its text is no well-formed text`;
  if (text.length > maxOwnText)
    return phrase`its text is ${text.length} characters long; the limit is ${maxOwnText}`;
  return { kind, title, text };
}

/** A signal drawn by hand, to three digits behind the point: more than a pointer has. What is no number is a gap. */
export const tableOfSignal = (values: readonly number[]): OwnTable => ({
  kind: "table",
  title: "Drawn signal",
  columns: [
    {
      name: "signal",
      values: values
        .slice(0, maxOwnNumbers)
        .map((value) => (Number.isFinite(value) ? Math.round(value * 1000) / 1000 + 0 : null)),
    },
  ],
  rows: null,
});
