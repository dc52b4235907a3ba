/** Whether the rows of a table follow one another in time: their direction, their order, and the gaps between them. */
import { type Formed, inTurn, type Phrase, phrase } from "../lib/phrase.ts";
import { cellNumber } from "./read-table-cells.ts";
import { type ColumnKind, isTimeName, short } from "./read-table-columns.ts";
import { cellDate, compactDate, type DayOrder, dayOrderOf } from "./read-table-dates.ts";

export interface TimeColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** One a row, trimmed. */
  readonly cells: readonly string[];
  readonly values: readonly (number | null)[] | null;
}

/** What names the rows, and where each lies in time. */
export interface Marks {
  readonly name: string;
  /** One a row, as written; "" where there is nothing. */
  readonly marks: readonly string[];
  /** One a row; in minutes where they are dates. */
  readonly keys: readonly (number | null)[];
  /** Dates of the calendar, and not times of a day or days of any year. */
  readonly isCalendar: boolean;
  /** Whether it cannot be told which of two numbers of a date is the day. */
  readonly undecided: boolean;
}

const minutesOfDay = 1440;
/** Rows that tell whether the day or the month comes first. */
const orderSample = 5000;

const keysIn = (cells: readonly string[], order: DayOrder): (number | null)[] =>
  cells.map((cell) => cellDate(cell, order) ?? compactDate(cell));

/** How well keys make a calendar: all of one direction, in equal steps. */
function regularity(keys: readonly (number | null)[]): number {
  const there = keys.filter((key) => key !== null);
  const steps = there.slice(1).map((key, i) => key - (there[i] ?? 0));
  const sorted = steps.map(Math.abs).sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  const oneWay = steps.every((step) => step >= 0) || steps.every((step) => step <= 0);
  const equal = steps.filter((step) => Math.abs(step) <= 1.1 * median && Math.abs(step) >= 0.9 * median);
  return (there.length < keys.length ? 0 : 1) + (oneWay ? 1 : 0) + equal.length / Math.max(1, steps.length);
}

/** Whether the day or the month comes first in its dates: what their values allow, else what makes a calendar of them. */
function dayOrder(cells: readonly string[]): { readonly order: DayOrder; readonly undecided: boolean } {
  let [day, month, either] = [0, 0, 0];
  for (const cell of cells) {
    const order = dayOrderOf(cell);
    if (order === "day") day++;
    else if (order === "month") month++;
    else if (/^\d{1,2}[-/]\d{1,2}[-/]\d/.test(cell)) either++;
  }
  if (day !== month || either === 0) return { order: month > day ? "month" : "day", undecided: false };
  const some = cells.filter((cell) => cell !== "").slice(0, orderSample);
  const [byDay, byMonth] = [regularity(keysIn(some, "day")), regularity(keysIn(some, "month"))];
  if (Math.abs(byDay - byMonth) > 0.05) return { order: byDay > byMonth ? "day" : "month", undecided: false };
  // Clocks of twelve hours are at home where the month comes first.
  return { order: some.some((cell) => /[ap]m$/i.test(cell)) ? "month" : "day", undecided: true };
}

const isClock = (keys: readonly (number | null)[]): boolean =>
  keys.every((key) => key === null || (key >= -minutesOfDay && key <= minutesOfDay));
/** Days without a year lie in 1970: see `cellDate`. */
const isYearless = (column: TimeColumn, keys: readonly (number | null)[]): boolean =>
  keys.every((key) => key === null || (key >= -minutesOfDay && key <= 366 * minutesOfDay)) &&
  !column.cells.some((cell) => /70/.test(cell));

const named = (columns: readonly TimeColumn[], pattern: RegExp): TimeColumn | undefined =>
  columns.find(({ name, values, kind }) => values !== null && kind === "index" && pattern.test(name.trim()));

