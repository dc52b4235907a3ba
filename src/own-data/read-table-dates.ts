/** Dates and times as the programs of the world write them, and where they lie among others of their column. */
import { longestCell } from "./read-table-cells.ts";

/** Which of day and month comes first where a year is last. */
export type DayOrder = "day" | "month";

const minutesOfDay = 1440;
const isoLike = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?Z?)?$/;
const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?=$|[\sT,])/;

/** Of a day and a month with slashes, what the values allow; points mean day first, as where they are used. */
export function dayOrderOf(cell: string): DayOrder | null {
  const [, first, mark, second] = cell.length > longestCell ? [] : (yearLast.exec(cell) ?? []);
  if (mark === undefined) return null;
  if (mark === ".") return "day";
  if (Number(first) > 12) return "day";
  return Number(second) > 12 ? "month" : null;
}

/** Two digits are a year of this century or of the last one. */
const fullYear = (digits: string): number =>
  digits.length > 2 ? Number(digits) : Number(digits) + (Number(digits) < 70 ? 2000 : 1900);

const daysOf = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Minutes since 1970 of a day of the Gregorian calendar; null where it has no such day. */
function dayMoment(year: number, month: number, day: number): number | null {
  const last = month === 2 && isLeap(year) ? 29 : (daysOf[month - 1] ?? 0);
  if (day < 1 || day > last) return null;
  // Years from March on, so that a leap day is the last one of its year.
  const from = month > 2 ? year : year - 1;
  const inYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const days = 365 * from + Math.floor(from / 4) - Math.floor(from / 100) + Math.floor(from / 400) + inYear;
  return (days - 719_468) * minutesOfDay;
}

const locales = ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "tr"];
const plainWord = (word: string): string =>
  word
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\p{M}.]/gu, "");
let names: ReadonlyMap<string, number> | undefined;
/** 1 to 12, for the name of a month or its abbreviation in several languages; English goes first. */
function monthOf(word: string): number | null {
  if (!names) {
    const found = new Map<string, number>([["sept", 9]]);
    for (const locale of locales)
      for (const style of ["long", "short"] as const) {
        const plain = new Intl.DateTimeFormat(locale, { month: style, timeZone: "UTC" });
        // In some languages a month has another ending beside a day.
        const dated = new Intl.DateTimeFormat(locale, { month: style, day: "numeric", timeZone: "UTC" });
        for (let month = 0; month < 12; month++) {
          const date = new Date(Date.UTC(2020, month, 15));
          const beside = dated.formatToParts(date).find(({ type }) => type === "month")?.value ?? "";
          for (const name of [plain.format(date), beside])
            if (/^\p{L}{2}/u.test(name) && !found.has(plainWord(name))) found.set(plainWord(name), month + 1);
        }
      }
    names = found;
  }
  return names.get(plainWord(word)) ?? null;
}

/** Minutes that a zone is ahead of UTC; of letters that are none, nothing is taken off. */
const zones: { readonly [name: string]: number } = {
  ...{ WEST: 60, BST: 60, CET: 60, MEZ: 60, CEST: 120, MESZ: 120, EET: 120, EEST: 180, MSK: 180 },
  ...{ EST: -300, EDT: -240, CST: -360, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420 },
  ...{ IST: 330, JST: 540, KST: 540, AEST: 600, AEDT: 660 },
};
const zone =
  /\s*(?:(Z|UTC|GMT|WET|WEST|BST|CET|MEZ|CEST|MESZ|EET|EEST|MSK|EST|EDT|CST|CDT|MST|MDT|PST|PDT|IST|JST|KST|AEST|AEDT)(?:([+-])(\d{1,2}):?(\d{2})?)?|([+-])(\d{2}):?(\d{2})?)?(?:\s*(?:\([^()]*\)|\[[^[\]]*\]))?$/;
