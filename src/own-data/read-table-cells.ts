/** What a cell of somebody's table says: a number, in the notation of its country, nothing, or something else. */

export type Decimal = "." | ",";

/** Longer ones are text, whatever is in them. */
export const longestCell = 64;
/** Squares of larger numbers leave what a computer can hold. */
const largest = 1e100;

/** How programs write a value that is not there; lower case. */
const missing = new Set(
  "na n/a #n/a n.a. na() nan -nan nat null #null! none nil void undefined missing n.d. nd <na> #value! #div/0! #ref! #name? #num! \\n - -- --- – — ? . .. ... … : * ** *** ######## #### k.a. s.o.".split(
    " ",
  ),
);
const longestMissing = Math.max(...[...missing].map(({ length }) => length));
export const isMissing = (cell: string): boolean =>
  cell === "" || (cell.length <= longestMissing && missing.has(cell.toLowerCase()));

/** Marks that take no room: they steer the direction of writing, or where a word may break. */
const invisible = /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/gu;
/** Joiners are part of words and emoji, and stray anywhere else. */
const joiner =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}])[\u200C\u200D]|[\u200C\u200D](?![\p{L}\p{M}\p{Extended_Pictographic}])/gu;

/** The text without invisible marks, how many there were, and one of them. */
export function withoutInvisible(text: string): {
  readonly text: string;
  readonly count: number;
  readonly example: string;
} {
  let [count, example] = [0, ""];
  const drop = (mark: string): string => {
    count++;
    example ||= mark;
    return "";
  };
  return { text: text.replace(invisible, drop).replace(joiner, drop), count, example };
}

const currencies =
  "US\\$|A\\$|C\\$|R\\$|USD|EUR|GBP|JPY|CHF|CNY|INR|AUD|CAD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|RUB|kr\\.?|zł|Kč|Ft|Fr\\.|Rs\\.?";
