/** What a cell of somebody's table says: a number, in the notation of its country, a date, nothing, or something else. */

export type Decimal = "." | ",";

/** Longer ones are text, whatever is in them. */
const longestCell = 64;
/** Squares of larger numbers leave what a computer can hold. */
const largest = 1e100;

const missing = new Set(["", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "–", "—", "?"]);
export const isMissing = (cell: string): boolean =>
  cell === "" || (cell.length <= 4 && missing.has(cell.toLowerCase()));

/** Sign, currency, sign again ("$-5"), digits, and per cent or currency; blanks come one at a time (`spaced`). */
const parts = /^([+\-−]?) ?([€$£¥]?) ?([+\-−]?) ?([\d.,][\d.,'’ ]*(?:[eE][+\-−]?\d{1,6})?) ?([%‰€$£¥]?)$/u;
const spaced = (cell: string): string => (/\s/.test(cell) ? cell.replace(/\s+/gu, " ") : cell);
const plainest = /^-?\d+(?:\.\d+)?$/;
const digits: { readonly [D in Decimal]: readonly [plain: RegExp, grouped: RegExp] } = {
  ".": [/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i, /^\d{1,3}([,'’ ])\d{3}(?:\1\d{3})*(?:\.\d*)?$/u],
  ",": [/^(?:\d+,?\d*|,\d+)(?:e[+-]?\d+)?$/i, /^\d{1,3}([.'’ ])\d{3}(?:\1\d{3})*(?:,\d*)?$/u],
};

export interface CellNumber {
  readonly value: number;
  /** "%", "€" and their kin, which the value does not take into account; "" where there is none. */
  readonly sign: string;
}

/**
 * The number that a trimmed cell writes, or null. Thousands stand apart by a comma, a point, a blank or an apostrophe, in
 * groups of three; a percentage is as written (12 % is 12).
 * @returns also numbers too large to learn from: see `isUsable`.
 */
export function cellNumber(cell: string, decimal: Decimal): CellNumber | null {
  if (cell.length > longestCell) return null;
  // Nearly all cells are as plain as that, in both notations or in one.
  if (plainest.test(cell) && (decimal === "." || !cell.includes(".")))
    return { value: Number(cell) + 0, sign: "" };
  const found = parts.exec(spaced(cell));
  if (!found) return null;
  const [, first = "", before = "", second = "", written = "", after = ""] = found;
  if ((first !== "" && second !== "") || (before !== "" && after !== "")) return null;
  const body = written.trimEnd().replace("−", "-");
  const [plain, grouped] = digits[decimal];
  let text = body;
  if (!plain.test(body)) {
    if (!grouped.test(body)) return null;
    text = body.replace(decimal === "." ? /[,'’ ]/gu : /[.'’ ]/gu, "");
  }
  const value = Number(decimal === "," ? text.replace(",", ".") : text);
  const negative = first + second !== "" && first + second !== "+";
  return Number.isNaN(value) ? null : { value: negative ? -value + 0 : value, sign: before + after };
}

export const isUsable = (value: number): boolean => Math.abs(value) <= largest;

/** Which mark a cell shows to be the decimal one; "either" of a lone "1,234" or "1.234"; null where it shows nothing. */
export function decimalOf(cell: string): Decimal | "either,comma" | "either,point" | null {
  if (cell.length > longestCell) return null;
  const body = parts.exec(spaced(cell))?.[4]?.trimEnd().replace(/e.*$/i, "");
  if (body === undefined || !/[.,]/.test(body)) return null;
  const readings = ([".", ","] as const).filter((decimal) => digits[decimal].some((form) => form.test(body)));
  if (readings.length === 1) return readings[0] ?? null;
  if (readings.length === 0) return null;
  // 0.125 and 0,125 begin no group of thousands.
  if (/^0/.test(body)) return body.includes(",") ? "," : ".";
  return body.includes(",") ? "either,comma" : "either,point";
}

const time = String.raw`(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?`;
const yearFirst = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${time}$`);
const yearLast = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})${time}$`);
const yearMonth = /^(\d{4})[-/](\d{2})$/;
const yearPart = /^(\d{4})-?([QW])(\d{1,2})$/;
const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;
/** How all of them begin, and hardly any number. */
const dateStart = /^(?:\d{4}-?[QW]|\d{1,4}[-/:]|\d{1,4}\.\d{1,2}\.)/;
const compact = /^((?:19|20)\d{2})(\d{2})(\d{2})$/;

/** Which of day and month comes first where a year is last. */
export type DayOrder = "day" | "month";

/** Of a day and a month with slashes, what the values allow; points mean day first, as where they are used. */
export function dayOrderOf(cell: string): DayOrder | null {
  const [, first, mark, second] = cell.length > longestCell ? [] : (yearLast.exec(cell) ?? []);
  if (mark === undefined) return null;
  if (mark === ".") return "day";
  if (Number(first) > 12) return "day";
  return Number(second) > 12 ? "month" : null;
}

/** Minutes of a calendar in which all months have 31 days: enough to put rows in order. */
function moment(
  year: number,
  month: number,
  day: number,
  hour = "0",
  minute = "0",
  second = "0",
): number | null {
  if (month < 1 || month > 12 || day < 1 || day > 31 || Number(hour) > 24 || Number(minute) > 59) return null;
  return ((year * 12 + month) * 31 + day) * 1440 + Number(hour) * 60 + Number(minute) + Number(second) / 60;
}

/** Where the date or time that a trimmed cell writes lies among others of its column; null where it writes none. */
export function cellDate(cell: string, order: DayOrder): number | null {
  if (cell.length > longestCell || !dateStart.test(cell)) return null;
  let found = yearFirst.exec(cell);
  if (found) {
    const [, year, , month, day, ...rest] = found;
    return moment(Number(year), Number(month), Number(day), ...rest.map((part) => part ?? "0"));
  }
  found = yearLast.exec(cell);
  if (found) {
    const [, first, , second, year, ...rest] = found;
    const [day, month] = order === "day" ? [first, second] : [second, first];
    return moment(Number(year), Number(month), Number(day), ...rest.map((part) => part ?? "0"));
  }
  found = yearMonth.exec(cell);
  if (found) return moment(Number(found[1]), Number(found[2]), 1);
  found = yearPart.exec(cell);
  if (found) return Number(found[1]) * 100 + Number(found[3]);
  found = clock.exec(cell);
  return found && Number(found[1]) <= 24
    ? Number(found[1]) * 60 + Number(found[2]) + Number(found[3] ?? 0) / 60
    : null;
}

/** 20260105: a number that is a date, where all of its column are. */
export function compactDate(cell: string): number | null {
  const found = cell.length === 8 ? compact.exec(cell) : null;
  return found && moment(Number(found[1]), Number(found[2]), Number(found[3]));
}