const clockEnd =
  /(?:^|[T\s,]\s*|(?<=\d{4})[:-](?=\d\d:))(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,:]\d{1,9})?)?|[h.](\d{2}))?\s*([ap]\.?\s?m\.?)?$/i;
const clockStart =
  /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?:\s*([ap]\.?m\.?))?[\s,]+(?=\d|\p{L}{3,}\.?,?\s\d)/iu;

function minutesOf(hour: string, minute = "0", second = "0", half = ""): number | null {
  let hours = Number(hour);
  if (half !== "") {
    if (hours < 1 || hours > 12) return null;
    hours = (hours % 12) + (/^p/i.test(half) ? 12 : 0);
  }
  return hours > 24 || Number(minute) > 59 || Number(second) > 60
    ? null
    : hours * 60 + Number(minute) + Number(second) / 60;
}

const weekOne = (year: number): number => {
  // The week of the fourth of January is the first one, and begins on a Monday.
  const fourth = dayMoment(year, 1, 4) ?? 0;
  const weekday = (((fourth / minutesOfDay + 3) % 7) + 7) % 7;
  return fourth - weekday * minutesOfDay;
};

/** A part of a year by its letter: quarters, half years, months, weeks. */
function partOfYear(year: string, letter: string, part: string, day = "1"): number | null {
  const [full, number] = [fullYear(year), Number(part)];
  switch (letter.toUpperCase()) {
    case "Q":
    case "T":
      return number >= 1 && number <= 4 ? dayMoment(full, 3 * number - 2, 1) : null;
    case "H":
    case "S":
      return number >= 1 && number <= 2 ? dayMoment(full, 6 * number - 5, 1) : null;
    case "M":
      return dayMoment(full, number, 1);
    default:
      return number >= 1 && number <= 53 && Number(day) >= 1 && Number(day) <= 7
        ? weekOne(full) + ((number - 1) * 7 + Number(day) - 1) * minutesOfDay
        : null;
  }
}

