/** Rows of a delimited text with the lines that they come from. */
import Papa from "papaparse";

/** In order of trust: a tab is hardly ever part of a cell, a blank often. "" stands for one cell per line. */
export const delimiters = ["\t", ";", "|", ",", " ", ""] as const;
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

/** Never part of a text: see `plainText`. */
const impossible = "\0";

/** @param first line number of the text's first line. */
export function rowsOf(text: string, delimiter: Delimiter, first = 1): Rows {
  if (delimiter === "") return { rows: linesOf(text, first), openQuote: null };
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
    ({ data } = parse(impossible));
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

/** One cell per line, without the quotes around it. */
function linesOf(text: string, first: number): readonly Row[] {
  return text.split("\n").flatMap((raw, place) => {
    const cell = raw
      .trim()
      .replace(/^"([^"]*)"$/, "$1")
      .trim();
    return cell === "" ? [] : [{ line: first + place, cells: [cell] }];
  });
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

/** A row may end in empty cells; else it must have as many as the others. */
export const fitsIn =
  (width: number) =>
  ({ cells }: Row): boolean =>
    cells.length === width || (cells.length > width && cells.slice(width).every((cell) => cell === ""));

/** Without last columns that are empty in every row, as of lines that end with a delimiter. */
export function withoutEmptyEnd(rows: readonly Row[], width: number): number {
  let least = width;
  const filled = (place: number) =>
    rows.some(({ cells }) => cells.length === width && (cells[place] ?? "") !== "");
  while (least > 1 && !filled(least - 1)) least--;
  return least;
}
