/** What a column of cells is: numbers, an index, dates, text or nothing. */
import { type Formed, inTurn, phrase } from "../lib/phrase.ts";
import { quote } from "../lib/quote.ts";
import { cellNumber, type Decimal, isMissing, isUsable } from "./read-table-cells.ts";
import { cellDate, compactDate } from "./read-table-dates.ts";

/** "index": counters, years, epoch seconds and other numbers that say where a row is; offered as numbers too. */
export type ColumnKind = "numbers" | "index" | "dates" | "text" | "empty";

export interface ReadColumn {
  readonly kind: ColumnKind;
  /** One a row, null where there is none; null altogether where it is no column of numbers. */
  readonly values: readonly (number | null)[] | null;
  /** "%" and its kin, as most of its numbers have it; "" where they have none. */
  readonly sign: string;
  /** By row, in half a sentence, why it has no number there although something stands in it. */
  readonly bad: ReadonlyMap<number, Formed>;
  /** Half a sentence; see ColumnReport. */
  readonly note: Formed | null;
}

/** What a person said to mean "no value", beside what programs write. */
export interface Missing {
  readonly cells: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;
}

/** @param written values with blanks or semicolons between them, such as "-999 -9999". */
export function missingOf(written: string, decimal: Decimal): Missing {
  const cells = written.split(/[\s;]+/).filter((token) => token !== "");
  const numbers = cells.flatMap(
    (cell) => cellNumber(cell, decimal)?.value ?? cellNumber(cell, ".")?.value ?? [],
  );
  return { cells: new Set(cells), numbers: new Set(numbers) };
}

export const short = (cell: string): string => quote(cell, 30);

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

