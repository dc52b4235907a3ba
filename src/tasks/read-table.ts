/**
 * Tables of one's own: CSV, TSV and their kin become `OwnTable`, with a report of what was recognised and which rows could
 * not be read. What was recognised wrongly can be set by hand and the table read anew.
 */
import Papa from "papaparse";
import type { OwnColumn, OwnTable } from "./own-data.ts";
import { plainText, titleOf } from "./read-text.ts";

/** Half a million numbers with their marks. */
export const maxTableBytes = 5_000_000;

export const delimiters = ["\t", ";", "|", ",", " "] as const;
export type Delimiter = (typeof delimiters)[number];
export type Decimal = "." | ",";

/** What is set by hand; the rest is recognised. */
export interface TableChoices {
  readonly delimiter?: Delimiter;
  /** Whether the first row names the columns. */
  readonly header?: boolean;
  readonly decimal?: Decimal;
}

/** A column of the file, whether it is one of the table's or not. */
export interface ColumnReport {
  readonly name: string;
  /** "index": whole numbers that rise by one, years among them; offered as numbers too. */
  readonly kind: "numbers" | "index" | "dates" | "text" | "empty";
  /** Place in `table.columns`; null where it is left out. */
  readonly column: number | null;
  /** Rows of it without a number, bad ones included. */
  readonly gaps: number;
  /** Half a sentence: why it is left out, or what was taken off its numbers ("%"); null where there is nothing to say. */
  readonly note: string | null;
}

/** A row that could not be read as it should. */
export interface BadRow {
  /** In the file, from 1; the first of its lines where quoted cells span some. */
  readonly line: number;
  /** As written, cut where it is long. */
  readonly text: string;
  /** Half a sentence: "3 cells where the others have 5". */
  readonly reason: string;
}

/** The first ten, and how many more there are. */
export interface BadRows {
  readonly shown: readonly BadRow[];
  readonly more: number;
}

export type TableRead =
  | {
      readonly ok: true;
      /** Bad cells are gaps; so is every cell of a row with the wrong number of them. */
      readonly table: OwnTable;
      readonly delimiter: Delimiter;
      readonly header: boolean;
      readonly decimal: Decimal;
      /** All columns of the file, in its order. */
      readonly columns: readonly ColumnReport[];
      readonly bad: BadRows;
      /** Sentences: what was decided where the file allows two readings. */
      readonly notes: readonly string[];
    }
  | {
      readonly ok: false;
      /** A sentence for people, with what to do. */
      readonly problem: string;
      readonly bad: BadRows;
    };

/**
 * @param source bytes of a file, or a pasted string.
 * @param title name of the file, or what the page calls it.
 */
export function readTable(source: Uint8Array | string, title: string, choices: TableChoices = {}): TableRead {
  const text = plainText(source, maxTableBytes);
  const bad = { shown: [], more: 0 };
  if (!text.ok) return { ok: false, problem: text.problem, bad };
  const delimiter = choices.delimiter ?? delimiters.find((mark) => text.data.includes(mark)) ?? ",";
  const { data } = Papa.parse<string[]>(text.data.trim(), { delimiter, newline: "\n" });
  const header = choices.header ?? data[0]?.every((cell) => Number.isNaN(Number(cell))) ?? false;
  const rows = header ? data.slice(1) : data;
  const columns: OwnColumn[] = (data[0] ?? []).map((name, place) => ({
    name: header ? name : `column ${place + 1}`,
    values: rows.map((row) => {
      const value = Number(row[place] || Number.NaN);
      return Number.isFinite(value) ? value : null;
    }),
  }));
  return {
    ok: true,
    table: { kind: "table", title: titleOf(title), columns: columns.slice(0, 32), rows: null },
    delimiter,
    header,
    decimal: choices.decimal ?? ".",
    columns: columns.map(({ name }, column) => ({ name, kind: "numbers", column, gaps: 0, note: null })),
    bad,
    notes: [],
  };
}

/** A signal drawn by hand, to three digits behind the point: more than a pointer has. */
export const tableOfSignal = (values: readonly number[]): OwnTable => ({
  kind: "table",
  title: "Drawn signal",
  columns: [{ name: "signal", values: values.map((value) => Math.round(value * 1000) / 1000 + 0) }],
  rows: null,
});
