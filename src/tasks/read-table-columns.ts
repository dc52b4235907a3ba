/** What a column of cells is: numbers, an index, dates, text or nothing. */
import {
  cellDate,
  cellNumber,
  compactDate,
  type DayOrder,
  type Decimal,
  dayOrderOf,
  isMissing,
  isUsable,
} from "./read-table-cells.ts";

/** "index": whole numbers that rise by one, years among them; offered as numbers too. */
export type ColumnKind = "numbers" | "index" | "dates" | "text" | "empty";

export interface ReadColumn {
  readonly kind: ColumnKind;
  /** One a row, null where there is none; null altogether where it is no column of numbers. */
  readonly values: readonly (number | null)[] | null;
  /** "%" and its kin, as most of its numbers have it; "" where they have none. */
  readonly sign: string;
  /** By row, in half a sentence, why it has no number there although something stands in it. */
  readonly bad: ReadonlyMap<number, string>;
  /** Half a sentence; see ColumnReport. */
  readonly note: string | null;
}

const short = (cell: string): string =>
  `“${cell.length > 30 ? `${[...cell.slice(0, 30)].slice(0, -1).join("")}…` : cell}”`;

const mostFrequent = (counts: ReadonlyMap<string, number>): string =>
  [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), ["", 0] as [string, number])[0];

/** Cells that tell what a column is. */
const kindSample = 2000;

/** More dates than anything else; numbers that are dates when written without marks, only if all of them are. */
function areDates(cells: readonly string[]): boolean {
  let [dates, compact, filled] = [0, 0, 0];
  for (const cell of cells) {
    if (isMissing(cell)) continue;
    if (filled === kindSample) break;
    filled++;
    if (cellDate(cell, "day") !== null || cellDate(cell, "month") !== null) dates++;
    else if (compactDate(cell) !== null) compact++;
  }
  return filled > 0 && (dates > filled / 2 || (compact === filled && filled > 1));
}

/** @param cells trimmed, one a row. */
export function columnOf(cells: readonly string[], decimal: Decimal): ReadColumn {
  const nothing = { values: null, sign: "", bad: new Map<number, string>() };
  const filled = cells.filter((cell) => !isMissing(cell));
  const [example = ""] = filled;
  if (filled.length === 0) return { ...nothing, kind: "empty", note: "there is nothing in it" };
  if (areDates(cells)) return { ...nothing, kind: "dates", note: "dates name the rows" };
  const read = cells.map((cell) => (isMissing(cell) ? null : cellNumber(cell, decimal)));
  const numbers = read.filter((number) => number !== null);
  if (numbers.length < filled.length / 2) {
    const text = cells.find((cell, row) => !isMissing(cell) && read[row] === null) ?? example;
    return { ...nothing, kind: "text", note: `${short(text)} is no number` };
  }
  const signs = new Map<string, number>();
  for (const { sign } of numbers) if (sign !== "") signs.set(sign, (signs.get(sign) ?? 0) + 1);
  const sign = mostFrequent(signs);
  const bad = new Map<number, string>();
  const values = read.map((number, row) => {
    const cell = cells[row] ?? "";
    if (number === null) {
      if (!isMissing(cell)) bad.set(row, `${short(cell)} is no number`);
      return null;
    }
    if (number.sign !== "" && number.sign !== sign) {
      bad.set(row, `${short(cell)} is not in ${sign}, as the others are,`);
      return null;
    }
    if (isUsable(number.value)) return number.value;
    bad.set(row, `${short(cell)} is too large a number`);
    return null;
  });
  const rises = values.every(
    (value, row) =>
      value !== null && Number.isInteger(value) && (row === 0 || value === (values[row - 1] ?? 0) + 1),
  );
  return {
    kind: rises && values.length > 2 ? "index" : "numbers",
    values,
    sign,
    bad,
    note:
      sign === ""
        ? null
        : `${sign} was taken off: ${short(cells.find((cell) => cell.includes(sign)) ?? "")} is read as ${String(numbers.find((number) => number.sign === sign)?.value)}`,
  };
}

/** Whether the dates of a column fall from row to row, and whether it cannot be told which part of them is the day. */
export function dateKeys(cells: readonly string[]): {
  readonly falling: boolean;
  readonly undecided: boolean;
} {
  let [day, month, slashes] = [0, 0, 0];
  for (const cell of cells) {
    const order = dayOrderOf(cell);
    if (order === "day") day++;
    if (order === "month") month++;
    if (/^\d{1,2}[-/]\d{1,2}[-/]/.test(cell)) slashes++;
  }
  const order: DayOrder = month > day ? "month" : "day";
  const keys = cells.flatMap((cell) => cellDate(cell, order) ?? compactDate(cell) ?? []);
  const falling =
    keys.length > 1 &&
    (keys[0] ?? 0) > (keys.at(-1) ?? 0) &&
    keys.every((key, row) => row === 0 || key <= (keys[row - 1] ?? 0));
  return { falling, undecided: slashes > 0 && day === 0 && month === 0 };
}
