/**
 * Tables that people bring: CSV, TSV and their kin become `OwnTable`, with a report of what was recognised and which rows could
 * not be read. What was recognised wrongly can be set by hand and the table read anew.
 */

import { type Formed, phrase } from "../lib/phrase.ts";
import { quote } from "../lib/quote.ts";
import { maxOwnColumns, maxOwnNumbers, type OwnColumn, type OwnTable, wellFormed } from "./own-data.ts";
import { type Decimal, withoutInvisible } from "./read-table-cells.ts";
import { type ColumnKind, columnOf, missingOf, type ReadColumn } from "./read-table-columns.ts";
import { recogniseDelimiter } from "./read-table-delimiter.ts";
import { framed, type HeaderChoices, hasSeriesInRows, mostColumns, turned } from "./read-table-header.ts";
import { type Suspect, suspectsOf } from "./read-table-missing.ts";
import { otherWidth, skippedAbove, tooManyLines, tooManyRows } from "./read-table-notes.ts";
import { namesOf, recogniseDecimal, skipPreamble, unwrapped } from "./read-table-recognise.ts";
import { type Delimiter, fitsIn, type Row, rowsOf, widthOf, withoutEmptyEnd } from "./read-table-rows.ts";
import { inTime, isFalling, isOutOfOrder, marksOf, nameOf, orderNote, placed } from "./read-table-time.ts";
import { plainText, titleOf } from "./read-text.ts";
import { maxTableBytes } from "./table-limit.ts";

export { type Delimiter, delimiters } from "./read-table-rows.ts";
export type { Decimal, Suspect };

/** What is set by hand; the rest is recognised. */
export interface TableChoices extends HeaderChoices {
  readonly delimiter?: Delimiter;
  readonly decimal?: Decimal;
  /** Whether each row of the file is a series, and not each column. */
  readonly byRows?: boolean;
  /** Whether the last row comes first in time. */
  readonly reverse?: boolean;
  /** Whether rows whose dates do not rise are put in the order of time. */
  readonly sort?: boolean;
  /** Values that mean "no value", with blanks between them: "-999 -9999". */
  readonly missing?: string;
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
  readonly note: Formed | null;
}

/** A row that could not be read as it should. */
export interface BadRow {
  /** In the file, from 1; the first of its lines where quoted cells span some. */
  readonly line: number;
  /** As written, cut where it is long. */
  readonly text: string;
  /** Half a sentence: "3 cells where the others have 5". */
  readonly reason: Formed;
}

/** The first ten, and how many more there are. */
export interface BadRows {
  readonly shown: readonly BadRow[];
  readonly more: number;
}

/** How the file was read: what was recognised, and what was set by hand. */
export interface TableReading {
  readonly delimiter: Delimiter;
  readonly header: boolean;
  /** Of the names of the columns; null where no line has them. */
  readonly headerLine: number | null;
  /** First one with data. */
  readonly dataLine: number;
  /** What the first lines are, to choose the header among them. */
  readonly firstLines: readonly { readonly line: number; readonly text: string }[];
  readonly decimal: Decimal;
  readonly byRows: boolean;
  readonly reverse: boolean;
  readonly sort: boolean;
  /** Its dates neither rise nor fall throughout. */
  readonly isOutOfOrder: boolean;
}

export type TableRead =
  | (TableReading & {
      readonly ok: true;
      /** Bad cells are gaps; so is every cell of a row with the wrong number of them. */
      readonly table: OwnTable;
      /** All columns of the file, in its order. */
      readonly columns: readonly ColumnReport[];
      /** Places in `table.columns` of those that were measured: no index, no date, no constant. */
      readonly measured: readonly number[];
      readonly suspects: readonly Suspect[];
      readonly bad: BadRows;
      /** Sentences: what was decided where the file allows two readings. */
      readonly notes: readonly Formed[];
    })
  | {
      readonly ok: false;
      /** A sentence for people, with what to do. */
      readonly problem: Formed;
      readonly bad: BadRows;
      /** What can be set otherwise; null where it is no text at all. */
      readonly reading: TableReading | null;
    };

const shownRows = 10;
const longestRow = 80;
/** Lines of a file, empty ones included: more than any table within the limits has use for. */
const mostLines = 2 * maxOwnNumbers;
/** Lines that are offered as header. */
const mostFirstLines = 8;

