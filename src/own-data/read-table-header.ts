/** What stands above and below the rows of a table: titles, the names of its columns, their units, totals and sources. */
import type { Decimal } from "./read-table-cells.ts";
import { columnOf, isTimeName } from "./read-table-columns.ts";
import { isData, isRowName } from "./read-table-delimiter.ts";
import { fitsIn, type Row } from "./read-table-rows.ts";
import { isTimeAcross, yearIn } from "./read-table-time.ts";

/** What was set by hand. */
export interface HeaderChoices {
  /** Whether a row names the columns, or the line of the one that does. */
  readonly header?: boolean | number | undefined;
  /** Line of the first row of data. */
  readonly from?: number | undefined;
}

export interface Framed {
  /** By place; null where no line names the columns. */
  readonly names: readonly string[] | null;
  /** By place, from the line under the names; "" where there is none. */
  readonly units: readonly string[];
  /** Of the names; null where there are none, or where they stand in a comment. */
  readonly line: number | null;
  readonly body: readonly Row[];
  /** Lines above the rows that are not the names of the columns, and lines below that are no rows. */
  readonly above: readonly Row[];
  readonly below: readonly Row[];
}

/** Rows that tell what a column holds. */
const kindSample = 500;
/** More places than anybody chooses from. */
export const mostColumns = 200;
/** More lines than any program writes above its rows. */
const mostHeaderRows = 12;
const mostFooterRows = 40;
const longestUnit = 16;

const totals =
  /^(?:grand )?(?:total|totals|sum|mean|average|avg|min|max|count|std|stdev|median|summe|gesamt|mittelwert|moyenne|somme|total general|suma|media)s?\b[:.]?$/i;

const isWord = (cell: string): boolean => cell !== "" && !isData(cell);

/** Places that hold numbers or dates, as the rows below any header have it. */
function dataPlaces(rows: readonly Row[], width: number, decimal: Decimal) {
  const some = rows.slice(0, kindSample);
  const body = some.slice(Math.min(mostHeaderRows, some.length >> 1));
  const kinds = Array.from(
    { length: Math.min(width, mostColumns) },
    (_, place) =>
      columnOf(
        body.map(({ cells }) => cells[place] ?? ""),
        decimal,
      ).kind,
  );
  return kinds.flatMap((kind, place) => (["text", "empty"].includes(kind) ? [] : [{ place, kind }]));
}

/** Words where the rows have numbers or dates. */
const isHeading = (row: Row, under: readonly number[]): boolean => {
  const filled = under.map((place) => row.cells[place] ?? "").filter((cell) => cell !== "");
  if (filled.length === 0) return row.cells.some(isWord) && under.length > 0;
  return filled.filter(isWord).length * 2 >= filled.length;
};

/** Years, dates or counts from 0 over numbers: a header without words. */
function isNumbered(
  first: Row,
  second: Row | undefined,
  under: readonly { place: number; kind: string }[],
): boolean {
  const places = under.filter(
    ({ kind, place }) => kind !== "dates" && (place > 0 || (kind === "numbers" && first.cells[0] !== "")),
  );
  const timed = places.filter(({ place }) => !isWord(first.cells[place] ?? ""));
  const cells = timed.map(({ place }) => first.cells[place] ?? "");
  if (cells.length < 2 || cells.some((cell) => cell === "")) return false;
  const below = timed.map(({ place }) => second?.cells[place] ?? "");
  if (isTimeAcross(cells)) return !isTimeAcross(below);
  // pandas numbers columns without names from 0, R from 1, over an index without a name.
  const counts = cells.map(Number);
  return (
    first.cells[0] === "" &&
    (counts[0] === 0 || counts[0] === 1) &&
    counts.every((count, i) => count === i + (counts[0] ?? 0)) &&
    second?.cells[0] !== ""
  );
}

/** The row that names best: most different words. */
function bestNames(rows: readonly Row[], width: number): Row | null {
  let [best, most] = [null as Row | null, 0];
  for (const [i, row] of rows.entries()) {
    // The files of Campbell loggers say so in their first cell, and what they are in its line.
    const before = rows[i - 1]?.cells[0] ?? "";
    const merit = /^TOA(?:5|CI1)$/.test(before)
      ? width + 1
      : new Set(row.cells.slice(0, width).filter(isWord)).size;
    if (!/^TOA(?:5|CI1)$/.test(row.cells[0] ?? "") && merit > most) [best, most] = [row, merit];
  }
  return best;
}

