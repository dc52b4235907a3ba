/**
 * Tables of one's own: CSV, TSV and their kin become `OwnTable`, with a report of what was recognised and which rows could
 * not be read. What was recognised wrongly can be set by hand and the table read anew.
 */
import { maxOwnColumns, maxOwnNumbers, type OwnColumn, type OwnTable, wellFormed } from "./own-data.ts";
import { type Decimal, decimalOf } from "./read-table-cells.ts";
import { type ColumnKind, columnOf, dateKeys, type ReadColumn } from "./read-table-columns.ts";
import { type Delimiter, type Row, recogniseDelimiter, rowsOf, widthOf } from "./read-table-rows.ts";
import { plainText, titleOf } from "./read-text.ts";

export { type Delimiter, delimiters } from "./read-table-rows.ts";
export type { Decimal };

/** A quarter of a million numbers, sixteen characters each. */
export const maxTableBytes = 4_000_000;

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
  readonly kind: ColumnKind;
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

const shownRows = 10;
const longestRow = 80;
/** More columns than anybody chooses from. */
const mostColumns = 200;
/** Cells that tell the decimal mark. */
const decimalSample = 20_000;
/** Rows that tell whether the first one is a header. */
const headerSample = 500;
/** Lines of a file, empty ones included: more than any table within the limits has use for. */
const mostLines = 2 * maxOwnNumbers;

/** “a,b” as written, on one line. */
function quoteRow(lines: readonly string[], line: number): string {
  const text = (lines[line - 1] ?? "").trim();
  return text.length > longestRow ? `${wellFormed(text.slice(0, longestRow))}…` : text;
}