const cut = (text: string): string =>
  text.length > longestRow ? `${wellFormed(text.slice(0, longestRow))}…` : text;
/** “a,b” as written, on one line. */
const quoteRow = (lines: readonly string[], line: number): string => cut((lines[line - 1] ?? "").trim());

/** Bad rows in the order of the file, one reason each. */
function badRows(found: ReadonlyMap<number, Formed>, lines: readonly string[]): BadRows {
  const shown = [...found]
    .sort(([a], [b]) => a - b)
    .slice(0, shownRows)
    .map(([line, reason]) => ({ line, text: quoteRow(lines, line), reason }));
  return { shown, more: found.size - shown.length };
}

/** "U+200E". */
const codeOf = (mark: string): string =>
  `U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
/** "Line 3, “…”," or "The 3 lines from 1 to 4, the first one “…”,". */
function someLines(rows: readonly Row[], lines: readonly string[]): Formed {
  const [first, last] = [rows[0]?.line ?? 0, rows.at(-1)?.line ?? 0];
  const quoted = quote(quoteRow(lines, first), longestRow + 1);
  if (rows.length === 1) return phrase`Line ${first}, ${quoted},`;
  return phrase`The ${rows.length} lines from ${first} to ${last}, the first one ${quoted},`;
}

/** Shares of the time that a large table takes: its rows are parted, then its columns are read. */
const [partedAt, columnsAt] = [0.35, 0.9];

/**
 * @param source bytes of a file, or a pasted string.
 * @param title name of the file, or what the page calls it.
 * @param onProgress told the share that is done, from 0 to 1.
 */
export function readTable(
  source: Uint8Array | string,
  title: string,
  choices: TableChoices = {},
  onProgress: (share: number) => void = () => {},
): TableRead {
  const none: BadRows = { shown: [], more: 0 };
  const decoded = plainText(source, maxTableBytes);
  if (!decoded.ok) return { ok: false, problem: decoded.problem, bad: none, reading: null };
  const visible = withoutInvisible(decoded.data.replaceAll("\v", " "));
  const lines = visible.text.split("\n");
  if (lines.length > mostLines)
    return { ok: false, problem: tooManyLines(lines.length, mostLines), bad: none, reading: null };
  const notes: Formed[] = [...decoded.notes];
  if (visible.count > 0)
    notes.push(
      phrase`Invisible characters were removed from its cells: ${visible.count} of them, such as ${codeOf(visible.example)}.`,
    );

  const preamble = skipPreamble(lines);
  const content = unwrapped(lines.slice(preamble.count)).join("\n");
  const delimiter = choices.delimiter ?? preamble.delimiter ?? recogniseDelimiter(content);
  const { rows: parted, openQuote } = rowsOf(content, delimiter, preamble.count + 1);
  onProgress(partedAt);
  const all = parted.filter(
    ({ cells: row }) =>
      // Comments between the rows, and the rules of tables in Markdown.
      (!/^(?:#|\/\/)/.test(row[0] ?? "") || row[0] === "#") &&
      !row.every((cell) => /^(?::?-{2,}:?)?$/.test(cell)),
  );
  const full = widthOf(all);
  const width = withoutEmptyEnd(all, full);
  const fits = fitsIn(width);
  const { decimal, note } = choices.decimal
    ? { decimal: choices.decimal, note: null }
    : recogniseDecimal(all.filter(fits), delimiter);
  const comment = preamble.comment === "" ? [] : (rowsOf(preamble.comment, delimiter).rows[0]?.cells ?? []);
  const frame = framed(all, width, decimal, comment, choices);
  const byRows = choices.byRows ?? hasSeriesInRows(frame, width, decimal);
  const turnedTable = byRows ? turned(frame, width, decimal) : null;
  const table = turnedTable
    ? { rows: turnedTable.rows.slice(turnedTable.hasNames ? 1 : 0), width: turnedTable.width }
    : { rows: frame.body, width };
  const names = turnedTable
    ? turnedTable.hasNames
      ? (turnedTable.rows[0]?.cells ?? null)
      : null
    : frame.names;
  const reading: TableReading = {
    delimiter,
    header: frame.names !== null,
    headerLine: frame.line,
    dataLine: frame.body[0]?.line ?? 1,
    firstLines: all
      .slice(0, mostFirstLines)
      .map(({ line, cells: row }) => ({ line, text: cut(row.slice(0, 20).join(" · ")) })),
    decimal,
    byRows,
    reverse: choices.reverse ?? false,
    ...{ sort: false, isOutOfOrder: false },
  };
  const { rows } = table;
  const isWhole = turnedTable ? () => true : fits;

  const reasons = new Map<number, Formed>();
  for (const row of frame.body) if (!fits(row)) reasons.set(row.line, otherWidth(row.cells.length, width));
  const refuse = (problem: Formed): TableRead => ({
    ok: false,
    problem,
    bad: badRows(reasons, lines),
    reading,
  });
  if (rows.length === 0)
    return refuse(
      phrase`There are no rows below the header. Choose another file, or choose “none” as the header row.`,
    );
  if (rows.length > maxOwnNumbers) return refuse(tooManyRows(rows.length, maxOwnNumbers));

  const looked = Math.min(table.width, mostColumns);
  const missing = choices.missing ? missingOf(choices.missing, decimal) : undefined;
  const read = Array.from({ length: looked }, (_, place) => {
    onProgress(partedAt + ((columnsAt - partedAt) * place) / looked);
    return columnOf(
      rows.map((row) => (isWhole(row) ? (row.cells[place] ?? "") : "")),
      decimal,
      { name: names?.[place] ?? "column", place, ...(missing ? { missing } : {}) },
    );
  });
  onProgress(columnsAt);
  const units = read.map(({ kind }, place) =>
    kind === "numbers" && !turnedTable ? (frame.units[place] ?? "") : "",
  );
  const shownNames = namesOf(names, units, looked);
  if (note !== null) notes.push(note);
  if (openQuote !== null)
    notes.push(
      phrase`The quote in line ${openQuote} is never closed. Quotes were read as ordinary characters.`,
    );
  if (frame.above.length > 0)
    notes.push(skippedAbove(someLines(frame.above, lines), frame.above.length, frame.line));
  if (frame.below.length > 0)
    notes.push(
      frame.below.length === 1
        ? phrase`${someLines(frame.below, lines)} was left out below the data.`
        : phrase`${someLines(frame.below, lines)} were left out below the data.`,
    );
  if (byRows && choices.byRows === undefined)
    notes.push(phrase`Each row was read as a series: there are ${frame.body.length} rows of ${width} cells.`);
  if (table.width > looked || (byRows && frame.body.length > looked))
    notes.push(
      phrase`It has ${byRows ? frame.body.length : table.width} columns; only the first ${looked} were read.`,
    );
  if (
    delimiter === "," &&
    !reading.header &&
    /^[+\-−]?\d+,\d+$/.test((lines[(rows[0]?.line ?? 1) - 1] ?? "").trim()) &&
    width === 2 &&
    !byRows
  )
    notes.push(
      phrase`${quote(quoteRow(lines, rows[0]?.line ?? 1))} was read as two cells. If it is one number, choose “none” as the delimiter.`,
    );

  const lineOf = (row: number, place: number): number =>
    turnedTable
      ? (frame.body[place - (turnedTable.width - Math.min(frame.body.length, mostColumns))]?.line ?? 1)
      : (rows[row]?.line ?? 1);
  const { columns, reports } = collected(read, shownNames, rows.length, (row, place, reason) => {
    const line = lineOf(row, place);
    if (!reasons.has(line)) reasons.set(line, reason);
  });
  if (columns.length === 0)
    return refuse(
      phrase`None of its ${width === 1 ? phrase`lines` : phrase`${width} columns`} holds numbers. Choose another delimiter, header row or decimal separator, or a table with a column of numbers.`,
    );

  // The numbers of a single column are what was measured, however evenly they rise.
  const marks = marksOf(
    (read.length > 1 ? read : []).map(({ kind, values }, place) => ({
      name: names?.[place] ?? "",
      kind,
      values,
      cells:
        kind === "dates" || kind === "index"
          ? rows.map((row) => (isWhole(row) ? (row.cells[place] ?? "") : ""))
          : [],
    })),
  );
  if (marks?.undecided)
    notes.push(
      phrase`Its dates do not show whether day or month comes first; this affects only their order.`,
    );
  const falls = marks !== null && isFalling(marks);
  const outOfOrder = marks !== null && isOutOfOrder(marks);
  const order = outOfOrder && choices.sort ? inTime(marks) : null;
  const timed = marks && order ? placed(marks, order) : marks;
  const reverse = choices.reverse ?? falls;
  for (const [place, { name, values }] of columns.entries()) {
    const sorted = order ? order.map((row) => values[row] ?? null) : values;
    columns[place] = { name, values: reverse ? sorted.toReversed() : sorted };
  }
  if (reverse && choices.reverse === undefined)
    notes.push(phrase`The newest row came first. The order of the rows was reversed: time runs forwards.`);
  if (order) notes.push(phrase`Rows were sorted by ${nameOf(timed)}.`);
  if (timed) {
    const places = rows.map((_, row) => row);
    const inOrder = falls ? placed(timed, places.toReversed()) : timed;
    const rowLines = falls ? rows.toReversed() : rows;
    const said = orderNote(inOrder, byRows ? null : rowLines.map(({ line }) => line), order !== null);
    if (said !== null) notes.push(said);
  }
  const ends = timed?.marks.filter((mark) => mark !== "") ?? [];
  if (reverse) ends.reverse();
  const [first, last] = [ends[0], ends.at(-1)];
  return {
    ok: true,
    ...reading,
    ...{ reverse, sort: order !== null, isOutOfOrder: outOfOrder },
    table: {
      kind: "table",
      title: titleOf(title),
      columns,
      rows:
        first === undefined || last === undefined
          ? null
          : { name: titleOf(marks?.name ?? "") || "row", first: titleOf(first), last: titleOf(last) },
    },
    columns: reports,
    measured: measuredOf(reports, columns),
    suspects: suspectsOf(columns),
    bad: badRows(reasons, lines),
    notes,
  };
}

/** Columns of numbers as far as there is room, and what is said of each column. */
function collected(
  read: readonly ReadColumn[],
  names: readonly string[],
  rows: number,
  onBad: (row: number, place: number, reason: Formed) => void,
): { columns: OwnColumn[]; reports: ColumnReport[] } {
  const most = Math.min(maxOwnColumns, Math.floor(maxOwnNumbers / rows));
  const columns: OwnColumn[] = [];
  const reports = read.map((column, place): ColumnReport => {
    const plain = names[place] ?? "";
    const name =
      column.sign === "" || /[)\]]$/.test(plain) ? plain : titleOf(`${plain.slice(0, 190)} (${column.sign})`);
    const { kind } = column;
    const report = (at: number | null, said: Formed | null): ColumnReport => ({
      name,
      kind,
      column: at,
      gaps: column.values?.filter((value) => value === null).length ?? rows,
      note: said,
    });
    if (column.values === null) return report(null, column.note);
    if (columns.length === most)
      return report(null, phrase`left out: the limit is ${most} columns of ${rows} rows`);
    for (const [row, reason] of column.bad) onBad(row, place, phrase`${reason} in the column ${quote(name)}`);
    columns.push({ name, values: column.values });
    return report(columns.length - 1, column.note);
  });
  return { columns, reports };
}

function measuredOf(reports: readonly ColumnReport[], columns: readonly OwnColumn[]): readonly number[] {
  const numbers = reports.flatMap(({ kind, column }) =>
    kind === "numbers" && column !== null ? [column] : [],
  );
  const varied = numbers.filter((place) => {
    const there = (columns[place]?.values ?? []).filter((value) => value !== null);
    return there.some((value) => value !== there[0]);
  });
  if (varied.length > 0) return varied;
  if (numbers.length > 0) return numbers;
  // A count is what was measured only where nothing else stands beside it, or only what names the rows.
  const others = reports.filter(
    ({ kind, column }) => column === null && kind !== "empty" && kind !== "dates",
  );
  const indexes = reports.flatMap(({ kind, column }) =>
    kind === "index" && column !== null ? [column] : [],
  );
  const dated = reports.some(({ kind }) => kind === "dates");
  return others.length > 0 ? [] : dated || indexes.length === 1 ? indexes : indexes.slice(1);
}
