/** A panel's numbers, whatever they are written as: for the clipboard, as a file, or for a test. */
import type { Phrase } from "../lib/phrase.ts";
import type { AppState } from "../store/state.ts";
import type { Words } from "../text/language.ts";

/** A number, a text such as the symbol of a step, or null for what is not known. */
export type Cell = number | string | null;

export interface Table {
  /** Names of the columns, each with its unit where it has one; no two are the same. */
  readonly header: readonly string[];
  /** As long as the header, each. */
  readonly rows: readonly (readonly Cell[])[];
}

/** What a panel shows, without its picture. */
export interface PanelNumbers {
  /** For a screen reader, and as the description of the picture; or why there is nothing to say. */
  readonly sentence: string;
  /** Null where there are no numbers, for which the sentence gives the reason. */
  readonly table: Table | null;
}

/** What numbers are made of: the page as it is now, and the words of its language. */
export interface Telling {
  readonly app: AppState;
  readonly words: <C extends object>(english: C) => Words<C>;
  readonly say: (said: Phrase) => string;
}

/** Of a panel: its `numbers` (see `PanelDef`). */
export type NumbersOf = (telling: Telling) => PanelNumbers;

/** Digits of a float32 that mean something, and as many of a float64 as anybody reads. */
const digits = 7;

/** A cell of a number: rounded to what means something; null where it is not finite. */
export const rounded = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(digits));

/** The same to the last bit. */
export const exact = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : value;

/** What would end a cell or a row of a tab-separated text. */
const separators = /[\t\r\n]+/g;

/** As spreadsheets take it from the clipboard: tabs between columns, a header first. */
export const tabSeparated = ({ header, rows }: Table): string =>
  [header, ...rows]
    .map((row) => row.map((cell) => (cell === null ? "" : String(cell).replace(separators, " "))).join("\t"))
    .join("\n");

/** The same names, with a number behind each that stood there before: two inputs may have one name. */
export function distinct(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let k = 2; taken.has(own); k++) own = `${name} (${k})`;
    taken.add(own);
    return own;
  });
}