const yearFirst = /^(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})$/;
const eastern = /^(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(?:(\d{1,2})\s?[日일])?$/;
const yearMonth = /^(\d{4})[-/](\d{1,2})$/;
const monthYear = /^(\d{1,2})[-/](\d{4})$/;
const ordinal = /^(\d{4})-(\d{3})$/;
const partLast = /^(\d{4})[-:\s/]{0,2}(Q|T|H|S|M|W|KW|CW)\s?(\d{1,2})(?:-(\d))?$/i;
const partFirst = /^(Q|T|H|S|W|KW|CW|week|woche)\s?(\d{1,2})[-:\s/,']{1,2}(\d{4}|\d{2})$/i;
const numberFirst = /^(\d)(Q|H|S|T)[-:\s/']{0,2}(\d{4}|\d{2})$/i;

/** Words between the parts of a date, in the languages above. */
const filler = new Set(["of", "de", "del", "the", "d", "den"]);

/** "5 Jan 2023", "January 5th, 2023", "2020 Jan", "Jan-20", "5-Jan". */
function namedMonth(text: string): number | null {
  if (!/\p{L}{3}/u.test(text)) return null;
  const words = text
    .replace(/^(\d{1,2})(?:st|nd|rd|th|er|º|ª)(?=\P{L})/iu, "$1")
    .replace(/(?<=\s\d{1,2})(?:st|nd|rd|th)(?=\P{L}|$)/iu, "")
    .match(/\p{L}[\p{L}\p{M}]*|\d+|[^\s\p{L}\d]/gu);
  if (!words || words.length > 12) return null;
  let month: number | null = null;
  const numbers: string[] = [];
  let [isFirst, mark] = [false, ""];
  for (const word of words) {
    if (/^\d/.test(word)) numbers.push(word);
    else if (/^\p{L}/u.test(word)) {
      if (filler.has(word.toLowerCase())) continue;
      const found = monthOf(word);
      if (found === null) {
        // The name of a weekday comes first.
        if (month !== null || numbers.length > 0 || word.length > 12) return null;
        continue;
      }
      if (month !== null) return null;
      month = found;
      isFirst = numbers.length === 0;
    } else if ("-/.,'’".includes(word)) mark = word;
    else return null;
  }
  if (month === null || numbers.length > 2) return null;
  const [a = "", b] = numbers;
  if (a === "") return dayMoment(1970, month, 1);
  if (b === undefined) {
    if (a.length === 4) return dayMoment(Number(a), month, 1);
    if (a.length > 2) return null;
    // "Jan-20" is how spreadsheets write a month; "20 Jan" and "Jan 20" are days.
    const isYear = isFirst && (Number(a) > 31 || "-/'’".includes(mark || " "));
    return isYear ? dayMoment(fullYear(a), month, 1) : dayMoment(1970, month, Number(a));
  }
  const [day, year] = a.length === 4 ? [b, a] : [a, b];
  return day.length <= 2 && (year.length === 4 || year.length === 2)
    ? dayMoment(fullYear(year), month, Number(day))
    : null;
}

/** A date without a time. */
function dateOnly(text: string, order: DayOrder): number | null {
  let found = yearFirst.exec(text) ?? eastern.exec(text);
  if (found) {
    const isEastern = found[2]?.length !== 1 || /\d/.test(found[2]);
    const [month, day] = isEastern ? [found[2], found[3] ?? "1"] : [found[3], found[4]];
    return dayMoment(Number(found[1]), Number(month), Number(day));
  }
  found = yearLast.exec(text);
  if (found?.[0] === text) {
    const [, first, , second, year = ""] = found;
    const [day, month] = order === "day" ? [first, second] : [second, first];
    return dayMoment(fullYear(year), Number(month), Number(day));
  }
  found = yearMonth.exec(text);
  if (found) return dayMoment(Number(found[1]), Number(found[2]), 1);
  found = monthYear.exec(text);
  if (found) return dayMoment(Number(found[2]), Number(found[1]), 1);
  found = ordinal.exec(text);
  if (found) {
    const start = dayMoment(Number(found[1]), 1, 1);
    const day = Number(found[2]);
    return start === null || day < 1 || day > 366 ? null : start + (day - 1) * minutesOfDay;
  }
  found = partLast.exec(text);
  if (found) return partOfYear(found[1] ?? "", (found[2] ?? "").slice(-1), found[3] ?? "", found[4]);
  found = partFirst.exec(text);
  if (found) {
    const letter = /^[qths]$/i.test(found[1] ?? "") ? (found[1] ?? "") : "W";
    return partOfYear(found[3] ?? "", letter, found[2] ?? "");
  }
  found = numberFirst.exec(text);
  if (found) return partOfYear(found[3] ?? "", found[2] ?? "", found[1] ?? "");
  return namedMonth(text);
}

/** 202601, 20260105, 2026010512, 202601051230, 20260105T123000. */
const compact = /^((?:19|20)\d{2})(\d{2})(?:(\d{2})(?:[T_ -]?(\d{2})(?:(\d{2})(\d{2})?)?Z?)?)?$/;
/** A number that is a date, where all of its column are. */
export function compactDate(cell: string): number | null {
  const found = cell.length >= 6 && cell.length <= 16 ? compact.exec(cell) : null;
  if (!found) return null;
  const day = dayMoment(Number(found[1]), Number(found[2]), Number(found[3] ?? "1"));
  const time = minutesOf(found[4] ?? "0", found[5], found[6]);
  return day === null || time === null ? null : day + time;
}

const span =
  /^([^–—→]*?\d[^–—→]*?)(?:\s(?:-|−|to|bis|until|\.\.\.?)\s|\s?[–—→]\s?|(?<=^\d?\d:\d\d)-(?=\d))(.*\d.*)$/;
/** How dates begin, and hardly any other cell: a digit, a word, or Q1. */
const dateStart = /^(?:\d|\p{L}{1,12}[\s.,\-/'’:\d]|\p{L}{3,12}$)/u;

/** A date or a time of the day, in minutes; null where the text is neither. */
function moment(text: string, order: DayOrder): number | null {
  let [rest, ahead, time] = [text, 0, 0];
  let hasTime = false;
  const clock = clockStart.exec(rest);
  if (clock) {
    const found = minutesOf(clock[1] ?? "", clock[2], clock[3], clock[4]);
    if (found === null) return null;
    [time, hasTime, rest] = [found, true, rest.slice(clock[0].length)];
  } else {
    // A zone follows a time, so that "2020-01" is no year with one.
    const zoned = /:\d|T\d\d|Z$|[A-Z]{3,4}$|[)\]]$/.test(rest) ? zone.exec(rest) : null;
    if (zoned && zoned.index > 0 && zoned[0] !== "") {
      const [, name, sign, hours, minutes = "0", other, otherHours, otherMinutes = "0"] = zoned;
      const shift = (mark: string | undefined, h: string | undefined, m: string) =>
        mark === undefined ? 0 : (mark === "-" ? -1 : 1) * (Number(h) * 60 + Number(m));
      const before = rest.slice(0, zoned.index);
      if (
        name !== undefined ||
        /[)\]]$/.test(rest) ||
        /:\d\d(?:[.,]\d+)?\s*$|T\d\d(?:\d\d){0,2}$/.test(before)
      ) {
        ahead =
          (zones[name ?? ""] ?? 0) + shift(sign, hours, minutes) + shift(other, otherHours, otherMinutes);
        rest = before;
      }
    }
    const end = clockEnd.exec(rest);
    // A lone number is an hour only with am or pm, or behind a T.
    const [, hour = "", minute, second, other, half = ""] = end ?? [];
    if (end && (minute !== undefined || other !== undefined || half !== "" || end[0].startsWith("T"))) {
      const before = rest.slice(0, end.index).trim();
      const found = minutesOf(hour, minute ?? other, second, half.replace(/\s/g, ""));
      if (found !== null && (other === undefined || before !== "" || end[0].includes("h"))) {
        [time, hasTime, rest] = [found, true, before];
      }
    }
  }
  if (rest === "") return hasTime ? time - ahead : null;
  rest = rest.replace(/^\p{L}{2,12}\.?,?\s+(?=\d{1,4}[-/.])/u, "").replace(/,$/, "");
  const day = dateOnly(rest, order) ?? (hasTime ? compactDate(rest) : null);
  return day === null ? null : day + time - ahead;
}

/** Where the date or time that a trimmed cell writes lies among others of its column, in minutes; null where it writes none. */
export function cellDate(cell: string, order: DayOrder): number | null {
  if (cell.length > longestCell || cell.length < 3) return null;
  const plain = isoLike.exec(cell);
  if (plain) {
    const day = dayMoment(Number(plain[1]), Number(plain[2]), Number(plain[3]));
    const time = plain[4] === undefined ? 0 : minutesOf(plain[4], plain[5], plain[6]);
    return day === null || time === null ? null : day + time;
  }
  // Plain numbers are dates only where their whole column is: see `compactDate`.
  if (!dateStart.test(cell) || /^\d*[.,]?\d*$/.test(cell)) return null;
  const text = cell.replace(/\s+/gu, " ");
  const [, from, to] = span.exec(text) ?? [];
  if (from !== undefined && to !== undefined) {
    const start = moment(from.trim(), order);
    if (start !== null && moment(to.trim(), order) !== null) return start;
  }
  const found = moment(text, order);
  if (found !== null) return found;
  const slash = text.indexOf("/");
  return slash > 8 && moment(text.slice(slash + 1), order) !== null
    ? moment(text.slice(0, slash), order)
    : null;
}