/** Year, month, day and hour in columns of their own. */
function ofParts(columns: readonly TimeColumn[]): Marks | null {
  const year = named(columns, /^(?:year|yr|yyyy|jahr)$/i);
  const month = named(columns, /^(?:month|mon|mm|mo|monat)$/i);
  const day = named(columns, /^(?:day|dd|tag)$/i);
  const yearDay = named(columns, /^(?:doy|yday)$/i);
  const hour = named(columns, /^(?:hour|hr|hh|stunde)$/i);
  const parts = [year, month, day, yearDay, hour].filter((part) => part !== undefined);
  if (!year || parts.length < 2) return null;
  const at = (column: TimeColumn | undefined, row: number, otherwise: number): number =>
    column ? (column.values?.[row] ?? Number.NaN) : otherwise;
  const keys = year.cells.map((_, row) => {
    const date = Date.UTC(
      at(year, row, 1970),
      at(month, row, 1) - 1,
      at(day ?? yearDay, row, 1),
      at(hour, row, 0),
    );
    return Number.isNaN(date) ? null : date / 60_000;
  });
  return {
    name: parts.map(({ name }) => name).join("-"),
    marks: year.cells.map((_, row) => parts.map(({ cells }) => cells[row] ?? "").join("-")),
    keys,
    isCalendar: true,
    undecided: false,
  };
}

/** What names the rows: dates, else a count of time, else another index; null where nothing does. */
export function marksOf(columns: readonly TimeColumn[]): Marks | null {
  const dated = columns
    .filter(({ kind }) => kind === "dates")
    .slice(0, 4)
    .map((column) => {
      const { order, undecided } = dayOrder(column.cells);
      return { column, undecided, keys: keysIn(column.cells, order) };
    });
  const date = dated.find(({ keys }) => !isClock(keys));
  const clock = dated.find(({ keys }) => isClock(keys));
  if (date) {
    const { column, keys, undecided } = date;
    const whole = keys.every((key) => key === null || key % minutesOfDay === 0);
    const isCalendar = !isYearless(column, keys);
    if (!whole || !clock) return { name: column.name, marks: column.cells, keys, isCalendar, undecided };
    return {
      name: `${column.name} ${clock.column.name}`,
      marks: column.cells.map((cell, row) => `${cell} ${clock.column.cells[row] ?? ""}`.trim()),
      keys: keys.map((key, row) => (key === null ? null : key + (clock.keys[row] ?? 0))),
      isCalendar,
      undecided,
    };
  }
  const parts = ofParts(columns);
  if (parts) return parts;
  if (clock)
    return {
      name: clock.column.name,
      marks: clock.column.cells,
      keys: clock.keys,
      isCalendar: false,
      undecided: false,
    };
  const counts = columns.filter(({ kind }) => kind === "index");
  // One that names each row once, and one that counts time.
  const merit = ({ name, values }: TimeColumn): number =>
    (new Set(values).size === values?.length ? 2 : 0) + (isTimeName(name) ? 1 : 0);
  const [index] = counts.toSorted((a, b) => merit(b) - merit(a));
  return index
    ? { name: index.name, marks: index.cells, keys: index.values ?? [], isCalendar: true, undecided: false }
    : null;
}

/** More falls than rises, by so much: then the newest row comes first, a few out of order aside. */
const clearly = 9;

export function isFalling({ keys, isCalendar }: Marks): boolean {
  const there = keys.filter((key) => key !== null);
  let [rises, falls] = [0, 0];
  for (let row = 1; row < there.length; row++) {
    const by = (there[row] ?? 0) - (there[row - 1] ?? 0);
    if (by > 0) rises++;
    if (by < 0) falls++;
  }
  return falls > 0 && falls >= clearly * rises && (isCalendar || rises === 0);
}

/** Whether sorting would change anything: the rows neither rise nor fall throughout. */
export function isOutOfOrder(marks: Marks): boolean {
  const there = marks.keys.filter((key) => key !== null);
  const falls = there.some((key, row) => row > 0 && key < (there[row - 1] ?? 0));
  return marks.isCalendar && falls && !isFalling(marks);
}

/** Rows in the order of time, by place; rows of one time keep their order, and a row without one stays behind the row before. */
export function inTime({ keys }: Marks): readonly number[] {
  let latest = Number.NEGATIVE_INFINITY;
  const filled = keys.map((key) => {
    if (key !== null) latest = key;
    return latest;
  });
  return filled.map((_, row) => row).sort((a, b) => (filled[a] ?? 0) - (filled[b] ?? 0) || a - b);
}

/** The same in another order of rows. */
export const placed = (marks: Marks, order: readonly number[]): Marks => ({
  ...marks,
  marks: order.map((row) => marks.marks[row] ?? ""),
  keys: order.map((row) => marks.keys[row] ?? null),
});

/** “date”, or which column it is where it has no name. */
export const nameOf = (marks: Marks | null): Phrase =>
  marks === null || marks.name.trim() === "" ? phrase`the first column` : short(marks.name);

