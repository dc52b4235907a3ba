/**
 * Data that a person brings along: a text to continue, or a table of numbers to foretell. It is part of the experiment,
 * since every curve depends on it, and it comes from anywhere: what reaches a task has been through `checkOwnData`.
 */

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

function checkColumn(value: unknown, rows: number): OwnColumn | string {
  const name = typeof value === "object" && value !== null ? own(value, "name") : undefined;
  const values = typeof value === "object" && value !== null ? own(value, "values") : undefined;
  if (!isName(name) || !Array.isArray(values))
    return "a column of its table lacks a short name or a list of values";
  if (values.length !== rows)
    return `its columns differ in length: “${name}” has ${values.length} rows, the first one has ${rows}`;
  const bad = values.findIndex((entry) => entry !== null && !Number.isFinite(entry));
  return bad < 0
    ? { name, values: values as (number | null)[] }
    : `row ${bad + 1} of its column “${name}” is no number`;
}

function checkTable(value: object, title: string): OwnTable | string {
  const listed = own(value, "columns");
  if (!Array.isArray(listed) || listed.length < 1 || listed.length > maxOwnColumns)
    return `a table has 1 to ${maxOwnColumns} columns`;
  const [first] = listed as unknown[];
  const values = typeof first === "object" && first !== null ? own(first, "values") : undefined;
  const rows = Array.isArray(values) ? values.length : 0;
  if (rows * listed.length > maxOwnNumbers)
    return `its table has ${rows * listed.length} numbers; ${maxOwnNumbers} is the most`;
  const columns: OwnColumn[] = [];
  for (const entry of listed) {
    const column = checkColumn(entry, rows);
    if (typeof column === "string") return column;
    columns.push(column);
  }
  const named = own(value, "rows") ?? null;
  if (named === null) return { kind: "table", title, columns, rows: null };
  const parts = typeof named === "object" ? ["name", "first", "last"].map((part) => own(named, part)) : [];
  const [name, start, end] = parts;
  if (!isName(name) || !isName(start) || !isName(end)) return "the names of its rows are no texts";
  return { kind: "table", title, columns, rows: { name, first: start, last: end } };
}

/** Data of unknown origin (a link, a file, a message), or in half a sentence what is wrong with it. */
export function checkOwnData(value: unknown): OwnData | string {
  if (typeof value !== "object" || value === null) return "there is no text and no table in it";
  const [kind, title, text] = ["kind", "title", "text"].map((name) => own(value, name));
  if (!isName(title)) return `it has no title of at most ${maxOwnName} characters`;
  if (kind === "table") return checkTable(value, title);
  if (kind !== "text") return "it is neither a “text” nor a “table”";
  if (typeof text !== "string" || !isWellFormed(text)) return "its text is no well-formed text";
  if (text.length > maxOwnText)
    return `its text is ${text.length} characters long; ${maxOwnText} is the most`;
  return { kind, title, text };
}