/**
 * @param rows all rows with something in them.
 * @param comment cells of the last comment above them, which may name the columns; empty where there is none.
 */
export function framed(
  rows: readonly Row[],
  width: number,
  decimal: Decimal,
  comment: readonly string[],
  { header, from }: HeaderChoices,
): Framed {
  const fits = fitsIn(width);
  const begin = Math.max(0, rows.findIndex(fits));
  const whole = rows.filter(fits);
  const under = dataPlaces(whole, width, decimal);
  const places = under.map(({ place }) => place);
  const chosen = typeof header === "number" ? rows.findIndex(({ line }) => line >= header) : -1;

  let start = chosen >= 0 ? chosen + 1 : begin;
  if (from !== undefined) {
    const at = rows.findIndex(({ line }) => line >= from);
    start = at < 0 ? rows.length : at;
  } else if (header !== false) {
    const stop = Math.min(rows.length, start + mostHeaderRows);
    const first = start;
    while (start < stop && rows[start] && fits(rows[start] as Row) && isHeading(rows[start] as Row, places))
      start++;
    const top = rows[begin];
    if (start === first && chosen < 0 && top) {
      const isWords = places.length === 0 && top.cells.every((cell) => cell === "" || isWord(cell));
      if (header === true || isWords || isNumbered(top, whole[1], under)) start = begin + 1;
    }
    // A table whose every row is a heading has no rows: its first line names the columns.
    if (start >= rows.length && chosen < 0 && rows.length > 1) start = begin + 1;
  }

  const above = rows.slice(0, start);
  const top = rows[start];
  const names =
    header === false ? null : chosen >= 0 ? (rows[chosen] ?? null) : nameRow(above, width, header === true);
  let cells = names?.cells.slice(0, width) ?? null;
  if (
    names &&
    cells &&
    names.cells.length === width - 1 &&
    top &&
    namesAreShort(rows.slice(start).filter(fits), cells)
  )
    cells = ["", ...cells];
  if (!cells && header === undefined && comment.length === width && width > 1 && !comment.every(isData))
    cells = [...comment];
  const unitRow = names ? above[above.indexOf(names) + 1] : undefined;
  const areUnits = unitRow?.cells.every((cell) => cell.length <= longestUnit) ?? false;
  const { body, below } = withoutFooter(rows.slice(start), width, places, names);
  return {
    names: cells,
    units: areUnits && unitRow ? unitRow.cells.map((cell) => (isWord(cell) || cell === "%" ? cell : "")) : [],
    line: names?.line ?? null,
    body,
    above: above.filter((row) => row !== names),
    below,
  };
}

function nameRow(above: readonly Row[], width: number, isForced: boolean): Row | null {
  const fits = fitsIn(width);
  const found = bestNames(above.filter(fits), width);
  if (found) return found;
  const last = above.at(-1);
  if (!last) return null;
  const isNear = last.cells.length >= Math.max(1, width - 1) && last.cells.length !== width;
  return fits(last) || isForced || (isNear && last.cells.every((cell) => cell === "" || isWord(cell)))
    ? last
    : null;
}

/** Whether names are one short because the first column, which names the rows, has none. */
function namesAreShort(rows: readonly Row[], names: readonly string[]): boolean {
  const first = rows.slice(0, kindSample).map(({ cells }) => cells[0] ?? "");
  return isRowName(first) && !(isTimeName(names[0] ?? "") && first.some((cell) => /[-/:.]/.test(cell)));
}