/** What comes before a table: a line that names the delimiter, as spreadsheets write, and comments. */
function skipPreamble(text: string): { readonly lines: number; readonly delimiter: Delimiter | null } {
  const lines = text.split("\n", 200);
  const named = /^sep=([\t;|, ])$/.exec(lines[0] ?? "")?.[1] as Delimiter | undefined;
  let count = named === undefined ? 0 : 1;
  while (count < lines.length && /^\s*(#|$)/.test(lines[count] ?? "")) count++;
  return { lines: count, delimiter: named ?? null };
}

function recogniseDecimal(
  rows: readonly Row[],
  delimiter: Delimiter,
): { readonly decimal: Decimal; readonly note: string | null } {
  const votes = { ".": 0, ",": 0, "either,comma": 0, "either,point": 0 };
  let example = "";
  let seen = 0;
  for (const { cells } of rows) {
    if (seen > decimalSample) break;
    for (const cell of cells) {
      const found = decimalOf(cell);
      seen++;
      if (found === null) continue;
      votes[found]++;
      if (found.startsWith("either") && example === "") example = cell;
    }
  }
  if (votes["."] !== votes[","]) return { decimal: votes["."] > votes[","] ? "." : ",", note: null };
  // Where cells are parted by semicolons, it is because numbers have commas.
  const comma = votes["either,comma"] > votes["either,point"] && delimiter === ";";
  const decimal = comma ? "," : ".";
  const thousands = example.includes(",") !== comma;
  return {
    decimal,
    note:
      example === ""
        ? null
        : `“${example}” may mean two numbers; it was read with ${thousands ? "thousands apart" : "three decimals"}. If that is wrong, choose the other decimal mark.`,
  };
}

/** Whether the first row names what is under it: text over a column of numbers or dates. */
function recogniseHeader(rows: readonly Row[], width: number, decimal: Decimal): boolean {
  const [first, ...body] = rows.slice(0, headerSample);
  if (!first) return false;
  const places = Array.from({ length: Math.min(width, mostColumns) }, (_, place) => place);
  const read = (some: readonly Row[], place: number): ReadColumn =>
    columnOf(
      some.map(({ cells }) => cells[place] ?? ""),
      decimal,
    );
  const under = places.filter((place) => !["text", "empty"].includes(read(body, place).kind));
  return under.length === 0
    ? places.every((place) => ["text", "empty"].includes(read([first], place).kind))
    : under.some((place) => read([first], place).kind === "text");
}

/** Names of columns: the header's, else by place; one that comes again is numbered. */
function namesOf(header: Row | undefined, width: number): readonly string[] {
  const seen = new Map<string, number>();
  return Array.from({ length: width }, (_, place) => {
    const name = titleOf(header?.cells[place] ?? "") || `column ${place + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : titleOf(`${name.slice(0, 180)} (${count})`);
  });
}

/** Bad rows in the order of the file, one reason each. */
function badRows(found: ReadonlyMap<number, string>, lines: readonly string[]): BadRows {
  const shown = [...found]
    .sort(([a], [b]) => a - b)
    .slice(0, shownRows)
    .map(([line, reason]) => ({ line, text: quoteRow(lines, line), reason }));
  return { shown, more: found.size - shown.length };
}

const tooLong = (count: number, what: string, most: number): string =>
  `It has ${count} ${what}; ${most} is the most. Take a part of them, or every tenth.`;
const cells = (count: number): string => (count === 1 ? "1 cell" : `${count} cells`);

/**
 * @param source bytes of a file, or a pasted string.
 * @param title name of the file, or what the page calls it.
 */
export function readTable(source: Uint8Array | string, title: string, choices: TableChoices = {}): TableRead {
  const none: BadRows = { shown: [], more: 0 };
  const text = plainText(source, maxTableBytes);
  if (!text.ok) return { ok: false, problem: text.problem, bad: none };
  const lines = text.data.split("\n");
  if (lines.length > mostLines)
    return { ok: false, problem: tooLong(lines.length, "lines", mostLines), bad: none };
  const preamble = skipPreamble(text.data);
  const content = lines.slice(preamble.lines).join("\n");
  const delimiter = choices.delimiter ?? preamble.delimiter ?? recogniseDelimiter(content);
  const { rows: all, openQuote } = rowsOf(content, delimiter, preamble.lines + 1);
  const width = widthOf(all);
  const looked = Math.min(width, mostColumns);

  // A row may end in empty cells; else it must have as many as the others.
  const fits = ({ cells: row }: Row): boolean =>
    row.length === width || (row.length > width && row.slice(width).every((cell) => cell === ""));
  const reasons = new Map<number, string>();
  for (const row of all)
    if (!fits(row)) reasons.set(row.line, `${cells(row.cells.length)} where the other rows have ${width}`);
  const begin = all.findIndex(fits);
  // Lines above the first whole row are a title or so, and no rows of the table.
  const body = all.slice(Math.max(0, begin));
  const whole = body.filter(fits);
  const { decimal, note } = choices.decimal
    ? { decimal: choices.decimal, note: null }
    : recogniseDecimal(whole, delimiter);
  const header = choices.header ?? recogniseHeader(whole, width, decimal);
  const names = namesOf(header ? whole[0] : undefined, looked);
  const rows = header ? body.slice(1) : body;
  const refuse = (problem: string): TableRead => ({ ok: false, problem, bad: badRows(reasons, lines) });
  if (rows.length === 0)
    return refuse(
      "There are no rows under the names of the columns. Choose another file, or say that there is no header.",
    );
  if (rows.length > maxOwnNumbers) return refuse(tooLong(rows.length, "rows", maxOwnNumbers));

  const read = Array.from({ length: looked }, (_, place) =>
    columnOf(
      rows.map((row) => (fits(row) ? (row.cells[place] ?? "") : "")),
      decimal,
    ),
  );
  const notes = note === null ? [] : [note];
  if (openQuote !== null)
    notes.push(`The quote in line ${openQuote} is never closed, so quotes were read as ordinary characters.`);
  if (width > looked) notes.push(`It has ${width} columns; the first ${looked} were looked at.`);

  const most = Math.min(maxOwnColumns, Math.floor(maxOwnNumbers / rows.length));
  const columns: OwnColumn[] = [];
  const reports = read.map((column, place): ColumnReport => {
    const name =
      column.sign === "" || /[)\]]$/.test(names[place] ?? "")
        ? (names[place] ?? "")
        : titleOf(`${names[place]?.slice(0, 190)} (${column.sign})`);
    const { kind } = column;
    const report = (at: number | null, said: string | null): ColumnReport => ({
      name,
      kind,
      column: at,
      gaps: column.values?.filter((value) => value === null).length ?? rows.length,
      note: said,
    });
    if (column.values === null) return report(null, column.note);
    if (columns.length === most)
      return report(null, `left out: ${most} columns of ${rows.length} rows are the most`);
    for (const [row, reason] of column.bad) {
      const line = rows[row]?.line ?? 0;
      if (!reasons.has(line)) reasons.set(line, `${reason} in the column “${name.slice(0, 40)}”`);
    }
    columns.push({ name, values: column.values });
    return report(columns.length - 1, column.note);
  });
  if (columns.length === 0)
    return refuse(
      `None of its ${width === 1 ? "lines" : `${width} columns`} holds numbers. Choose another delimiter or decimal mark, or a table with a column of numbers.`,
    );

  const dated = read.findIndex(({ kind }) => kind === "dates");
  const index = dated < 0 ? read.findIndex(({ kind }) => kind === "index") : dated;
  const marks = rows.flatMap((row) => (fits(row) && row.cells[index] ? [row.cells[index]] : []));
  const keys = dated < 0 ? null : dateKeys(marks);
  if (keys?.undecided)
    notes.push(
      "Whether day or month comes first in its dates cannot be told; only their order would differ.",
    );
  if (keys?.falling) {
    for (const [place, { name, values }] of columns.entries())
      columns[place] = { name, values: values.toReversed() };
    marks.reverse();
    notes.push("The newest row came first: the rows were turned around, so that time runs forwards.");
  }
  const [first, last] = [marks[0], marks.at(-1)];
  return {
    ok: true,
    table: {
      kind: "table",
      title: titleOf(title),
      columns,
      rows:
        first === undefined || last === undefined
          ? null
          : { name: reports[index]?.name ?? "", first: titleOf(first), last: titleOf(last) },
    },
    delimiter,
    header,
    decimal,
    columns: reports,
    bad: badRows(reasons, lines),
    notes,
  };
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