/** As programs and people name a column that counts rows. */
const counterName =
  /^(?:|unnamed: ?\d+|index|idx|id|no\.?|nr\.?|num|row|row ?(?:no|number|id|names?)\.?|rows|obs|observation|record|rec|rn|recnum|entry|#|n|i|seq|sequence|serial|s\.? ?no\.?|sr\.? ?no\.?|lfd\.? ?nr\.?|nummer|zeile|level_0|x\.?1|\.\.\.1)$/i;
const timeName =
  /(?:^|[^a-z])(?:time|date|datetime|datum|zeit|fecha|data|timestamp|ts|t|epoch|unix(?:time)?|years?|jahr|yr|months?|days?|hours?|hr|minutes?|seconds?|sec|doy|mjd|jd|julian|steps?|weeks?|quarters?)(?:[^a-z]|$)|time$|date$/i;
const partName =
  /^(?:year|yr|yyyy|jahr|month|mon|mm|mo|monat|day|dd|tag|doy|yday|hour|hr|hh|stunde|minute|min|week)$/i;
export const isCounterName = (name: string): boolean => counterName.test(name.trim());
export const isTimeName = (name: string): boolean => timeName.test(name.trim());

/** Seconds since 1970, or thousandths, millionths, billionths of them, of the years 1980 to 2100. */
const isEpoch = (value: number): boolean =>
  [1, 1e3, 1e6, 1e9].some((scale) => value >= 315_532_800 * scale && value <= 4_102_444_800 * scale);

/** Among the first columns, years that rise or repeat, in whole numbers or fractions, and months of years. */
function isCalendar(values: readonly number[], place: number): boolean {
  if (place > 3) return false;
  const steps = values.slice(1).map((value, row) => value - (values[row] ?? 0));
  const whole = values.every(Number.isInteger);
  if (values.every((value) => value >= 1500 && value <= 2200)) {
    const oneWay = steps.every((step) => step >= 0) || steps.every((step) => step <= 0);
    const longest = steps.reduce((most, step) => Math.max(most, Math.abs(step)), 0);
    return oneWay && longest > 0 && longest <= (whole ? 1 : 0.3);
  }
  return (
    whole &&
    values.length > 12 &&
    values.every((value) => value >= 1 && value <= 12) &&
    steps.every((step) => step === 1 || step === -11)
  );
}

/** Whether numbers say where a row is instead of what was measured. */
function isIndex(values: readonly (number | null)[], name: string, place: number): boolean {
  if (values.length < 3) return false;
  const there = values.filter((value) => value !== null);
  if (there.length < 3) return false;
  // The years, months and hours of a date that has a column for each.
  if (
    partName.test(name.trim()) &&
    there.every((value) => Number.isInteger(value) && value >= 0 && value <= 3000)
  )
    return true;
  if (there.length < values.length) return false;
  let [rises, falls, even] = [true, true, true];
  const step = (there[1] ?? 0) - (there[0] ?? 0);
  for (let row = 1; row < there.length; row++) {
    const by = (there[row] ?? 0) - (there[row - 1] ?? 0);
    rises &&= by > 0;
    falls &&= by < 0;
    even &&= Math.abs(by - step) <= 1e-6 * Math.abs(step);
  }
  const whole = there.every(Number.isInteger);
  const monotone = rises || falls;
  if (monotone && even && whole && Math.abs(step) === 1) return true;
  if (monotone && even && place === 0 && there.length >= 5) return true;
  if (isCalendar(there, place)) return true;
  if (isTimeName(name) && (monotone || there.every(isEpoch))) return true;
  if (monotone && whole && there.every(isEpoch)) return true;
  if (whole && (isCounterName(name) || isTimeName(name)))
    return monotone || new Set(there).size === there.length;
  return false;
}

interface ColumnIs {
  readonly name?: string;
  /** In the file, from 0. */
  readonly place?: number;
  readonly missing?: Missing;
}

/** @param cells trimmed, one a row. */
export function columnOf(
  cells: readonly string[],
  decimal: Decimal,
  { name = "column", place = 1, missing }: ColumnIs = {},
): ReadColumn {
  const isGone = (cell: string): boolean => isMissing(cell) || (missing?.cells.has(cell) ?? false);
  const nothing = { values: null, sign: "", bad: new Map<number, Formed>() };
  const filled = cells.filter((cell) => !isGone(cell));
  const [example = ""] = filled;
  if (filled.length === 0) return { ...nothing, kind: "empty", note: phrase`there is nothing in it` };
  if (areDates(cells)) return { ...nothing, kind: "dates", note: phrase`dates name the rows` };
  const read = cells.map((cell) => (isGone(cell) ? null : cellNumber(cell, decimal)));
  const numbers = read.filter((number) => number !== null);
  if (numbers.length < filled.length / 2) {
    const text = cells.find((cell, row) => !isGone(cell) && read[row] === null) ?? example;
    return { ...nothing, kind: "text", note: phrase`${short(text)} is no number` };
  }
  const signs = new Map<string, number>();
  for (const { sign } of numbers) if (sign !== "") signs.set(sign, (signs.get(sign) ?? 0) + 1);
  const sign = mostFrequent(signs);
  const bad = new Map<number, Formed>();
  let usable = 0;
  const values = read.map((number, row) => {
    const cell = cells[row] ?? "";
    if (number === null) {
      if (!isGone(cell)) bad.set(row, phrase`${short(cell)} is no number`);
      return null;
    }
    if (missing?.numbers.has(number.value)) return null;
    if (number.sign !== "" && number.sign !== sign) {
      bad.set(row, phrase`${short(cell)} is not in ${sign}, as the others are,`);
      return null;
    }
    if (isUsable(number.value)) {
      usable++;
      return number.value;
    }
    bad.set(row, phrase`${short(cell)} is too large a number`);
    return null;
  });
  if (usable === 0)
    return bad.size > 0
      ? { ...nothing, kind: "text", bad, note: phrase`${short(example)} and the others are too large` }
      : { ...nothing, kind: "empty", note: phrase`there is nothing in it` };
  const signed = read.findIndex((number) => number !== null && number.sign !== "" && number.sign === sign);
  const flagged = read.findIndex((number) => number?.flagged === true);
  const said = (row: number): Formed =>
    phrase`${short(cells[row] ?? "")} is read as ${String(read[row]?.value)}`;
  const notes = [
    ...(signed < 0 ? [] : [phrase`${sign} was taken off: ${said(signed)}`]),
    ...(flagged < 0 ? [] : [said(flagged)]),
  ];
  return {
    kind: isIndex(values, name, place) ? "index" : "numbers",
    values,
    sign,
    bad,
    note: notes.length > 0 ? inTurn(notes, "; ") : null,
  };
}
