/** Rows of a delimited text with the lines that they come from, and which mark is the delimiter. */
import Papa from "papaparse";
import { cellDate, cellNumber, isMissing } from "./read-table-cells.ts";

/** In order of trust: a tab is hardly ever part of a cell, a blank often. */
export const delimiters = ["\t", ";", "|", ",", " "] as const;
export type Delimiter = (typeof delimiters)[number];

export interface Row {
  /** Of the file, from 1; the first one where quoted cells span several. */
  readonly line: number;
  /** Trimmed. */
  readonly cells: readonly string[];
}

export interface Rows {
  /** Those with anything in them. */
  readonly rows: readonly Row[];
  /** Line of a quote that no other closes: then quotes are read as ordinary characters. */
  readonly openQuote: number | null;
}

/** Runs of blanks part cells but once, and those at the ends of lines none. */
const collapse = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim().replace(/[ \t]+/g, " "))
    .join("\n");

/** @param first line number of the text's first line. */
export function rowsOf(text: string, delimiter: Delimiter, first = 1): Rows {
  const source = delimiter === " " ? collapse(text) : text;
  const parse = (quoteChar: string) =>
    Papa.parse<string[]>(source, { delimiter, newline: "\n", quoteChar, skipEmptyLines: false });
  let { data, errors } = parse('"');
  const open = errors.find(({ code }) => code === "MissingQuotes");
  const count = (cells: readonly string[]): number =>
    cells.reduce((sum, cell) => sum + (cell.includes("\n") ? cell.split("\n").length - 1 : 0), 1);
  let openQuote: number | null = null;
  if (open) {
    openQuote = data.slice(0, open.row ?? 0).reduce((line, cells) => line + count(cells), first);
    // The text has no zero byte: nothing is quoted.
    ({ data } = parse("\0"));
  }
  const rows: Row[] = [];
  let line = first;
  for (const raw of data) {
    const cells = raw.map((cell) => cell.trim());
    if (cells.some((cell) => cell !== "")) rows.push({ line, cells });
    line += count(raw);
  }
  return { rows, openQuote };
}

/** The most frequent number of cells, the larger of equal ones. */
export function widthOf(rows: readonly Row[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  let [width, most] = [0, 0];
  for (const [cells, count] of counts)
    if (count > most || (count === most && cells > width)) [width, most] = [cells, count];
  return width;
}

const sampleLines = 200;
const sampleCharacters = 64_000;
/** A mark that is trusted more is taken although another fits this much better. */
const lead = 0.05;
/** The header aside, lines that are one cell each leave this much room for bad ones. */
const wholeLines = 0.9;

const isData = (cell: string): boolean =>
  isMissing(cell) ||
  cellNumber(cell, ".") !== null ||
  cellNumber(cell, ",") !== null ||
  cellDate(cell, "day") !== null ||
  cellDate(cell, "month") !== null;

/** How well a mark parts the text: rows of equal width, whose cells are numbers and dates. 0 where it parts nothing. */
function meritOf(sample: string, delimiter: Delimiter): number {
  const { rows } = rowsOf(sample, delimiter);
  const width = widthOf(rows);
  if (width < 2) return 0;
  const equal = rows.filter(({ cells }) => cells.length === width);
  const body = equal.length > 1 ? equal.slice(1) : equal;
  const some = body.flatMap(({ cells }) => cells.slice(0, 50));
  return (equal.length / rows.length) * (0.25 + some.filter(isData).length / some.length);
}

/** Whether lines are numbers or dates as they are, with blanks inside: "12 %", "1 234,5" beside "10". */
function partsCells(lines: readonly string[]): boolean {
  const some = lines.map((line) => line.trim()).filter((line) => line !== "");
  if (some.filter(isData).length < wholeLines * (some.length - 1)) return false;
  const parted = some.slice(1).map((line) => line.split(/\s+/));
  return parted.some((cells) => cells.length !== parted[0]?.length || !cells.every(isData));
}

/** The comma where nothing parts the lines: then there is one column. */
export function recogniseDelimiter(text: string): Delimiter {
  const whole = text.slice(0, sampleCharacters).split("\n");
  // The last line of a cut sample is broken.
  const lines = text.length > sampleCharacters && whole.length > 1 ? whole.slice(0, -1) : whole;
  const sample = lines.slice(0, sampleLines).join("\n");
  let [best, most]: [Delimiter, number] = [",", 0];
  for (const delimiter of delimiters) {
    if (delimiter === " " && partsCells(lines.slice(0, sampleLines))) continue;
    const merit = meritOf(sample, delimiter);
    if (merit > most + lead) [best, most] = [delimiter, merit];
  }
  return best;
}