const before = `\\p{Sc}|${currencies}`;
const after = `\\p{Sc}|${currencies}|%|‰|°C|°F|°|ppm|kWh|MWh|kW|MW|mm|cm|km|kg|hPa|kPa|mbar|m/s|km/h`;
/** Qualifier, bracket, sign, currency, sign again ("$-5"), digits, unit, minus of accountants, flag; blanks come one at a time. */
const parts = new RegExp(
  `^([<>~≈≤≥]?) ?(\\(?)([+\\-]?) ?(${before})? ?(\\(?)([+\\-]?) ?([\\d.,][\\d.,'’ ]*(?:[eEdD][+\\-]?\\d{1,6})?) ?(${after})?(-| -)?(\\)?) ?(%?)(\\*{1,3}|(?<=[\\d.,] )[bcdefinprsuz])?$`,
  "u",
);
const plainest = /^-?\d+(?:\.\d+)?$/;
const digits: { readonly [D in Decimal]: readonly RegExp[] } = {
  ".": [
    /^(?:\d+\.?\d*|\.\d+)(?:[ed][+-]?\d+)?$/i,
    /^\d{1,3}([,'’ ])\d{3}(?:\1\d{3})*(?:\.\d*)?$/u,
    // Lakhs and crores: 12,34,567.8
    /^\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d*)?$/,
  ],
  ",": [/^(?:\d+,?\d*|,\d+)(?:[ed][+-]?\d+)?$/i, /^\d{1,3}([.'’ ])\d{3}(?:\1\d{3})*(?:,\d*)?$/u],
};

/** Zeros of the decimal digits of other scripts: Arabic, Persian, Devanagari, Bengali, Thai, full width. */
const zeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10];
const asciiDigit = (digit: string): string => {
  const code = digit.codePointAt(0) ?? 0;
  const zero = zeros.find((first) => code >= first && code < first + 10);
  return zero === undefined ? digit : String(code - zero);
};
/** The text that a spreadsheet was made to keep as text: ="007", '5. */
const forced = /^(?:="(.*)"|'(?=[\d.+-])(.*?)'?)$/s;

/** One blank at a time, digits and signs of ASCII. */
function spelled(cell: string, decimal: Decimal): string {
  let text = cell;
  if (text.startsWith("=") || text.startsWith("'")) {
    const found = forced.exec(text);
    text = (found?.[1] ?? found?.[2] ?? text).trim();
  }
  if (/\s/.test(text)) text = text.replace(/\s+/gu, " ");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is not ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[−–‐‑‒﹣－]/gu, "-")
    .replace(/[٫]/gu, decimal)
    .replace(/[٬]/gu, "'")
    .replace(/．/gu, ".")
    .replace(/[，]/gu, ",")
    .replace(/％/gu, "%");
}

export interface CellNumber {
  readonly value: number;
  /** "%", "€" and their kin, which the value does not take into account; "" where there is none. */
  readonly sign: string;
  /** Whether something that qualifies the number was left away: "<", "*", the letter of a footnote. */
  readonly flagged: boolean;
}

interface Parts {
  readonly body: string;
  readonly sign: string;
  readonly negative: boolean;
  readonly flagged: boolean;
}

function partsOf(cell: string, decimal: Decimal): Parts | null {
  const found = parts.exec(spelled(cell, decimal));
  if (!found) return null;
  const [, qualifier, open, first, currency = "", inner, second, body = "", unit = "", trailing, close] =
    found;
  const [percent = "", flag = ""] = [found[11], found[12]];
  const signs = [first, second, trailing].filter((sign) => sign !== "" && sign !== undefined);
  const opened = [open, inner].filter((bracket) => bracket === "(").length;
  // One sign, one pair of brackets, one unit; a number in brackets is negative by them.
  if (signs.length > 1 || opened > 1 || (opened === 1) !== (close === ")")) return null;
  if (opened === 1 && signs.length > 0) return null;
  const units = [currency, unit, percent].filter((sign) => sign !== "");
  if (units.length > 1) return null;
  return {
    body: body.trimEnd(),
    sign: units[0] ?? "",
    negative: opened === 1 || (signs.length === 1 && signs[0] !== "+"),
    flagged: qualifier !== "" || flag !== "",
  };
}

/**
 * The number that a trimmed cell writes, or null. Thousands stand apart by a comma, a point, a blank or an apostrophe, in
 * groups of three (or as in India); a percentage is as written (12 % is 12). "(5)" and "5-" are −5, as accountants write.
 * @returns also numbers too large to learn from: see `isUsable`.
 */
export function cellNumber(cell: string, decimal: Decimal): CellNumber | null {
  if (cell.length > longestCell) return null;
  // Nearly all cells are as plain as that, in both notations or in one.
  if (plainest.test(cell) && (decimal === "." || !cell.includes(".")))
    return { value: Number(cell) + 0, sign: "", flagged: false };
  const found = partsOf(cell, decimal);
  if (!found) return null;
  const { body, sign, negative, flagged } = found;
  const form = digits[decimal].findIndex((one) => one.test(body));
  if (form < 0) return null;
  let text = body.replace(/d/i, "e");
  if (form > 0) text = text.replace(decimal === "." ? /[,'’ ]/gu : /[.'’ ]/gu, "");
  const value = Number(decimal === "," ? text.replace(",", ".") : text);
  return Number.isNaN(value) ? null : { value: negative ? -value + 0 : value, sign, flagged };
}

export const isUsable = (value: number): boolean => Math.abs(value) <= largest;

/** Which mark a cell shows to be the decimal one; "either" of a lone "1,234" or "1.234"; null where it shows nothing. */
export function decimalOf(cell: string): Decimal | "either,comma" | "either,point" | null {
  if (cell.length > longestCell) return null;
  if (cell.includes("٫")) return null;
  const body = partsOf(cell, ".")?.body.replace(/[ed].*$/i, "");
  if (body === undefined || !/[.,]/.test(body)) return null;
  const readings = ([".", ","] as const).filter((decimal) => digits[decimal].some((form) => form.test(body)));
  if (readings.length === 1) return readings[0] ?? null;
  if (readings.length === 0) return null;
  // 0.125 and 0,125 begin no group of thousands.
  if (/^0/.test(body)) return body.includes(",") ? "," : ".";
  return body.includes(",") ? "either,comma" : "either,point";
}