/** Rows without what stands under them: totals, sources, the header once more. */
function withoutFooter(rows: readonly Row[], width: number, places: readonly number[], names: Row | null) {
  const fits = fitsIn(width);
  const again = names?.cells.join("\n");
  const body = names ? rows.filter(({ cells }) => cells.join("\n") !== again) : [...rows];
  const below: Row[] = [];
  const first = places[0] ?? 0;
  const isFooter = (row: Row): boolean => {
    if (!fits(row))
      return (
        !places.some((place) => place > 0 && isData(row.cells[place] ?? "") && row.cells[place] !== "") ||
        row.cells.length === 1
      );
    const [head = ""] = row.cells;
    if (totals.test(head)) return true;
    const filled = places.filter((place) => (row.cells[place] ?? "") !== "");
    return (
      places.length > 0 &&
      filled.every((place) => isWord(row.cells[place] ?? "")) &&
      (filled.length > 0 || first > 0 || head !== "")
    );
  };
  while (body.length > 1 && below.length < mostFooterRows && isFooter(body.at(-1) as Row))
    below.unshift(body.pop() as Row);
  return { body, below };
}

/** Whether a table has its series in rows: time runs across its header, or there are many more columns than rows. */
export function hasSeriesInRows({ names, body }: Framed, width: number, decimal: Decimal): boolean {
  const labels = labelPlaces(names, body, width, decimal);
  if (labels === null) return false;
  const across = width - labels;
  if (names && across >= 4 && isTimeAcross(names.slice(labels, width))) return true;
  return body.length > 0 && body.length <= 32 && across >= 20 && across >= 3 * body.length;
}

/** Leading columns that name the series; null where one of them names rows by time, so that time runs down. */
function labelPlaces(
  names: readonly string[] | null,
  body: readonly Row[],
  width: number,
  decimal: Decimal,
): number | null {
  const some = body.slice(0, mostColumns);
  const read = (place: number) =>
    columnOf(
      some.map(({ cells }) => cells[place] ?? ""),
      decimal,
      { name: names?.[place] ?? "column", place },
    );
  let labels = 0;
  while (labels < Math.min(8, width - 1)) {
    const { kind } = read(labels);
    if (kind === "dates") return null;
    const isNumbers = kind === "numbers" || kind === "index";
    if (kind === "index" && isTimeName(names?.[labels] ?? "")) return null;
    if (isNumbers) {
      // A number names a series where the header has a word over it and years beside it, or where only it is whole.
      const isNamed =
        names !== null &&
        isWord(names[labels] ?? "") &&
        yearIn(names[labels] ?? "") === null &&
        isTimeAcross(names.slice(width - 3, width));
      const written = (place: number) =>
        some.map(({ cells }) => cells[place] ?? "").filter((cell) => cell !== "");
      const isOdd =
        labels === 0 &&
        written(0).every((cell) => /^[+-]?\d+$/.test(cell)) &&
        written(1).some((cell) => !/^[+-]?\d+$/.test(cell)) &&
        (names === null || !/\d$/.test(names[0] ?? "") || kind === "index");
      if (!isNamed && !isOdd) break;
    }
    labels++;
  }
  return labels;
}

export interface Turned {
  readonly rows: readonly Row[];
  readonly hasNames: boolean;
  readonly width: number;
}

/** The table with its rows as columns: what stands over its columns names the rows. */
export function turned({ names, body }: Framed, width: number, decimal: Decimal): Turned {
  const series = body.slice(0, mostColumns);
  const labels = labelPlaces(names, body, width, decimal) ?? (names ? 1 : 0);
  const longest = series.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const heads = names?.slice(labels, width).map((name) => String(yearIn(name) ?? name)) ?? [];
  // Names such as V1, V2 say nothing that the place does not.
  const hasMarks = heads.length > 0 && heads.filter(isData).length >= 0.9 * heads.length;
  const rows: Row[] = [];
  if (labels > 0) {
    const label = ({ cells }: Row) => cells.slice(0, labels).find(isWord) ?? cells[0] ?? "";
    rows.push({ line: 0, cells: [...(hasMarks ? [headName(heads)] : []), ...series.map(label)] });
  }
  for (let place = labels; place < longest; place++) {
    const cells = series.map((row) => row.cells[place] ?? "");
    if (cells.some((cell) => cell !== ""))
      rows.push({ line: place + 1, cells: hasMarks ? [heads[place - labels] ?? "", ...cells] : cells });
  }
  return { rows, hasNames: labels > 0, width: series.length + (hasMarks ? 1 : 0) };
}

const headName = (heads: readonly string[]): string =>
  heads.every((head) => yearIn(head) !== null) ? "year" : "time";