/** A step that is this many usual ones long is a gap. */
const gapFrom = 1.5;
/** With a larger share of steps that are longer or shorter, there is no usual one. */
const mostGaps = 0.3;

const onWeekend = (key: number): boolean => {
  const day = (((Math.floor(key / minutesOfDay) + 4) % 7) + 7) % 7;
  return day === 0 || day === 6;
};

/**
 * One sentence where the rows do not follow one another in equal steps of time; null where they do.
 * @param lines of the file, one a row; null where rows are no lines of it.
 * @param isSorted the rows are no longer in the order of the file.
 */
export function orderNote(
  { name, marks, keys, isCalendar }: Marks,
  lines: readonly number[] | null,
  isSorted = false,
): Formed | null {
  if (!isCalendar) return null;
  const rows = keys.flatMap((key, row) => (key === null ? [] : [{ key, row }]));
  if (rows.length < 3) return null;
  const mark = (row: number): string => short(marks[row] ?? "");
  const label = name.trim() === "" ? phrase`The first column` : short(name);
  const counts = new Map<number, number>();
  for (const { key } of rows) counts.set(key, (counts.get(key) ?? 0) + 1);
  const doubled = rows.find(({ key }) => (counts.get(key) ?? 0) > 1);
  if (doubled) {
    const times = counts.get(doubled.key) ?? 0;
    const told = phrase`${label} has ${mark(doubled.row)} in ${times} rows.`;
    if (counts.size <= rows.length / 2)
      return inTurn([
        told,
        phrase`The file seems to hold several series under one another, read here as one.`,
      ]);
    return isSorted ? told : inTurn([told, phrase`Rows are used in the order of the file.`]);
  }
  const steps = rows
    .slice(1)
    .map(({ key, row }, i) => ({ by: key - (rows[i]?.key ?? 0), row, from: rows[i]?.row ?? 0 }));
  const back = steps.find(({ by }) => by < 0);
  if (back) {
    const line = lines?.[back.row];
    const [here, there] = [mark(back.row), mark(back.from)];
    return line === undefined
      ? phrase`${label} does not rise from row to row: ${here} follows ${there}. Rows are used in the order of the file.`
      : phrase`${label} does not rise from row to row: ${here} in line ${line} follows ${there}. Rows are used in the order of the file.`;
  }
  const sorted = steps.map(({ by }) => by).sort((a, b) => a - b);
  const usual = sorted[sorted.length >> 1] ?? 0;
  const isWorkday = usual === minutesOfDay && !rows.some(({ key }) => onWeekend(key));
  const most = isWorkday ? 4 * minutesOfDay : gapFrom * usual;
  const gaps = steps.filter(({ by }) => by > most);
  if (gaps.length === 0) return null;
  const longest = gaps.reduce((a, b) => (b.by > a.by ? b : a));
  const between = phrase`from ${mark(longest.from)} to ${mark(longest.row)}`;
  const count =
    gaps.length === 1 ? phrase`a gap ${between}` : phrase`${gaps.length} gaps, the longest ${between}`;
  const uneven = steps.filter(({ by }) => by > most || by * gapFrom < usual);
  return uneven.length > mostGaps * steps.length
    ? phrase`${label} does not rise in equal steps, the longest is ${between}; rows are used as if evenly spaced.`
    : phrase`${label} has ${count}; rows are used as if evenly spaced.`;
}

/** Cells across a header that rise or fall like years or dates. */
export function isTimeAcross(cells: readonly string[]): boolean {
  return (["day", "month"] as const).some((order) => {
    const keys = cells.map((cell) => yearIn(cell) ?? cellDate(cell, order) ?? compactDate(cell));
    const steps = keys.slice(1).map((key, i) => (key ?? Number.NaN) - (keys[i] ?? Number.NaN));
    return keys.length > 1 && (steps.every((step) => step > 0) || steps.every((step) => step < 0));
  });
}

/** The year of "2020", "X2020", "Y2020", "2020 [YR2020]". */
export function yearIn(cell: string): number | null {
  const found = /^[XYF]?(?:YR)?(\d{4})(?: \[YR\d{4}\])?$/i.exec(cell)?.[1];
  const year = found === undefined ? null : cellNumber(found, ".")?.value;
  return year !== undefined && year !== null && year >= 1000 && year <= 2500 ? year : null;
}
